"""Times of messages: until when they are of use, from when urgent, when reminders are due. Business time."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.notifications.sessions.domain import Plan

DAYS_BEFORE = {"3-days": 3, "1-day": 1}
ONE_DAY = timedelta(days=1)
REMINDED_AT_LOCAL = time(10)
NOTED_FOR = timedelta(days=7)  # what only says that something was noted
MISSED_FOR = timedelta(days=1)  # who stood before a closed door should still learn why
SHORT_NOTICE = timedelta(hours=24)


class Occasion(NamedTuple):
    """Why a message is written: the event's time, an offer's deadline, the plan a change began from."""

    told_at: datetime | None  # unknown of what an older release intended
    expires_at: datetime | None = None
    before: Plan | None = None


Lifetime = Callable[[Plan | None, Occasion], datetime | None]  # None: nobody can say yet


def until_start(plan: Plan | None, occasion: Occasion) -> datetime | None:
    """Return the start of the next day on which people come: from then on it has come too late."""
    return plan.next_start(occasion.told_at) if plan else None


def until_deadline(plan: Plan | None, occasion: Occasion) -> datetime | None:
    """Return the deadline of an offer, or the start where that is earlier."""
    start = until_start(plan, occasion)
    return min(occasion.expires_at, start) if start and occasion.expires_at else start


def until_missed(plan: Plan | None, occasion: Occasion) -> datetime | None:
    """Return until when somebody who came for nothing should still learn why."""
    start = until_start(plan, occasion)
    return start + MISSED_FOR if start else None


def for_a_week(plan: Plan | None, occasion: Occasion) -> datetime | None:
    """Return until when what only says that something was noted is of use."""
    return occasion.told_at + NOTED_FOR if occasion.told_at else until_start(plan, occasion)


def short_notice_from(plan: Plan, occasion: Occasion) -> datetime:
    """Return when a day is left until the start; of two starts the earlier one counts."""
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
