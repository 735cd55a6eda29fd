"""Requests about programmes and modules, and how these are shown."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.scheduling.catalogue.actions import Paid, Release
from services.scheduling.catalogue.storage import Answer, Module, ModuleVersion
from shared.events import Attribution, DonorNames
from shared.http.requests import Form, Name

Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")]
Count = Annotated[int, Field(gt=0, le=10_000, strict=True)]


class DonorNamesForm(Form):
    """What one of the donors is publicly called in each language."""

    donor: Name = Field(description="one of the programme's `donors`")
    fr: Name | None = None
    ar: Name | None = None
    en: Name | None = None


class NamesForm(Form):
    """What all donors of a programme are called; of one that is left out, no name in any language is kept."""

    donor_names: list[DonorNamesForm] = Field(default_factory=list, max_length=20)

    def names(self) -> tuple[DonorNames, ...]:
        """Return them as the actions take them."""
        return tuple(DonorNames(**it.model_dump()) for it in self.donor_names)


class ProgrammeForm(NamesForm):
    """A programme and the public names of those who pay for it, the leading one first."""

    code: Code
    title: Name
    donors: list[Name] = Field(min_length=1, max_length=20)
    attribution: Attribution = "full"

    def paid(self) -> Paid:
        """Return it as the actions take it."""
        return Paid(self.code, self.title, self.donors, self.attribution, self.names())


class ReleaseForm(Form):
    """A new version of a module, and the voiced needs that it answers."""

    title_fr: Name
    title_ar: Name
    minutes: Count
    answers: list[UUID] = Field(default_factory=list, max_length=200)

    def release(self) -> Release:
        """Return it as the actions take it."""
        return Release(self.title_fr, self.title_ar, self.minutes, tuple(self.answers))


class ModuleForm(ReleaseForm):
    """A module and its first version."""

    code: Code


class ProgrammeView(BaseModel):
    """A programme."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    code: str
    title: str
    donors: list[str]
    attribution: Attribution
    donor_names: list[DonorNames]


class ReleaseView(BaseModel):
    """One version of a module."""

    version: int
    title_fr: str
    title_ar: str
    minutes: int
    answers: list[UUID]


class ModuleView(BaseModel):
    """A module and all its versions."""

    id: UUID
    code: str
    version: int
    versions: list[ReleaseView]


def module_view(module: Module, releases: Iterable[ModuleVersion], answers: Iterable[Answer]) -> ModuleView:
    """Show a module with those of `releases` and `answers` that are its own."""
    own = [answer for answer in answers if answer.module_id == module.id]
    versions = [
        ReleaseView(**it.model_dump(), answers=[one.need_id for one in own if one.module_version == it.version])
        for it in releases
        if it.module_id == module.id
    ]
    return ModuleView(id=module.id, code=module.code, version=module.version, versions=versions)
