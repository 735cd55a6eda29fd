"""A notice: what one message tells one person. Texts are made of it, whoever keeps or sends the message."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.queue.kinds import Kind, Method
from services.notifications.sessions.domain import Plan


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """The days of a seat in its reader's calendar: what they are and were, and what is done with their entries."""

    name: UUID  # of the entries, for as long as the seat is held
    method: Method
    plan: Plan
    before: Plan | None  # of a change: what the calendar has now
    sequence: int
    entries: int  # highest number that a day has ever had


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What one message tells."""

    id: UUID  # the same at every attempt
    kind: Kind
    told_at: datetime | None
    plan: Plan | None  # None where the kind says nothing of it
    before: Plan | None  # of a change: what was told before
    deadline: datetime | None  # of an offer
    invitation: Invitation | None
