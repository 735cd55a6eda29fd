"""Requests about a needs assessment, and how it is shown."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.scheduling.needs.actions import Voiced
from services.scheduling.needs.domain import MOST_ORGANISATIONS
from services.scheduling.needs.storage import Assessment, Need
from shared.events import Language
from shared.http.requests import Form, Name, Wording

HeldOn = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class NeedForm(Form):
    """A need in the words in which it was voiced, and by which organisations."""

    theme: str = Field(max_length=40)
    language: Language
    wording: Wording
    voiced_by: list[UUID] = Field(default_factory=list, max_length=MOST_ORGANISATIONS)

    def voiced(self) -> Voiced:
        """Return it as the actions take it, each organisation once."""
        once = tuple(dict.fromkeys(self.voiced_by))
        return Voiced(theme=self.theme, language=self.language, wording=self.wording, voiced_by=once)


class AssessmentForm(Form):
    """A needs assessment."""

    region: str = Field(max_length=10)
    city: Name
    held_on: HeldOn
    needs: list[NeedForm] = Field(min_length=1, max_length=100)


class VoicedByForm(Form):
    """Which organisations voiced a need."""

    voiced_by: list[UUID] = Field(default_factory=list, max_length=MOST_ORGANISATIONS)


class WordingForm(Form):
    """The words of a need as they are to be told."""

    wording: Wording


class NeedReleaseForm(Form):
    """The words as they may be told; without any, those that were voiced."""

    wording: Wording | None = None


class NeedView(BaseModel):
    """A need. Internal until it is released: its words may still point to somebody."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    theme: str
    language: Language
    wording: str
    voiced_by: list[UUID]
    released_at: datetime | None


class AssessmentView(BaseModel):
    """A needs assessment and what was voiced in it."""

    id: UUID
    region: str
    city: str
    held_on: date
    needs: list[NeedView]


def assessment_view(assessment: Assessment, needs: Iterable[Need]) -> AssessmentView:
    """Show an assessment with those of `needs` that were voiced in it."""
    own = [NeedView.model_validate(need) for need in needs if need.assessment_id == assessment.id]
    return AssessmentView(**assessment.model_dump(exclude={"version"}), needs=own)
