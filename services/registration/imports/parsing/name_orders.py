"""Order of whole names in a column: as was chosen, as capitals say, or as the heading does."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from pydantic import BaseModel, Field
from xlsxwriter.utility import xl_col_to_name

from services.registration.imports.parsing.cells import read_cell
from services.registration.imports.parsing.headings import Column, column_of, family_first
from services.registration.imports.parsing.names import Order, family_first_by_capitals, scripts
from services.registration.imports.parsing.titles import bare
from services.registration.imports.reading.sheet import Cell, Sheet, cell_at, row_at
from shared.country.spelling import tidy
from shared.refusals import Refusal

WHOLE: tuple[Column, ...] = ("full_name", "full_name_ar")
LOOKED_AT, EXAMPLES = 200, 6  # names of a column


class DividedName(BaseModel):
    """A whole name as the list has it, and its halves."""

    whole: str
    given_name: str
    family_name: str


class WholeNames(BaseModel):
    """A column of whole names, and how the first of them are divided; `family_first` can be chosen."""

    column: Column
    letters: str
    heading: str
    family_first: bool = Field(description="whether the family name is taken to come first")
    examples: list[DividedName]


def orders(sheet: Sheet, heading_row: int, columns: Mapping[Column, int]) -> dict[Column, Order]:
    """Return in which order each column of whole names is read."""
    chosen, found = sheet.choices.get("family_first", {}), {}
    for column in WHOLE:
        if (place := columns.get(column)) is not None:
            names = [bare(tidy(str(cell))) for cell in _cells(sheet, heading_row, place)]
            found[column] = _order(names, _heading(sheet, heading_row, place), chosen.get(column))
    return found


def _order(names: Sequence[str], heading: Cell, chosen: bool | None) -> Order:  # noqa: FBT001 - none, or what was said
    """Return the order; capitals that stand at the other end in most names are no family names where it was chosen."""
    told = Counter(family_first_by_capitals(scripts(name)[0]) for name in names)
    most = next((first for first in (True, False) if told[first] * 2 > len(names)), None)
    if chosen is None:
        return Order(family_first(heading) if most is None else most)
    return Order(chosen, capitals=most in {None, chosen})


def whole_names(sheet: Sheet, heading_row: int, columns: Mapping[Column, int]) -> list[WholeNames]:
    """Return the columns of whole names beside which no column has their halves."""
    found = []
    for column, order in orders(sheet, heading_row, columns).items():
        if not _halves(column) <= set(columns):
            place = columns[column]
            whole = WholeNames(
                column=column,
                letters=xl_col_to_name(place),
                heading=str(_heading(sheet, heading_row, place) or ""),
                family_first=order.family_first,
                examples=list(islice(_divided(sheet, heading_row, column, place, order), EXAMPLES)),
            )
            found.append(whole)
    return found


def _halves(column: Column) -> set[str]:
    return {column.replace("full", half) for half in ("given", "family")}


def _heading(sheet: Sheet, heading_row: int, place: int) -> Cell:
    return cell_at(row_at(sheet.rows, heading_row), place)


def _divided(sheet: Sheet, heading_row: int, column: Column, place: int, order: Order) -> Iterator[DividedName]:
    for cell in _cells(sheet, heading_row, place):
        try:
            told = read_cell(column, cell, {}, order)
        except Refusal:
            continue
        given, family = _in_both_scripts(told, "given"), _in_both_scripts(told, "family")
        if given and family and column_of(cell) is None:
            yield DividedName(whole=tidy(str(cell)), given_name=given, family_name=family)


def _in_both_scripts(told: Mapping[str, Any], half: str) -> str:
    return " · ".join(filter(None, (told.get(f"{half}_name"), told.get(f"{half}_name_ar"))))


def _cells(sheet: Sheet, heading_row: int, place: int) -> list[Cell]:
    """Return the first cells of the column, without its heading where that stands there again."""
    rows = [row for row in sheet.rows[heading_row:] if place < len(row) and row[place] is not None]
    return [row[place] for row in rows[1:] if row[place] != rows[0][place]][:LOOKED_AT]
