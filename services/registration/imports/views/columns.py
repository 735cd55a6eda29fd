"""View of one list: its columns, its problems and its result."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.registration.imports.parsing import headings
from services.registration.imports.parsing import problems as rules
from services.registration.imports.reading.sheet import Cell, Sheet, cell_at, row_at
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.imports.views import wording

SAMPLES = 3
UNCLEAR = rules.AssociationUnclear().rule
OTHERWISE = {wording.DONE_OTHERWISE, rules.PersonChangedMeanwhile().rule}
MOST_PROBLEMS = 500  # the file has them all


@dataclass(frozen=True)
class ShownColumn:
    """A column of the file: its heading, what its first cells say, and what it is taken for."""

    place: int
    heading: Cell
    samples: Sequence[Cell]
    says: str | None


@dataclass(frozen=True)
class ShownProblem:
    """One thing that is wrong with a row, beside what its cell says."""

    row: int
    column: str
    cell: Cell
    message: str


def columns(people_import: PeopleImport, sheet: Sheet) -> list[ShownColumn]:
    """Return the columns of the file in their order, but for the blank ones and those we added to it before."""
    says: dict[int, str] = {place: column for column, place in people_import.columns.items()}
    heading = row_at(sheet.rows, people_import.heading_row)
    below = sheet.rows[people_import.heading_row + 1 :]
    shown = []
    for place in range(max(len(row) for row in sheet.rows)):
        filled = (row[place] for row in below if place < len(row) and row[place] is not None)
        samples = [cell for cell, _ in zip(filled, range(SAMPLES), strict=False)]
        shown.append(ShownColumn(place, cell_at(heading, place), samples, says.get(place)))
    return shown


def missing(people_import: PeopleImport) -> list[str]:
    """Return the names of the columns that every list needs and this one does not say."""
    return [wording.NEEDED[column] for column in headings.missing(people_import.columns)]


def problems(
    people_import: PeopleImport, sheet: Sheet, wrong: Sequence[ImportRow], language: str
) -> list[ShownProblem]:
    """Return what is wrong, row by row; what is asked once for the whole list stands there."""
    found = [(row.number, it) for row in wrong for it in row.problems if it["rule"] != UNCLEAR]
    return [
        ShownProblem(
            row=number,
            column=wording.column(it["column"], language),
            cell=_cell(sheet, number, headings.place(people_import.columns, it["column"])),
            message=wording.message(it, language),
        )
        for number, it in found[:MOST_PROBLEMS]
    ]


def otherwise(told: Sequence[ImportRow], language: str) -> list[tuple[int, str]]:
    """Return row and words of whatever was done otherwise than was shown."""
    notes = [(row.number, it) for row in told for it in row.notes if it["rule"] in OTHERWISE]
    return [(number, wording.message(it, language)) for number, it in notes[:MOST_PROBLEMS]]


def changes(rows: Sequence[ImportRow], language: str) -> list[tuple[int, str, str, str]]:
    """Return row, column, old and new of whatever would be changed, or was."""
    return [(row.number, *wording.change(it, language)) for row in rows for it in row.changes]


def _cell(sheet: Sheet, number: int, place: int | None) -> Any:
    row = sheet.rows[number - 1]
    return row[place] if place is not None and place < len(row) else None
