"""Requests about lists, and their answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.imports.actions import Choice
from services.registration.imports.choosing import Chosen
from services.registration.imports.matching.answers import ASKED
from services.registration.imports.parsing import headings
from services.registration.imports.parsing.headings import Column
from services.registration.imports.parsing.meaning import CODED
from services.registration.imports.parsing.row import Answer
from services.registration.imports.reading.limits import LONGEST_CELL, MOST_COLUMNS, MOST_LINES, MOST_ROWS
from services.registration.imports.refusals import MeaningImpossible, TwiceTheSameColumn
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.imports.views import wording
from services.registration.imports.views.left_out import MOST_VALUES, Beside
from services.registration.people.domain import OrganisationKind
from shared.http.requests import Form, Name

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


class OrdersForm(Form):
    """Whether the family name comes first in these columns of whole names."""

    full_name: bool | None = None
    full_name_ar: bool | None = None


class ChoicesForm(Form):
    """What is chosen about a list beside its columns; what is not given stays as it is."""

    hidden_rows: bool | None = Field(default=None, description="take rows that are hidden or struck through")
    titles: bool = Field(default=False, description="take lines that stand alone for associations of those below")
    encoding: str | None = Field(default=None, max_length=20, description="in which the file is written")
    values: list[ValueForm] = Field(default_factory=list, max_length=MOST_VALUES)
    family_first: OrdersForm = Field(
        default_factory=OrdersForm, description="in whole names; where it is not said, as capitals or the heading say"
    )

    def chosen(self) -> Chosen:
        """Return it as actions know it. Raises MeaningImpossible."""
        values: dict[str, dict[str, str]] = {}
        for number, value in enumerate(self.values):
            if value.means and value.means not in CODED.get(value.column, ()):
                raise MeaningImpossible(f"values.{number}.means")
            values.setdefault(value.column, {})[value.says] = value.means or ""
        orders = self.family_first.model_dump(exclude_none=True)
        return Chosen(self.hidden_rows, self.titles, self.encoding, values, orders)


class SheetForm(Form):
    """Another sheet of the same file."""

    name: str = Field(min_length=1, max_length=100)


class Meaning(Form):
    """Which association a name means: one of those proposed, or its own name where it is another. None: not said."""

    name: Name
    means: Name | None = None


class AboutRow(Form):
    """Whether who stands in this row is who is known by its contact or its name, or another person. None: not said."""

    row: int = Field(ge=1, le=MOST_LINES)
    answer: Answer | None = None


class AnswersForm(Form):
    """What the list asked, answered in part or in full; answers given before stay."""

    associations: list[Meaning] = Field(default_factory=list, max_length=MOST_ROWS)
    rows: list[AboutRow] = Field(default_factory=list, max_length=MOST_ROWS)

    def meanings(self) -> dict[str, str]:
        """Return name → the organisation that is meant."""
        return {one.name: one.means for one in self.associations if one.means}

    def people(self) -> dict[int, Answer]:
        """Return row → answer."""
        return {one.row: one.answer for one in self.rows if one.answer}


class ProblemView(BaseModel):
    """One thing that is wrong with a row, in the reader's language; `row` is its number in the file.

    `answers` is what may be answered where whoever knows the people is asked, `participant_id` about whom.
    """

    row: int
    column: str
    rule: str
    message: str
    answers: Sequence[str] = ()
    participant_id: UUID | None = None


class NoteView(BaseModel):
    """What is told of a row, or of one of its cells, beside what becomes of it, in the reader's language."""

    row: int
    column: str
    rule: str
    message: str


class AskedView(BaseModel):
    """An association that is new and has nearly the name of others; `means` is what was answered."""

    name: str
    proposed: Sequence[str]
    rows: int
    means: str | None


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
    remembered: bool = Field(description="columns and order of names are as chosen before for the same headings")
    missing: Sequence[str]
    asked: list[AskedView]
    problems: list[ProblemView]
    notes: list[NoteView]
    file: Beside


def view(
    people_import: PeopleImport, told: Sequence[ImportRow], result: Mapping[str, int], beside: Beside, language: str
) -> ImportView:
    """Show the list as it now stands, with the rows of which there is something to tell."""
    facts: dict[str, Any] = people_import.model_dump(include=set(ImportView.model_fields) - {"asked"})
    return ImportView(
        **facts,
        new_associations=people_import.new_organisations,
        missing=headings.missing(people_import.columns),
        result=result,
        file=beside,
        asked=[AskedView(**{**it, "means": it["meant"]}) for it in people_import.asked],
        problems=[_problem(row.number, it, language) for row in told for it in row.problems],
        notes=[
            NoteView(row=row.number, column=it["column"], rule=it["rule"], message=wording.message(it, language))
            for row in told
            for it in row.notes
        ],
    )


def _problem(row: int, problem: Mapping[str, Any], language: str) -> ProblemView:
    return ProblemView(
        row=row,
        column=problem["column"],
        rule=problem["rule"],
        message=wording.message(problem, language),
        answers=get_args(Answer) if problem["rule"] in ASKED else (),
        participant_id=problem["values"].get("participant_id"),
    )
