"""When a message is of use, when it may not wait for decent hours, and when reminders are due. Business time."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.notifications.queue.domain import Template
from services.notifications.sessions.domain import Plan

DAYS_BEFORE = {"3-days": 3, "1-day": 1}
ONE_DAY = timedelta(days=1)
REMINDED_AT_LOCAL = time(10)
NOTED_FOR = timedelta(days=7)  # what only says that something was noted
MISSED_FOR = timedelta(days=1)  # who stood before a closed door should still learn why
SHORT_NOTICE = timedelta(hours=24)
# What decides whether somebody sets out: within a day of the start it leaves at any hour.
NEVER_TOO_EARLY: frozenset[Template] = frozenset(
    {"session.changed", "session.cancelled", "session.offered", "session.promoted"}
)
ONLY_NOTED: frozenset[Template] = frozenset({"session.withdrawn", "session.lapsed"})


class Occasion(NamedTuple):
    """Why a message is written: the event's time, an offer's deadline, the plan a change began from."""

    told_at: datetime | None  # unknown of what an older release intended
    expires_at: datetime | None = None
    before: Plan | None = None


def useful_until(template: Template, plan: Plan, occasion: Occasion) -> datetime:
    """Return when the message has come too late: with the next day on which people come."""
    start = plan.next_start(occasion.told_at)
    if template in ONLY_NOTED and occasion.told_at is not None:
        return occasion.told_at + NOTED_FOR
    if template == "session.cancelled":
        return start + MISSED_FOR
    if template == "session.offered" and occasion.expires_at is not None:
        return min(occasion.expires_at, start)
    return start


def urgent_from(template: Template, plan: Plan, occasion: Occasion) -> datetime | None:
    """Return from when the message waits for no decent hour; of two starts the earlier one counts."""
    if template not in NEVER_TOO_EARLY:
        return None
    plans = [plan, *([occasion.before] if occasion.before else [])]
    return min(one.next_start(occasion.told_at) for one in plans) - SHORT_NOTICE


def reminders_due(plan: Plan) -> dict[str, datetime]:
    """Return when people are reminded: at ten on the clocks there, some days before the first day.

    And on the day before each later one that follows on days off. A day right after another needs none: who is there
    on the one knows of the next.
    """
    dates = [begins.date() for begins, _ in plan.hours]
    due = {kind: _at_ten(plan, dates[0] - timedelta(days=days)) for kind, days in DAYS_BEFORE.items()}
    again = [date for (_, ended), date in zip(plan.hours, dates[1:], strict=False) if date - ended.date() > ONE_DAY]
    return due | {f"again-{number}": _at_ten(plan, date - ONE_DAY) for number, date in enumerate(again, start=1)}


def _at_ten(plan: Plan, day: date) -> datetime:
    return datetime.combine(day, REMINDED_AT_LOCAL, tzinfo=ZoneInfo(plan.zone))
