"""A list as it was read: rows of plain cells, in their order and places, and nothing else of the file."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from typing import Any

from services.registration.imports.reading import limits
from services.registration.imports.refusals import NoRows, TooManyColumns, TooManyRows, TooMuchInside

Cell = str | int | float | bool | None
Row = list[Cell]
MIDNIGHT = time()
EXACT = 10**15  # numbers below it are kept to the last digit


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet. Row 1 of the file is `rows[0]`; blank cells are None, and none stand at a row's end.

    Rows are told by their number in the file, the first is 1; columns by their place, the first is 0.
    """

    rows: list[Row]
    rtl: bool = False
    name: str = ""  # of the sheet in its workbook
    unread: list[str] = field(default_factory=list)  # names of the other sheets that people see
    hidden_rows: list[int] = field(default_factory=list)
    struck: list[list[int]] = field(default_factory=list)  # row and column of each cell that is struck through
    hidden_columns: list[int] = field(default_factory=list)  # with something in them: nothing of it is here
    below: list[int] = field(default_factory=list)  # rows too far below to be read, with something in them
    doubtful: list[list[int]] = field(default_factory=list)  # row, first and last line of a CSV that may be several
    encoding: str = ""  # of a CSV
    asks_encoding: bool = False  # others are as likely
    others: list[dict[str, Any]] = field(default_factory=list)  # other sheets with people; other ways to read a CSV

    choices: dict[str, Any] = field(default_factory=dict)  # see choices.py

    def as_json(self) -> dict[str, Any]:
        """Return what the reader says."""
        return {it.name: getattr(self, it.name) for it in fields(self)}

    @property
    def characters(self) -> int:
        """Return how much text there is."""
        return sum(len(cell) for row in self.rows for cell in row if isinstance(cell, str))


def row_at(rows: Sequence[Row], number: int) -> Row:
    """Return the row; an empty one beyond the last."""
    return rows[number] if number < len(rows) else []


def cell_at(row: Row, place: int) -> Cell:
    """Return the cell; None beyond the last."""
    return row[place] if place < len(row) else None


def trimmed(rows: Iterable[Sequence[Any]], before: int = 0) -> list[Row]:
    """Return the rows, so many blank cells before each, without what is blank at the end.

    Raises NoRows, TooManyRows, TooManyColumns, TooMuchInside.
    """
    kept: list[Row] = []
    filled = characters = 0
    for number, cells in enumerate(rows):
        if all(map(is_blank, set(cells))):
            continue
        row = [*[None] * before, *map(plain, _without_blank_end(cells, before))]
        filled += 1
        characters += sum(len(cell) for cell in row if isinstance(cell, str))
        _check(number, filled, characters)
        kept += [[] for _ in range(number - len(kept))]
        kept.append(row)
    if not kept:
        raise NoRows
    return kept


def _check(number: int, filled: int, characters: int) -> None:
    if number >= limits.MOST_LINES or filled > limits.MOST_ROWS + limits.HEADINGS_WITHIN:
        raise TooManyRows(limit=limits.MOST_ROWS)
    if characters > limits.MOST_CHARACTERS:
        raise TooMuchInside


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _without_blank_end(cells: Sequence[Any], before: int) -> Sequence[Any]:
    """Raise TooManyColumns before anything wide is copied."""
    width = next((place for place in range(len(cells), 0, -1) if not is_blank(cells[place - 1])), 0)
    if before + width > limits.MOST_COLUMNS:
        raise TooManyColumns(limit=limits.MOST_COLUMNS)
    return cells[:width]


def plain(cell: Any) -> Cell:
    """Return a cell as JSON can hold it: whole numbers without a point, dates as 2017-08-23, blanks as None."""
    match cell:
        case str():
            return cell if cell.strip() else None
        case float():
            return _number(cell)
        case bool() | int() | None:
            return cell
        case datetime():
            return (cell.date() if cell.time() == MIDNIGHT else cell).isoformat(*_separator(cell))
        case date() | time():
            return cell.isoformat()
    return str(cell)


def _number(cell: float) -> Cell:
    if not math.isfinite(cell):
        return str(cell)
    return int(cell) if cell.is_integer() and abs(cell) < EXACT else cell


def _separator(cell: datetime) -> tuple[str, ...]:
    return () if cell.time() == MIDNIGHT else (" ",)
