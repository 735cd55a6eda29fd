"""What a request may say, and what an answer looks like."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from services.scheduling import domain
from services.scheduling.storage import Block, Module, ModuleVersion, Session, Venue
from shared.forms import Form, Name

Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,39}$")]
Count = Annotated[int, Field(gt=0, le=10_000, strict=True)]
WallClock = Annotated[NaiveDatetime, Field(ge=datetime(2000, 1, 1), le=datetime(2199, 12, 31))]  # noqa: DTZ001


class ProgrammeForm(Form):
    """A programme and the public names of those who pay for it."""

    code: Code
    title: Name
    donors: list[Name] = Field(max_length=20)


class ReleaseForm(Form):
    """A new version of a module."""

    title_fr: Name
    title_ar: Name
    minutes: Count


class ModuleForm(ReleaseForm):
    """A module and its first version."""

    code: Code


class VenueForm(Form):
    """A room."""

    name: Name
    city: Name
    region: str = Field(max_length=10)
    capacity: Count


class BlockForm(Form):
    """A part of a session, by the clock on the wall."""

    module_id: UUID
    module_version: Count
    starts_local: WallClock
    ends_local: WallClock


class SessionForm(Form):
    """A session, by the clock on the wall in `zone`."""

    programme_id: UUID
    venue_id: UUID
    seats: Count
    zone: str = Field(default="Africa/Casablanca", max_length=50)
    starts_local: WallClock
    ends_local: WallClock
    blocks: list[BlockForm] = Field(default_factory=list, max_length=100)

    def plan(self) -> domain.SessionPlan:
        """Return it as the rules see it."""
        blocks = tuple(domain.BlockPlan(**block.model_dump()) for block in self.blocks)
        return domain.SessionPlan(**self.model_dump(exclude={"blocks"}), blocks=blocks)


class Answer(BaseModel):
    """Something as it now stands."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID


class ProgrammeView(Answer):
    """A programme."""

    code: str
    title: str
    donors: list[str]


class VenueView(Answer):
    """A room."""

    name: str
    city: str
    region: str
    capacity: int


class ReleaseView(BaseModel):
    """One version of a module."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    title_fr: str
    title_ar: str
    minutes: int


class ModuleView(Answer):
    """A module and all its versions."""

    code: str
    version: int
    versions: list[ReleaseView]


class BlockView(Answer):
    """A part of a session, in both kinds of time."""

    module_id: UUID
    module_version: int
    starts_local: datetime
    ends_local: datetime
    starts_at: datetime
    ends_at: datetime


class SessionView(Answer):
    """A session, in both kinds of time."""

    programme_id: UUID
    venue_id: UUID
    venue: str
    city: str
    region: str
    seats: int
    state: str
    zone: str
    starts_local: datetime
    ends_local: datetime
    starts_at: datetime
    ends_at: datetime
    blocks: list[BlockView]


def module_view(module: Module, releases: Iterable[ModuleVersion]) -> ModuleView:
    """Show a module with those of `releases` that are its own."""
    versions = [ReleaseView.model_validate(release) for release in releases if release.module_id == module.id]
    return ModuleView(id=module.id, code=module.code, version=module.version, versions=versions)


def session_view(session: Session, venue: Venue, blocks: Iterable[Block]) -> SessionView:
    """Show a session with those of `blocks` that are its own."""
    own = [BlockView.model_validate(block) for block in blocks if block.session_id == session.id]
    return SessionView(**session.model_dump(exclude={"version"}), venue=venue.name, city=venue.city, blocks=own)
