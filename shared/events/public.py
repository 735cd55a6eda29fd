"""Public events: classes of their own, filled from an allow-list, never an internal event passed on.

Who meets where and when is a danger in itself: a venue's city and the hours show only after the session has ended.
Numbers are told in steps of five, from fifteen on, and counted by themselves: neither they nor how many events there
are, when they come or that none comes tells a number of 1 to 10 people.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events import REGION
from shared.kernel.contracts import Event

STEP = 5
FIRST = 15  # the first step; told of fewer, silence would mean 1 to 10
Seats = Annotated[int, Field(ge=FIRST, multiple_of=STEP, description="rounded up to a step of five; 15 for fewer")]


class PublicEvent(Event):
    """A public fact about one session. Its id is made from the internal event's, so a rebuild tells nothing twice."""

    topic: ClassVar = "public.training"
    source: ClassVar = "/public/reporting"

    session_id: UUID
    region: str = REGION

    @property
    def subject(self) -> str:
        return str(self.session_id)


class TrainingPlanned(PublicEvent):
    """A session is planned in a region."""

    type: ClassVar = "public.session.planned.v1"

    week: str = Field(description="ISO 8601 week of its first day, e.g. 2017-W34", pattern=r"^\d{4}-W\d{2}$")
    seats: Seats


class TrainingRescheduled(PublicEvent):
    """A session has another plan."""

    type: ClassVar = "public.session.rescheduled.v1"

    week: str = Field(description="ISO 8601 week of its first day, e.g. 2017-W34", pattern=r"^\d{4}-W\d{2}$")
    seats: Seats


class TrainingCancelled(PublicEvent):
    """A session will not take place."""

    type: ClassVar = "public.session.cancelled.v1"


class TrainingOpened(PublicEvent):
    """Registration for a session has begun."""

    type: ClassVar = "public.session.opened.v1"


class TrainingCompleted(PublicEvent):
    """A session has taken place; only now its city and hours are told."""

    type: ClassVar = "public.session.completed.v1"

    city: str | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None


class SeatsCounted(PublicEvent):
    """About how many have a seat in a session: no person, no split. Fewer than eleven are never told."""

    type: ClassVar = "public.seats.counted.v1"

    registered: int = Field(
        ge=FIRST,
        multiple_of=STEP,
        description="less than five off when told; told again when it is five off, but not below eleven",
    )

    @property
    def subject(self) -> str:
        """Numbered by itself: the first that is told is 1, however many have come and gone before."""
        return f"{self.session_id}/seats"

    @property
    def key(self) -> str:
        return str(self.session_id)


class AttendanceCounted(PublicEvent):
    """How many attended a session at least, told once, when its attendance is closed; nothing below fifteen."""

    type: ClassVar = "public.attendance.counted.v1"

    attended: int = Field(ge=FIRST, multiple_of=STEP, description="rounded down to a step of five: 20 means 20 to 24")

    @property
    def subject(self) -> str:
        """Numbered by itself: there is one of them for each session at most."""
        return f"{self.session_id}/attendance"

    @property
    def key(self) -> str:
        return str(self.session_id)
