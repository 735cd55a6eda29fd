"""When a message is of use, when it may not wait for decent hours, and when reminders are due. Business time."""

from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from services.notifications.domain.plan import Plan
from services.notifications.domain.sending import Template

Kind = Literal["3-days", "1-day"]
KINDS: tuple[Kind, ...] = get_args(Kind)  # the earlier one first

DAYS_BEFORE: dict[Kind, int] = {"3-days": 3, "1-day": 1}
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
    """Return when the message has come too late."""
    if template in ONLY_NOTED and occasion.told_at is not None:
        return occasion.told_at + NOTED_FOR
    if template == "session.cancelled":
        return plan.starts_at + MISSED_FOR
    if template == "session.offered" and occasion.expires_at is not None:
        return min(occasion.expires_at, plan.starts_at)
    return plan.starts_at


def urgent_from(template: Template, plan: Plan, occasion: Occasion) -> datetime | None:
    """Return from when the message waits for no decent hour; of two starts the earlier one counts."""
    if template not in NEVER_TOO_EARLY:
        return None
    starts = [plan.starts_at, *([occasion.before.starts_at] if occasion.before else [])]
    return min(starts) - SHORT_NOTICE


def reminders_due(plan: Plan) -> dict[Kind, datetime]:
    """Return when people are reminded: at ten on the clocks there, some days before the first day."""
    return {kind: _at_ten(plan, days) for kind, days in DAYS_BEFORE.items()}


def _at_ten(plan: Plan, days_before: int) -> datetime:
    day = plan.starts_local.date() - timedelta(days=days_before)
    return datetime.combine(day, REMINDED_AT_LOCAL, tzinfo=ZoneInfo(plan.zone))
