"""Kinds of message: one record for each, with everything of it that the queue, its timing and its texts depend on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.notifications.queue import timing
from services.notifications.queue.timing import Lifetime, Occasion
from services.notifications.sessions.domain import Plan
from shared.events import MessageKind, SeatState

Method = Literal["REQUEST", "CANCEL"]  # RFC 5546

# Whom where and when the session is concerns.
CONCERNED: tuple[SeatState, ...] = ("registered", "waiting", "offered")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is true of a kind of message. Nothing has a default, so whoever adds a kind answers every question."""

    name: MessageKind
    # Where its reader must stand for it to be true; None: it tells what has happened, whatever came of it since.
    true_for: tuple[SeatState, ...] | None
    # Whether it is still true of a session that was cancelled.
    outlives_cancellation: bool
    # What it says of the session's plan: the place with all days and hours, some of it, or nothing at all. What says
    # nothing leaves while no plan is known, and never waits for one.
    says_of_plan: Literal["all", "some", "nothing"]
    # Whether it was intended because of one plan, and means nothing under the next.
    of_one_plan: bool
    # Until when it is of use: one of the lifetimes in timing.
    useful_until: Lifetime
    # Whether it decides if somebody sets out: within a day of the start it waits for no decent hour.
    urgent: bool
    # What it does to the entry of a seat in its reader's calendar.
    calendar: Method | None

    def __post_init__(self) -> None:
        """Raise ValueError where the answers contradict each other."""
        if self.says_of_plan == "nothing" and (self.of_one_plan or self.urgent or self.calendar):
            raise ValueError(f"{self.name} says nothing of a plan, and depends on one")

    def urgent_from(self, plan: Plan, occasion: Occasion) -> datetime | None:
        """Return from when the message waits for no decent hour."""
        return timing.short_notice_from(plan, occasion) if self.urgent else None


CONFIRMED = Kind(
    name="session.confirmed",
    true_for=None,
    outlives_cancellation=False,
    says_of_plan="all",
    of_one_plan=False,
    useful_until=timing.until_start,
    urgent=False,
    calendar="REQUEST",
)
WAITING = Kind(
    name="session.waiting",
    true_for=None,
    outlives_cancellation=False,
    says_of_plan="some",
    of_one_plan=False,
    useful_until=timing.until_start,
    urgent=False,
    calendar=None,
)
OFFERED = Kind(
    name="session.offered",
    true_for=("offered",),
    outlives_cancellation=False,
    says_of_plan="all",
    of_one_plan=False,
    useful_until=timing.until_deadline,
    urgent=True,
    calendar=None,
)
PROMOTED = Kind(
    name="session.promoted",
    true_for=None,
    outlives_cancellation=False,
    says_of_plan="all",
    of_one_plan=False,
    useful_until=timing.until_start,
    urgent=True,
    calendar="REQUEST",
)
WITHDRAWN = Kind(
    name="session.withdrawn",
    true_for=None,
    outlives_cancellation=True,
    says_of_plan="some",
    of_one_plan=False,
    useful_until=timing.for_a_week,
    urgent=False,
    calendar="CANCEL",
)
LAPSED = Kind(
    name="session.lapsed",
    true_for=None,
    outlives_cancellation=True,
    says_of_plan="some",
    of_one_plan=False,
    useful_until=timing.for_a_week,
    urgent=False,
    calendar=None,
)
CHANGED = Kind(
    name="session.changed",
    true_for=CONCERNED,
    outlives_cancellation=False,
    says_of_plan="all",
    of_one_plan=True,
    useful_until=timing.until_start,
    urgent=True,
    calendar="REQUEST",
)
CANCELLED = Kind(
    name="session.cancelled",
    true_for=CONCERNED,
    outlives_cancellation=True,
    says_of_plan="some",
    of_one_plan=False,
    useful_until=timing.until_missed,
    urgent=True,
    calendar="CANCEL",
)
REMINDER = Kind(
    name="session.reminder",
    true_for=("registered",),
    outlives_cancellation=False,
    says_of_plan="all",
    of_one_plan=True,
    useful_until=timing.until_start,
    urgent=False,
    calendar=None,
)

RECORDS = (CONFIRMED, WAITING, OFFERED, PROMOTED, WITHDRAWN, LAPSED, CHANGED, CANCELLED, REMINDER)
KINDS: dict[MessageKind, Kind] = {kind.name: kind for kind in RECORDS}
