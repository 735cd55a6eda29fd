"""Requests about a session, and how it is shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

from services.scheduling.catalogue.forms import Count
from services.scheduling.planning.plan import BlockPlan, SessionPlan
from services.scheduling.planning.storage import Block, Session
from services.scheduling.venues.storage import Venue
from shared.country.timezones import ZONE
from shared.events import CancelReason
from shared.events.stages import SessionState
from shared.http.requests import Form

WallClock = Annotated[NaiveDatetime, Field(ge=datetime(2000, 1, 1), le=datetime(2199, 12, 31))]  # noqa: DTZ001


class BlockForm(Form):
    """A part of a session, by the clock on the wall."""

    module_id: UUID
    module_version: Count
    starts_local: WallClock
    ends_local: WallClock


class PlanForm(Form):
    """Where and when, for how many, by the clock on the wall in `zone`."""

    venue_id: UUID
    seats: Count
    zone: str = Field(default=ZONE, max_length=50)
    starts_local: WallClock
    ends_local: WallClock
    blocks: list[BlockForm] = Field(default_factory=list, max_length=100)

    def plan(self) -> SessionPlan:
        """Return it as the rules see it."""
        return SessionPlan(
            venue_id=self.venue_id,
            seats=self.seats,
            zone=self.zone,
            starts_local=self.starts_local,
            ends_local=self.ends_local,
            blocks=tuple(BlockPlan(**block.model_dump()) for block in self.blocks),
        )


class SessionForm(PlanForm):
    """A session of a programme."""

    programme_id: UUID


class CompleteForm(Form):
    """That a session has taken place; `nobody_came` where nobody is marked as present."""

    nobody_came: bool = False


class CancelForm(Form):
    """Why a session will not take place."""

    reason: CancelReason


class BlockView(BaseModel):
    """A part of a session, in both kinds of time."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    module_id: UUID
    module_version: int
    starts_local: datetime
    ends_local: datetime
    starts_at: datetime
    ends_at: datetime


class SessionView(BaseModel):
    """A session, in both kinds of time."""

    id: UUID
    programme_id: UUID
    venue_id: UUID
    venue: str
    city: str
    region: str
    seats: int
    state: SessionState
    cancel_reason: CancelReason | None
    zone: str
    starts_local: datetime
    ends_local: datetime
    starts_at: datetime
    ends_at: datetime
    blocks: list[BlockView]


def session_view(session: Session, venue: Venue, blocks: Iterable[Block]) -> SessionView:
    """Show a session with those of `blocks` that are its own."""
    own = [BlockView.model_validate(block) for block in blocks if block.session_id == session.id]
    return SessionView(**session.model_dump(exclude={"version"}), venue=venue.name, city=venue.city, blocks=own)
