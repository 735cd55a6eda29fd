"""What somebody chose about a list beside its columns, and what there is to choose."""

from collections.abc import Mapping

from services.registration.imports.headings import Column
from services.registration.imports.sheet import Sheet


def takes_hidden(sheet: Sheet) -> bool:
    """Say whether rows that are hidden or struck through are taken like the others."""
    return bool(sheet.choices.get("hidden_rows"))


def unseen(sheet: Sheet, heading_row: int, columns: Mapping[Column, int]) -> set[int]:
    """Return the rows of people that are hidden, by hand or by a filter, or whose name is struck through."""
    names = {place for column, place in columns.items() if "name" in column}
    struck = {row for row, place in sheet.struck if place in names}
    places = set(columns.values())
    return {
        number
        for number in {*sheet.hidden_rows, *struck}
        if number > heading_row + 1 and any(_filled(sheet, number, place) for place in places)
    }


def _filled(sheet: Sheet, number: int, place: int) -> bool:
    row = sheet.rows[number - 1]
    return place < len(row) and row[place] is not None
