"""Answers and choices about a list: what may be said, and what of it stays. Everybody here is made up."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.registration.imports.matching.answers import answered, is_asked
from services.registration.imports.parsing.choices import merged
from services.registration.imports.parsing.row import Answer
from services.registration.imports.refusals import AssociationNotAsked, NotProposed, RowNotAsked
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.people.naming import key_of
from shared.refusals import Refusal

LISTED, KNOWN, OTHER = "Association Exemple", "Assoc. Exemple d'Oujda", "Horizon fictif"


def sent_list(**other: Any) -> PeopleImport:
    """Return a list that asks which organisation LISTED is, and proposes KNOWN."""
    facts: dict[str, Any] = {"asked": [{"name": LISTED, "proposed": [KNOWN]}], "answers": {}}
    return PeopleImport(
        id=uuid4(), file_name="liste.csv", cells=b"", created_at=datetime(2017, 8, 2, tzinfo=UTC), **(facts | other)
    )


def row(number: int, *rules: str) -> ImportRow:
    """Return a row with problems of these rules."""
    return ImportRow(
        import_id=uuid4(), number=number, verdict="problem", problems=[{"column": "", "rule": rule} for rule in rules]
    )


@pytest.mark.parametrize(
    ("rules", "asked"),
    [
        ([], False),
        (["sex-not-understood"], False),
        (["phone-of-another"], True),
        (["sex-not-understood", "name-turned-round"], True),
        (["same-person-twice"], False),
    ],
)
def test_only_who_may_be_meant_is_asked(rules: list[str], asked: object) -> None:
    assert is_asked(row(2, *rules)) is asked


@pytest.mark.parametrize("meant", [LISTED, KNOWN, KNOWN.upper(), f" {LISTED} "])
def test_a_name_of_the_list_means_itself_or_what_was_proposed(meant: str) -> None:
    answers = answered(sent_list(), [], {LISTED: meant}, {})

    assert answers == {"associations": {key_of(LISTED): key_of(meant)}, "rows": {}}


@pytest.mark.parametrize(
    ("names", "refusal", "field"),
    [
        ({OTHER: OTHER}, AssociationNotAsked, "associations.0.name"),
        ({LISTED: KNOWN, OTHER: LISTED}, AssociationNotAsked, "associations.1.name"),
        ({"…": LISTED}, AssociationNotAsked, "associations.0.name"),
        ({LISTED: OTHER}, NotProposed, "associations.0.means"),
        ({LISTED: "…"}, NotProposed, "associations.0.means"),
    ],
    ids=["not asked", "the second was not asked", "no letters", "not proposed", "meant without letters"],
)
def test_what_was_not_asked_or_proposed_is_refused(names: dict[str, str], refusal: type[Refusal], field: str) -> None:
    with pytest.raises(refusal) as refused:
        answered(sent_list(), [], names, {})

    assert refused.value.field == field


def test_an_answer_to_a_row_is_kept_beside_those_before_and_may_be_changed() -> None:
    before = {"rows": {"3": "same", "7": "another"}, "associations": {"a": "b"}}
    rows = [row(4, "same-phone-twice"), row(7)]

    answers = answered(sent_list(answers=before), rows, {}, {4: "another", 7: "same"})

    assert answers == {"rows": {"3": "same", "7": "same", "4": "another"}, "associations": {"a": "b"}}
    assert before["rows"] == {"3": "same", "7": "another"}


@pytest.mark.parametrize(
    ("people", "field"), [({5: "same"}, "rows.0.row"), ({4: "same", 9: "another"}, "rows.1.row")], ids=str
)
def test_a_row_that_asks_nothing_takes_no_answer(people: dict[int, Answer], field: str) -> None:
    rows = [row(4, "email-of-another"), row(5, "sex-not-understood")]

    with pytest.raises(RowNotAsked) as refused:
        answered(sent_list(), rows, {}, people)

    assert refused.value.field == field


def test_what_is_not_chosen_now_stays_as_it_was() -> None:
    before = {"hidden_rows": True, "titles": [4], "family_first": {"name": True}, "values": {"sex": {"x": "woman"}}}

    assert merged(before, hidden_rows=None, values={}, family_first={}) == before


def test_what_is_chosen_again_replaces_that_alone() -> None:
    before = {"hidden_rows": True, "family_first": {"name": True, "name_ar": True}, "values": {"sex": {"x": "woman"}}}

    after = merged(
        before, hidden_rows=False, values={"sex": {"y": "man"}, "kind": {"z": "state"}}, family_first={"name": False}
    )

    assert after == {
        "hidden_rows": False,
        "family_first": {"name": False, "name_ar": True},
        "values": {"sex": {"x": "woman", "y": "man"}, "kind": {"z": "state"}},
    }
    assert before["values"] == {"sex": {"x": "woman"}}
