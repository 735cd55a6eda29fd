"""Lists that tell of somebody: by telephone, by e-mail, or by the whole name in one row."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.registration.imports.reading.sheet import Sheet
from services.registration.people.addresses import PhoneImpossible, phone_of
from services.registration.people.naming import matching
from services.registration.people.storage import Participant

NAMES = (("given_name", "family_name"), ("given_name_ar", "family_name_ar"))


def tells_of(sheet: Sheet, person: Participant) -> bool:
    """Say whether a row names the person, or holds what they are reached by. A namesake's row counts as well."""
    names = [words for one in NAMES if (words := _words(*(getattr(person, field) for field in one)))]
    return any(_row_tells(row, person, names) for row in sheet.rows)


def _row_tells(row: Sequence[Any], person: Participant, names: Sequence[frozenset[str]]) -> bool:
    cells = [str(cell) for cell in row if cell is not None]
    if person.email and any(person.email in cell.lower() for cell in cells):
        return True
    if person.phone and any(_is_number(cell, person.phone) for cell in cells):
        return True
    said = _words(*cells)
    return any(name <= said for name in names)


def _words(*texts: str | None) -> frozenset[str]:
    folded: Iterable[str] = (matching(text) or "" for text in texts if text)
    return frozenset(" ".join(folded).split())


def _is_number(cell: str, phone: str) -> bool:
    try:
        return phone_of(cell).number == phone
    except PhoneImpossible:
        return False
