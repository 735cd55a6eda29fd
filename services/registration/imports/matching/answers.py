"""Answers to what a list asked: which organisation a name means, and whether two are one person."""

from collections.abc import Mapping, Sequence

from services.registration.imports import refusals
from services.registration.imports.parsing import problems
from services.registration.imports.parsing.row import Answer
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.people.naming import key_of

ASKED = frozenset(refusal().rule for refusal in problems.ASKED)


def is_asked(row: ImportRow) -> bool:
    """Say whether whoever knows the people is asked about the row."""
    return any(it["rule"] in ASKED for it in row.problems)


def answered(
    people_import: PeopleImport,
    rows: Sequence[ImportRow],
    organisations: Mapping[str, str],
    people: Mapping[int, Answer],
) -> dict[str, dict[str, str]]:
    """Return all answers, these beside those before. Raises AssociationNotAsked, NotProposed, RowNotAsked."""
    before = people_import.answers
    may = {str(row.number) for row in rows if is_asked(row)} | set(before.get("rows", {}))
    for place, number in enumerate(people):
        if str(number) not in may:
            raise refusals.RowNotAsked(f"rows.{place}.row")
    names = dict(_meant(people_import, name, meant, place) for place, (name, meant) in enumerate(organisations.items()))
    return {
        "associations": before.get("associations", {}) | names,
        "rows": before.get("rows", {}) | {str(number): answer for number, answer in people.items()},
    }


def _meant(people_import: PeopleImport, name: str, meant: str, place: int) -> tuple[str, str]:
    """Return what the name and what is meant are found again by."""
    key, other = key_of(name), key_of(meant)
    asked = next((it for it in people_import.asked if key_of(it["name"]) == key), None)
    if asked is None or key is None:
        raise refusals.AssociationNotAsked(f"associations.{place}.name")
    if other is None or other not in {key, *(key_of(it) for it in asked["proposed"])}:
        raise refusals.NotProposed(f"associations.{place}.means")
    return key, other
