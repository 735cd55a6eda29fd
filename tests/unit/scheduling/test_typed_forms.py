"""How forms are typed in: rows, lists of lines, two values in one field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.console.typing_in import Shape, ids, lines

BLOCKS = Shape(begun=frozenset({"module_id"}), pairs={"module_id": ("module_id", "module_version")})
NEEDS = Shape(begun=frozenset({"wording"}), lists={"voiced_by": lines})
ONE, TWO = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-00000000000A"


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
    assert NEEDS.apart({"needs.0.wording": "x", "needs.0.voiced_by": "a\r\n\r\n b "}) == {
        "needs.0.wording": "x",
        "needs.0.voiced_by.0": "a",
        "needs.0.voiced_by.1": "b",
    }


@pytest.mark.parametrize(
    ("shape", "sent", "typed"),
    [
        (NEEDS, "needs.0.voiced_by.3", "needs.0.voiced_by"),
        (Shape(lists={"donors": lines}), "donors.1", "donors"),
        (BLOCKS, "blocks.1.module_version", "blocks.1.module_id"),
        (BLOCKS, "blocks.1", "blocks.1"),
        (BLOCKS, "seats", "seats"),
        (BLOCKS, "", ""),
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed(shape: Shape, sent: str, typed: str) -> None:
    assert shape.beside(sent) == typed


def test_ids_are_found_in_the_addresses_of_pages() -> None:
    pasted = f"http://127.0.0.1:8000/registration/organisations/{ONE}?lang=ar, {TWO};\nquelqu'un"

    assert ids(pasted) == [ONE, TWO, "quelqu'un"]
