"""The course of a session: planned, opened, moved, cancelled or completed."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, PositiveInt

from shared.events.days import Day, days_of
from shared.events.fields import REGION, Part
from shared.events.stages import SessionState
from shared.kernel.contracts import Event

CancelReason = Literal["too-few", "venue", "trainer", "security", "other"]


class SessionEvent(Event):
    """Facts about one training session."""

    topic: ClassVar = "scheduling.sessions"
    source: ClassVar = "/scheduling"

    state: ClassVar[SessionState | None] = None  # in which the session is from then on; None: as before

    session_id: UUID
    region: str = REGION

    @property
    def subject(self) -> str:
        return str(self.session_id)


class Block(Part):
    """One dated part of a session, in which one version of one module is taught."""

    block_id: UUID
    module_id: UUID
    module_version: PositiveInt
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class PlanEvent(SessionEvent):
    """A session's place, dates and seats, all of them. Internal: the public form says less until it has ended."""

    programme_id: UUID
    venue_id: UUID
    city: str
    seats: PositiveInt
    zone: str = Field(description="IANA zone of the wall-clock times, e.g. Africa/Casablanca")
    starts_local: datetime = Field(description="wall-clock time in `zone`, without offset")
    ends_local: datetime = Field(description="wall-clock time in `zone`, without offset")
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    blocks: list[Block]
    venue: str | None = Field(default=None, description="what is written on the building or the room")
    city_ar: str | None = Field(default=None, description="the city in Arabic letters")
    venue_ar: str | None = Field(default=None, description="what is written there in Arabic letters")

    @property
    def days(self) -> list[Day]:
        """Return the days on which people come."""
        return days_of(self.zone, self.starts_at, self.ends_at, self.blocks)


class SessionPlanned(PlanEvent):
    """A session has a place, dates and seats. Internal: the public form says less until it has ended."""

    type: ClassVar = "session.planned.v1"
    state: ClassVar[SessionState | None] = "planned"


class WhereAndWhen(Part):
    """A session's place and time, as participants know them."""

    city: str
    venue: str | None = None
    zone: str
    starts_local: datetime
    ends_local: datetime
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    blocks: list[Block] | None = Field(default=None, description="null where an older release told it")
    city_ar: str | None = Field(default=None, description="the city in Arabic letters")
    venue_ar: str | None = Field(default=None, description="what is written there in Arabic letters")

    @property
    def days(self) -> list[Day]:
        """Return the days on which people came; none where nobody has told them."""
        if self.blocks is None:
            return []
        return days_of(self.zone, self.starts_at, self.ends_at, self.blocks)


class SessionRescheduled(PlanEvent):
    """A session has another plan. Blocks keep their ids by their order; `before` tells what participants knew."""

    type: ClassVar = "session.rescheduled.v1"

    before: WhereAndWhen


class SessionOpened(SessionEvent):
    """Registration for the session may begin."""

    type: ClassVar = "session.opened.v1"
    state: ClassVar[SessionState | None] = "open"


class SessionCancelled(SessionEvent):
    """The session will not take place: seats, offers, rooms and figures are let go of."""

    type: ClassVar = "session.cancelled.v1"
    state: ClassVar[SessionState | None] = "cancelled"

    reason: CancelReason


class SessionCompleted(SessionEvent):
    """The session has taken place."""

    type: ClassVar = "session.completed.v1"
    state: ClassVar[SessionState | None] = "completed"
