"""What a file holds beside what is taken in from it: told alike on the page and by the API."""

from pydantic import BaseModel, Field
from xlsxwriter.utility import xl_col_to_name

from services.registration.imports.choices import takes_hidden, unseen
from services.registration.imports.sheet import Sheet
from services.registration.imports.storage import PeopleImport


class Beside(BaseModel):
    """What was not read in the file, or is read otherwise than it might be."""

    sheet: str = Field(description="the one that was read, in a workbook")
    other_sheets: list[str] = Field(description="that people see, and that were not read")
    hidden_rows: list[int] = Field(description="with people in them; those struck through too")
    takes_hidden_rows: bool = Field(description="whether they are taken in")
    hidden_columns: list[str] = Field(description="with something in them; they were not read, and are not kept")
    rows_below: list[int] = Field(description="too far below to be read")


def beside(one: PeopleImport, sheet: Sheet) -> Beside:
    """Return what there is to tell."""
    return Beside(
        sheet=sheet.name,
        other_sheets=sheet.unread,
        hidden_rows=sorted(unseen(sheet, one.heading_row, one.columns)),
        takes_hidden_rows=takes_hidden(sheet),
        hidden_columns=[xl_col_to_name(place) for place in sheet.hidden_columns],
        rows_below=sheet.below,
    )
