"""Intending messages: one per participant and channel, once for ever, dated by the plan of their session."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import announcing, storage
from services.notifications.queue.domain import CHANNELS, first_state, intent_id
from services.notifications.queue.history import History
from services.notifications.queue.kinds import KINDS, Kind
from services.notifications.queue.timing import Occasion
from services.notifications.sessions import plans
from services.notifications.sessions.domain import Plan
from shared.events import Channel


@dataclass(frozen=True)
class News:
    """What messages are to tell: an event, or a reminder's moment, and what is said differently because of it."""

    event_id: UUID
    told_at: datetime
    session_id: UUID
    kind: Kind
    expires_at: datetime | None = None
    placed: int | None = None
    before: Plan | None = None
    before_by: dict[tuple[UUID, str], Plan] = field(default_factory=dict)  # where an earlier change was never told
    told: History = field(default_factory=dict)  # what was: it goes before the other two


@dataclass(frozen=True)
class Recipient:
    """Whom a message is for, and under which name the seat is in calendars, where it is to be said."""

    participant_id: UUID
    calendar_entry: UUID | None = None


async def add(db: AsyncSession, news: News, recipients: Sequence[Recipient]) -> None:
    """Intend one message to each by each channel, however often the news is heard; none for a replayed past.

    Who would be told of a change that has been taken back meanwhile, before any message said it, is told nothing.
    """
    state = first_state(news.told_at, await storage.fence(db))
    plan = await plans.plan_of(db, news.session_id)
    rows = [
        _row(news, recipient, channel, plan)
        for recipient in recipients
        for channel in CHANNELS
        if _is_news(news, recipient, channel, plan)
    ]
    common = {"state": state, "reason": "before-the-fence" if state == "suppressed" else None}
    await storage.intend(db, [row | common for row in rows])


def _is_news(news: News, recipient: Recipient, channel: Channel, plan: Plan | None) -> bool:
    before = _before(news, recipient, channel, plan)
    return before is None or before != plan


def _before(news: News, recipient: Recipient, channel: Channel, plan: Plan | None) -> Plan | None:
    """Return the plan a change began from, for this reader: what they last may have been told that is not so now."""
    key = (recipient.participant_id, channel)
    if told := news.told.get(key):
        return next((said for said in reversed(told) if said != plan), plan)
    return news.before_by.get(key, news.before)


def _row(news: News, recipient: Recipient, channel: Channel, plan: Plan | None) -> dict[str, Any]:
    before = _before(news, recipient, channel, plan)
    return {
        "id": intent_id(news.event_id, recipient.participant_id, news.kind.name, channel),
        "event_id": news.event_id,
        "participant_id": recipient.participant_id,
        "session_id": news.session_id,
        "template": news.kind.name,
        "channel": channel,
        "told_at": news.told_at,
        "expires_at": news.expires_at,
        "before": before.model_dump_json() if before else None,
        "placed": news.placed,
        "calendar_entry": recipient.calendar_entry,
        **_dates(news.kind, Occasion(news.told_at, news.expires_at, before), plan),
    }


def _dates(kind: Kind, occasion: Occasion, plan: Plan | None) -> dict[str, Any]:
    """Say until when a message is of use; what says something of a plan is not sent while none is known."""
    can_be_written = plan is not None or kind.says_of_plan == "nothing"
    return {
        "useful_until": kind.useful_until(plan, occasion) if can_be_written else None,
        "urgent_from": kind.urgent_from(plan, occasion) if plan else None,
    }


async def date(db: AsyncSession, session_id: UUID) -> None:
    """Say anew of the session's pending messages until when they are of use."""
    plan = await plans.plan_of(db, session_id)
    waiting = await storage.pending(db, session_id)
    dates = [{"id": row["id"], **_dates(KINDS[row["template"]], _occasion(row), plan)} for row in waiting]
    await storage.date(db, dates)


def _occasion(row: Any) -> Occasion:
    return Occasion(row["told_at"], row["expires_at"], Plan.model_validate(row["before"]) if row["before"] else None)


async def supersede(db: AsyncSession, session_id: UUID) -> None:
    """Give up what the session's newest plan, or its end, has made untrue and nobody has begun to send."""
    announcing.announce(db, await storage.supersede_of_session(db, session_id))


async def untold(db: AsyncSession, session_id: UUID) -> dict[tuple[UUID, str], Plan]:
    """Return, by participant and channel, from which plan a change was to be told that nobody has begun to tell."""
    changes = await storage.untold(db, session_id)
    return {(row["participant_id"], row["channel"]): Plan.model_validate(row["before"]) for row in changes}
