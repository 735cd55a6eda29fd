"""Columns not known by their headings that are plain by their cells: proposed, or told that they are not read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from services.registration.imports.parsing import headings, untidy_contacts
from services.registration.imports.parsing.headings import Column, Headings
from services.registration.imports.reading.sheet import Row, row_at

LOOKED_AT = 40  # filled cells of a column
ENOUGH, MOST = 2, 0.6  # of them, and which part, that are contacts
DIGITS_OF_A_NUMBER = 9


def find(rows: Sequence[Row]) -> Headings:
    """Return where the headings stand, with the columns whose cells alone say what they are."""
    found = headings.find(rows)
    return replace(found, columns=proposed(rows, found.row, found.columns))


def proposed(rows: Sequence[Row], heading_row: int, columns: Mapping[Column, int]) -> dict[Column, int]:
    """Return the columns, and a column full of telephones or addresses as such where none was known."""
    more: dict[Column, int] = dict(columns)
    for place, says in full_of_contacts(rows, heading_row, columns) if columns else ():
        more.setdefault(says, place)
    return more


def not_as_written(heading_row: Row, columns: Mapping[Column, int]) -> list[Column]:
    """Return the columns whose heading does not say so by the letter."""
    known = headings.known_in(heading_row)
    return [column for column, place in columns.items() if known.get(column) != place]


def full_of_contacts(
    rows: Sequence[Row], heading_row: int, columns: Mapping[Column, int]
) -> Iterator[tuple[int, Column]]:
    """Yield the columns that are taken for nothing and full of telephones, or of addresses."""
    taken, below = set(columns.values()), rows[heading_row + 1 :]
    heading = row_at(rows, heading_row)
    for place in range(max(map(len, rows))):
        ours = place < len(heading) and headings.is_ours(heading[place])
        if place in taken or ours:
            continue
        cells = [str(row[place]) for row in below if place < len(row) and row[place] is not None][:LOOKED_AT]
        if says := _contact(cells):
            yield place, says


def _contact(cells: Sequence[str]) -> Column | None:
    emails = sum("@" in cell and bool(untidy_contacts.emails(cell)[0]) for cell in cells)
    phones = sum(_digits(cell) and bool(untidy_contacts.phones(cell)[0]) for cell in cells)
    best = max(emails, phones)
    if best < ENOUGH or best < MOST * len(cells):
        return None
    return "email" if emails > phones else "phone"


def _digits(cell: str) -> bool:
    return sum(sign.isdecimal() for sign in cell) >= DIGITS_OF_A_NUMBER
