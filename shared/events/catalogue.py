"""Programmes, modules, and the voiced needs that they answer."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, PositiveInt

from shared.events.fields import REGION, THEME, WORDING, Language, Part
from shared.kernel.contracts import Event

Attribution = Literal["full", "split", "lead"]


class CatalogueEvent(Event):
    """Facts about what can be taught, and for whom."""

    topic: ClassVar = "scheduling.catalogue"
    source: ClassVar = "/scheduling"


class DonorNames(Part):
    """What a donor is publicly called in each language; null where nobody has said it."""

    donor: str = Field(description="one of `donors`, as it is written there")
    fr: str | None = None
    ar: str | None = None
    en: str | None = None


class ProgrammeDefined(CatalogueEvent):
    """A programme and those who pay for it, as they stand now."""

    type: ClassVar = "programme.defined.v1"

    programme_id: UUID
    code: str = Field(description="short public name, e.g. MHP-2017")
    donors: list[str] = Field(description="public names of the funding lines, the leading one first")
    attribution: Attribution = Field(
        default="full", description="what counts for a donor: all, an equal part, or all for the leading one alone"
    )
    donor_names: list[DonorNames] = Field(
        default_factory=list, description="their public names by language, for showing only: `donors` says who they are"
    )

    @property
    def subject(self) -> str:
        return str(self.programme_id)


class VoicedNeed(Part):
    """A need that an organisation has voiced, by id and theme; its words are told when they are released."""

    need_id: UUID
    theme: str = THEME
    voiced_by: list[UUID] = Field(default_factory=list, description="ids of the organisations that voiced it")


class AssessmentRecorded(CatalogueEvent):
    """A needs assessment and the needs voiced in it, as they stand now."""

    type: ClassVar = "assessment.recorded.v1"

    assessment_id: UUID
    region: str = REGION
    city: str
    held_on: date
    needs: list[VoicedNeed]

    @property
    def subject(self) -> str:
        return str(self.assessment_id)


class NeedReleased(CatalogueEvent):
    """The words of a voiced need, which a coordinator has read: they point to nobody."""

    type: ClassVar = "need.released.v1"

    need_id: UUID
    assessment_id: UUID
    region: str = REGION
    theme: str = THEME
    language: Language
    wording: str = WORDING

    @property
    def subject(self) -> str:
        return str(self.need_id)


class NeedWithdrawn(CatalogueEvent):
    """The words of a need are withdrawn: whoever shows them takes them away. They may be released anew."""

    type: ClassVar = "need.withdrawn.v1"

    need_id: UUID
    assessment_id: UUID
    region: str = REGION
    theme: str = THEME

    @property
    def subject(self) -> str:
        return str(self.need_id)


class ModuleReleased(CatalogueEvent):
    """A module has a version that sessions can use from now on."""

    type: ClassVar = "module.released.v1"

    module_id: UUID
    code: str = Field(description="short public name, e.g. IDENTIFY")
    module_version: PositiveInt
    minutes: PositiveInt = Field(description="length, in minutes")
    title_fr: str | None = Field(default=None, description="public title of the catalogue")
    title_ar: str | None = Field(default=None, description="public title of the catalogue")
    answers: list[UUID] = Field(default_factory=list, description="ids of the voiced needs that this version answers")

    @property
    def subject(self) -> str:
        return str(self.module_id)
