"""Laws of rows beside each other, whatever they say. Everybody in them is made up."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.imports.matching.doubles import told
from services.registration.imports.parsing.row import Said

PHONES = (None, "+212600000001", "+212600000002")
NAMES = (("Exemple", "Un"), ("Un", "Exemple"), ("Exemple", "Deux"))
ORGANISATIONS = ("Association fictive", "Horizon fictif")


@st.composite
def lists(draw: st.DrawFn) -> list[Said]:
    """Draw a list of a few rows that have much in common; nobody has been asked anything."""
    count = draw(st.integers(min_value=1, max_value=6))
    return [_row(draw, number) for number in range(2, 2 + count)]


def _row(draw: st.DrawFn, number: int) -> Said:
    given_name, family_name = draw(st.sampled_from(NAMES))
    organisation = draw(st.sampled_from(ORGANISATIONS))
    facts: dict[str, Any] = {"given_name": given_name, "family_name": family_name, "organisation": organisation}
    phone = draw(st.sampled_from(PHONES))
    return Said(
        number=number,
        **facts,
        sex=draw(st.sampled_from((None, "woman", "man"))),
        phone=phone,
        phone_kind="mobile" if phone else None,
    )


@settings(max_examples=150, deadline=None)
@given(rows=lists())
def test_every_row_stays_once_and_in_its_place(rows: list[Said]) -> None:
    assert [said.number for said in told(rows)] == [said.number for said in rows]


@settings(max_examples=150, deadline=None)
@given(rows=lists())
def test_a_row_is_joined_to_another_that_speaks_for_itself(rows: list[Said]) -> None:
    joined = {said.number: said for said in told(rows)}

    for said in joined.values():
        assert said.same_as is None or joined[said.same_as].same_as is None


@settings(max_examples=150, deadline=None)
@given(rows=lists())
def test_who_is_joined_contradicts_in_nothing_whoever_speaks(rows: list[Said]) -> None:
    before = {said.number: said for said in rows}
    after = {said.number: said for said in told(rows)}

    for number, said in after.items():
        if said.same_as is not None:
            facts = [(getattr(before[number], it), getattr(after[said.same_as], it)) for it in ("sex", "phone")]
            assert [pair for pair in facts if pair[0] is not None and pair[0] != pair[1]] == []
            assert before[number].organisation == after[said.same_as].organisation


@settings(max_examples=100, deadline=None)
@given(rows=lists())
def test_of_those_with_one_phone_at_most_one_is_neither_joined_nor_asked(rows: list[Said]) -> None:
    untold = [said.phone for said in told(rows) if said.phone and said.same_as is None and not said.problems]

    assert len(untold) == len(set(untold))


@settings(max_examples=100, deadline=None)
@given(rows=lists())
def test_with_everybody_called_another_nobody_is_joined_and_no_phone_is_shared(rows: list[Said]) -> None:
    others = told([replace(said, answer="another") for said in rows])
    phones = [said.phone for said in others if said.phone]

    assert [said.same_as for said in others] == [None] * len(rows)
    assert len(phones) == len(set(phones))
