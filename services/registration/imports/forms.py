"""What requests about lists may say, and what they are answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.imports import headings, wording
from services.registration.imports.actions import Choice
from services.registration.imports.beside import MOST_VALUES, Beside
from services.registration.imports.choosing import Chosen
from services.registration.imports.headings import Column
from services.registration.imports.limits import LONGEST_CELL, MOST_COLUMNS, MOST_LINES
from services.registration.imports.meaning import CODED
from services.registration.imports.refusals import MeaningImpossible, TwiceTheSameColumn
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.people.domain import OrganisationKind
from shared.forms import Form

KINDS: tuple[OrganisationKind, ...] = get_args(OrganisationKind)


class UploadForm(Form):
    """What is chosen beside the file: a session, or none; region and kind of associations that are new to us."""

    session_id: UUID | None = None
    region: str | None = Field(default=None, max_length=10)
    kind: OrganisationKind = "association"

    def choice(self) -> Choice:
        """Return the choice as actions know it."""
        return Choice(self.session_id, self.region, self.kind)


class ColumnsForm(Form):
    """Which row holds the headings (the first is 1), and what each column says, from the first on."""

    heading_row: int = Field(ge=1, le=MOST_LINES)
    columns: list[Column | Literal["ignored"]] = Field(max_length=MOST_COLUMNS)

    def places(self) -> dict[Column, int]:
        """Return where each column stands. Raises TwiceTheSameColumn."""
        places: dict[Column, int] = {}
        for place, column in enumerate(self.columns):
            if column == "ignored":
                continue
            if column in places:
                raise TwiceTheSameColumn(f"columns.{place}")
            places[column] = place
        return places


class ValueForm(Form):
    """What cells of a column mean that say this; `says` is as the list is shown."""

    column: Column
    says: str = Field(max_length=LONGEST_CELL)
    means: str | None = Field(default=None, max_length=20, description="nothing leaves it as a problem")


class ChoicesForm(Form):
    """What is chosen about a list beside its columns; what is not given stays as it is."""

    hidden_rows: bool | None = Field(default=None, description="take rows that are hidden or struck through")
    titles: bool = Field(default=False, description="take lines that stand alone for associations of those below")
    encoding: str | None = Field(default=None, max_length=20, description="in which the file is written")
    values: list[ValueForm] = Field(default_factory=list, max_length=MOST_VALUES)

    def chosen(self) -> Chosen:
        """Return it as actions know it. Raises MeaningImpossible."""
        values: dict[str, dict[str, str]] = {}
        for number, one in enumerate(self.values):
            if one.means and one.means not in CODED.get(one.column, ()):
                raise MeaningImpossible(f"values.{number}.means")
            values.setdefault(one.column, {})[one.says] = one.means or ""
        return Chosen(self.hidden_rows, self.titles, self.encoding, values)


class SheetForm(Form):
    """Another sheet of the same file."""

    name: str = Field(min_length=1, max_length=100)


class ProblemView(BaseModel):
    """One thing that is wrong with a row, in the reader's language; `row` is its number in the file."""

    row: int
    column: str
    rule: str
    message: str


class ImportView(BaseModel):
    """A list, how far it is, and everything that is wrong with it."""

    id: UUID
    state: str
    session_id: UUID | None
    region: str | None
    kind: str
    created_at: datetime
    ended_at: datetime | None
    total: int
    done: int
    counts: dict[str, int] = Field(description="what the dry run says would happen")
    result: dict[str, int] = Field(description="what has happened so far, row by row")
    new_associations: list[str]
    columns: dict[str, int]
    missing: Sequence[str]
    problems: list[ProblemView]
    file: Beside


def view(
    one: PeopleImport, wrong: Sequence[ImportRow], result: Mapping[str, int], beside: Beside, language: str
) -> ImportView:
    """Show the list as it now stands, with the rows that are wrong."""
    facts: dict[str, Any] = one.model_dump(include=set(ImportView.model_fields))
    return ImportView(
        **facts,
        new_associations=one.associations,
        missing=headings.missing(one.columns),
        result=result,
        file=beside,
        problems=[
            ProblemView(row=row.number, column=it["column"], rule=it["rule"], message=wording.message(it, language))
            for row in wrong
            for it in row.problems
        ],
    )
