"""Choices about a list beside its columns, and what there is to choose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.registration.imports.parsing.headings import Column, column_of, recognised
from services.registration.imports.reading.sheet import Cell, Sheet
from shared.country.spelling import is_arabic

ALONE, WITH_ITS_WORD = 1, 2  # filled cells of a line that is the title of a section: "Amal", or "Association:" "Amal"
LONGEST_TITLE = 200


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


def titles(sheet: Sheet, heading_row: int, columns: Mapping[Column, int]) -> dict[int, str]:
    """Return row → the organisation that a line of its own seems to name for the people below it."""
    if sheet.choices.get("titles") is not None or not columns:
        return {}
    lines = [(number, row) for number, row in enumerate(sheet.rows, 1) if row]
    found: dict[int, str] = {}
    for (number, row), (_, below) in zip(lines, [*lines[1:], (0, [])], strict=True):
        title = _title(row)
        people = len([place for place in columns.values() if place < len(below) and below[place] is not None])
        if title and (people > 1 or recognised(below)) and (number > heading_row or "organisation" not in columns):
            found[number] = title
    return found


def _title(row: Sequence[Cell]) -> str | None:
    """Return the one text of the line, without the word that says what it is."""
    filled = [str(cell) for cell in row if cell is not None]
    if len(filled) == WITH_ITS_WORD and column_of(filled[0]) == "organisation":
        filled = filled[1:]
    if len(filled) != ALONE or len(filled[0]) > LONGEST_TITLE or not any(sign.isalpha() for sign in filled[0]):
        return None
    word, _, name = filled[0].partition(":")
    return name.strip() if name.strip() and column_of(word) == "organisation" else filled[0].strip()


def with_titles(sheet: Sheet, heading_row: int, columns: Mapping[Column, int]) -> tuple[Sheet, dict[Column, int]]:
    """Return the list with a column of organisations, filled from the titles where it was blank."""
    found = titles(sheet, heading_row, columns)
    place = columns.get("organisation", max(map(len, sheet.rows)))
    rows = list(_named(sheet, heading_row, place, found))
    choices = {**sheet.choices, "titles": sorted(found)}
    return replace(sheet, rows=rows, choices=choices), {**columns, "organisation": place}


def _named(sheet: Sheet, heading_row: int, place: int, found: Mapping[int, str]) -> Iterator[list[Cell]]:
    title: str | None = None
    arabic = is_arabic(" ".join(str(cell) for cell in sheet.rows[heading_row]))
    for number, row in enumerate(sheet.rows, 1):
        title = found.get(number, title)
        named: Cell = title
        if number == heading_row + 1:
            named = "الجمعية" if arabic else "Association"
        blank = row and number not in found and number > heading_row and not (place < len(row) and row[place])
        yield (
            [*row, *[None] * (place - len(row)), named]
            if blank and place >= len(row)
            else [named if blank and at == place else cell for at, cell in enumerate(row)]
        )


def merged(
    before: Mapping[str, Any],
    *,
    hidden_rows: bool | None,
    values: Mapping[str, Mapping[str, str]],
    family_first: Mapping[str, bool],
) -> dict[str, Any]:
    """Return the choices with what was chosen now; what was not stays as it was."""
    after = {**before, **({"hidden_rows": hidden_rows} if hidden_rows is not None else {})}
    if family_first:
        after["family_first"] = {**before.get("family_first", {}), **family_first}
    meanings: dict[str, dict[str, str]] = {column: dict(told) for column, told in before.get("values", {}).items()}
    for column, told in values.items():
        meanings.setdefault(column, {}).update(told)
    return {**after, "values": meanings}
