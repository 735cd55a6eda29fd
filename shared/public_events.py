"""What the outside may know: classes of their own, filled from an allow-list, never an internal event passed on.

Who meets where and when is a danger in itself: a venue's city and the hours show only after the session has ended.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, PositiveInt

from shared.contracts import Event
from shared.events import REGION

Total = Annotated[
    Literal[0] | Annotated[int, Field(ge=11)] | None, Field(description="null where it would be 1 to 10 people")
]


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
    seats: PositiveInt


class TrainingRescheduled(PublicEvent):
    """A session has another plan."""

    type: ClassVar = "public.session.rescheduled.v1"

    week: str = Field(description="ISO 8601 week of its first day, e.g. 2017-W34", pattern=r"^\d{4}-W\d{2}$")
    seats: PositiveInt


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
    """Running totals of a session after a registration, a withdrawal or a promotion: no person, no split."""

    type: ClassVar = "public.seats.counted.v1"

    registered: Total
    waiting: Total

    @property
    def subject(self) -> str:
        """Totals are numbered by themselves: they come from another log than the session's own course."""
        return f"{self.session_id}/seats"

    @property
    def key(self) -> str:
        return str(self.session_id)


class AttendanceCounted(PublicEvent):
    """How many attended a session, told once, when its attendance is closed."""

    type: ClassVar = "public.attendance.counted.v1"

    attended: Annotated[int, Field(ge=11)] | None = Field(description="null where it would be 1 to 10 people")

    @property
    def subject(self) -> str:
        """Numbered by itself: there is one of them for each session."""
        return f"{self.session_id}/attendance"

    @property
    def key(self) -> str:
        return str(self.session_id)
