"""Contents of a file that are not taken in: told alike on the page and by the API."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field
from xlsxwriter.utility import xl_col_to_name

from services.registration.imports.parsing import headings, proposals, untidy_contacts
from services.registration.imports.parsing.choices import takes_hidden, titles, unseen
from services.registration.imports.parsing.headings import Column
from services.registration.imports.parsing.meaning import CODED, key
from services.registration.imports.parsing.name_orders import WholeNames, whole_names
from services.registration.imports.reading.sheet import Row, Sheet, cell_at, row_at
from services.registration.imports.storage import ImportRow, PeopleImport
from shared.country.spelling import tidy

MOST_VALUES, MOST_NAMES = 200, 6
NOT_UNDERSTOOD = "-not-understood"  # how the rules end whose values are asked once per column


class FileColumn(BaseModel):
    """A column of the file, and what it is taken for or seems to hold."""

    letters: str
    heading: str
    says: Column


class OtherSheet(BaseModel):
    """A sheet that was not read, with people in it."""

    name: str
    rows: int


class Letters(BaseModel):
    """A way to read the file, and words that it makes."""

    encoding: str
    words: list[str]


class Value(BaseModel):
    """What cells of a column say that is not clear, and what that may mean."""

    column: Column
    says: str
    cell: str = Field(description="the first of them, as it is written")
    rows: int
    may_mean: list[str]


class Beside(BaseModel):
    """What was not read in the file, or is read otherwise than it might be."""

    sheet: str = Field(description="the one that was read, in a workbook")
    unread_sheets: list[str] = Field(description="that people see, and that were not read")
    sheets_with_people: list[OtherSheet] = Field(description="of them: each can be taken in as a list of its own")
    hidden_rows: list[int] = Field(description="with people in them; those struck through too")
    takes_hidden_rows: bool = Field(description="whether they are taken in")
    hidden_columns: list[str] = Field(description="with something in them; they were not read, and are not kept")
    rows_below: list[int] = Field(description="too far below to be read")
    proposed: list[FileColumn] = Field(description="columns whose heading does not say by the letter what they are")
    unread_contacts: list[FileColumn] = Field(description="columns full of telephones or addresses that are not read")
    titles: list[str] = Field(description="lines that stand alone above people: their associations?")
    names: list[WholeNames] = Field(description="columns of whole names, in which the family name may come first")
    encoding: str = Field(description="in which a CSV was read")
    asks_encoding: bool = Field(description="whether it has to be said which of `letters` is right")
    letters: list[Letters]
    values: list[Value] = Field(description="that are not clear, each once; choose what they mean")


def beside(people_import: PeopleImport, sheet: Sheet, wrong: Sequence[ImportRow]) -> Beside:
    """Return what there is to tell; `wrong` are the rows with problems."""
    row, columns = people_import.heading_row, people_import.columns
    heading = row_at(sheet.rows, row)
    guessed = [] if people_import.choices.get("by_hand") else proposals.not_as_written(heading, columns)
    full = list(proposals.full_of_contacts(sheet.rows, row, columns)) if columns else []
    return Beside(
        sheet=sheet.name,
        unread_sheets=sheet.unread,
        sheets_with_people=[OtherSheet(name=it["name"], rows=_people(it["rows"])) for it in sheet.others if it["name"]],
        hidden_rows=sorted(unseen(sheet, row, columns)),
        takes_hidden_rows=takes_hidden(sheet),
        hidden_columns=[xl_col_to_name(place) for place in sheet.hidden_columns],
        rows_below=sheet.below,
        proposed=[_column(heading, columns[column], column) for column in sorted(guessed, key=columns.__getitem__)],
        unread_contacts=[_column(heading, place, says) for place, says in full],
        titles=list(dict.fromkeys(titles(sheet, row, columns).values())),
        names=whole_names(sheet, row, columns),
        encoding=sheet.encoding,
        asks_encoding=sheet.asks_encoding,
        letters=_each_encoding(sheet) if sheet.asks_encoding else [],
        values=list(_values(sheet, columns, wrong)),
    )


def _column(heading: Row, place: int, says: Column) -> FileColumn:
    title = str(cell_at(heading, place) or "")
    return FileColumn(letters=xl_col_to_name(place), heading=title, says=says)


def _people(rows: Sequence[Row]) -> int:
    found = headings.find(rows)
    return sum(any(place < len(row) for place in found.columns.values()) for row in rows[found.row + 1 :])


def _each_encoding(sheet: Sheet) -> list[Letters]:
    """Return what the list reads as in each encoding that it may have."""
    ways = [{"encoding": sheet.encoding, "rows": sheet.rows}, *sheet.others]
    return [_letters(way) for way in ways]


def _letters(way: Mapping[str, Any]) -> Letters:
    cells = [cell for row in way["rows"] for cell in row if isinstance(cell, str) and not cell.isascii()]
    return Letters(encoding=way["encoding"], words=list(dict.fromkeys(cells))[:MOST_NAMES])


def _values(sheet: Sheet, columns: Mapping[Column, int], wrong: Sequence[ImportRow]) -> Iterator[Value]:
    found: dict[tuple[Column, str], Value] = {}
    for row in wrong:
        for problem in row.problems:
            column, place = problem["column"], columns.get(problem["column"])
            if place is None or not problem["rule"].endswith(NOT_UNDERSTOOD) or column not in CODED:
                continue
            cell = tidy(str(sheet.rows[row.number - 1][place]))
            says = untidy_contacts.beside(cell) if column in untidy_contacts.CONTACTS else key(cell)
            if says:
                first = Value(column=column, says=says, cell=cell, rows=0, may_mean=list(CODED[column]))
                found.setdefault((column, says), first).rows += 1
    yield from list(found.values())[:MOST_VALUES]
