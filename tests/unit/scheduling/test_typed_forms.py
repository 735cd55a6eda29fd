"""How forms are typed in: rows, lists of lines, two values in one field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.typed_rows import Shape, lines

BLOCKS = Shape(begun=frozenset({"module_id"}), pairs={"module_id": ("module_id", "module_version")})
DONORS = Shape(begun=frozenset({"code"}), lists={"donors": lines})


def test_rows_that_somebody_began_come_first_and_keep_their_order() -> None:
    typed = {
        "seats": "25",
        "blocks.0.module_id": " ",
        "blocks.0.starts_local": "a",
        "blocks.2.module_id": "x:1",
        "blocks.10.module_id": "y:2",
        "blocks.10.starts_local": "b",
    }

    arranged = BLOCKS.arranged(typed)

    assert arranged == {
        "seats": "25",
        "blocks.0.module_id": "x:1",
        "blocks.1.module_id": "y:2",
        "blocks.1.starts_local": "b",
        "blocks.2.module_id": " ",
        "blocks.2.starts_local": "a",
    }
    assert BLOCKS.apart(arranged) == {
        "seats": "25",
        "blocks.0.module_id": "x",
        "blocks.0.module_version": "1",
        "blocks.1.module_id": "y",
        "blocks.1.module_version": "2",
        "blocks.1.starts_local": "b",
    }


ROWS = st.dictionaries(st.integers(0, 99), st.sampled_from(["", " ", "x:1", "y:2"]), max_size=8)


@given(ROWS)
def test_however_rows_are_typed_none_is_lost_and_those_begun_are_read_without_a_gap(rows: dict[int, str]) -> None:
    arranged = BLOCKS.arranged({f"blocks.{row}.module_id": value for row, value in rows.items()})

    begun = [name for name in BLOCKS.apart(arranged) if name.endswith("module_id")]
    assert sorted(arranged.values()) == sorted(rows.values())
    assert sorted(arranged) == sorted(f"blocks.{place}.module_id" for place in range(len(rows)))
    assert sorted(begun) == sorted(
        f"blocks.{place}.module_id" for place in range(sum(bool(value.strip()) for value in rows.values()))
    )


def test_a_list_is_typed_as_lines() -> None:
    assert DONORS.apart({"rows.0.code": "x", "rows.0.donors": "a\r\n\r\n b "}) == {
        "rows.0.code": "x",
        "rows.0.donors.0": "a",
        "rows.0.donors.1": "b",
    }


@pytest.mark.parametrize(
    ("shape", "sent", "typed"),
    [
        (DONORS, "rows.0.donors.3", "rows.0.donors"),
        (Shape(lists={"donors": lines}), "donors.1", "donors"),
        (BLOCKS, "blocks.1.module_version", "blocks.1.module_id"),
        (BLOCKS, "blocks.1", "blocks.1"),
        (BLOCKS, "seats", "seats"),
        (BLOCKS, "", ""),
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed(shape: Shape, sent: str, typed: str) -> None:
    assert shape.beside(sent) == typed
