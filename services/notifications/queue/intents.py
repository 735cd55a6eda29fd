"""Intending messages: one per participant and channel, once for ever, dated by the plan of their session."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import announcing, storage
from services.notifications.queue.domain import CHANNELS, first_state, intent_id
from services.notifications.queue.history import Told
from services.notifications.queue.kinds import KINDS, Kind
from services.notifications.queue.timing import Occasion
from services.notifications.queue.validity import STALE
from services.notifications.sessions import plans
from services.notifications.sessions.domain import Plan
from shared.events import Channel
from shared.kernel.database import run, run_each

INSERT = """
insert into intents (id, event_id, participant_id, session_id, template, channel, state, reason, told_at, expires_at,
                     before, placed, attendance, useful_until, urgent_from, attempts)
values (:id, :event_id, :participant_id, :session_id, :template, :channel, :state, :reason, :told_at, :expires_at,
        cast(:before as json), :placed, :attendance, :useful_until, :urgent_from, 0)
on conflict do nothing"""
PENDING = """
select id, template, told_at, expires_at, before from intents
where session_id = :session_id and state = 'pending' order by position"""
DATE = "update intents set useful_until = :useful_until, urgent_from = :urgent_from where id = :id"
UNTOLD = """
select distinct on (participant_id, channel) participant_id, channel, before from intents
where session_id = :session_id and template = 'session.changed' and state = 'pending' and not doubtful
order by participant_id, channel, position"""


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
    told: Told = field(default_factory=dict)  # what was: it goes before the other two


@dataclass(frozen=True)
class Recipient:
    """Whom a message is for, and whose calendar entry goes with it."""

    participant_id: UUID
    attendance: UUID | None = None


async def add(db: AsyncSession, news: News, recipients: Sequence[Recipient]) -> None:
    """Intend one message to each by each channel, however often the news is heard; none for a replayed past.

    Who would be told of a change that has been taken back meanwhile, before any message said it, is told nothing.
    """
    state = first_state(news.told_at, await storage.fence(db))
    plan = await plans.plan_of(db, news.session_id)
    rows = [
        _row(news, one, channel, plan)
        for one in recipients
        for channel in CHANNELS
        if _is_news(news, one, channel, plan)
    ]
    common = {"state": state, "reason": "before-the-fence" if state == "suppressed" else None}
    await run_each(db, INSERT, [row | common for row in rows])


def _is_news(news: News, one: Recipient, channel: Channel, plan: Plan | None) -> bool:
    before = _before(news, one, channel, plan)
    return before is None or before != plan


def _before(news: News, one: Recipient, channel: Channel, plan: Plan | None) -> Plan | None:
    """Return the plan a change began from, for this reader: what they last may have been told that is not so now."""
    key = (one.participant_id, channel)
    if told := news.told.get(key):
        return next((it for it in reversed(told) if it != plan), plan)
    return news.before_by.get(key, news.before)


def _row(news: News, one: Recipient, channel: Channel, plan: Plan | None) -> dict[str, Any]:
    before = _before(news, one, channel, plan)
    return {
        "id": intent_id(news.event_id, one.participant_id, news.kind.name, channel),
        "event_id": news.event_id,
        "participant_id": one.participant_id,
        "session_id": news.session_id,
        "template": news.kind.name,
        "channel": channel,
        "told_at": news.told_at,
        "expires_at": news.expires_at,
        "before": before.model_dump_json() if before else None,
        "placed": news.placed,
        "attendance": one.attendance,
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
    found = await run(db, PENDING, session_id=session_id)
    rows = [{"id": row["id"], **_dates(KINDS[row["template"]], _occasion(row), plan)} for row in found.mappings()]
    await run_each(db, DATE, rows)


def _occasion(row: Any) -> Occasion:
    return Occasion(row["told_at"], row["expires_at"], Plan.model_validate(row["before"]) if row["before"] else None)


async def supersede(db: AsyncSession, session_id: UUID) -> None:
    """Give up what the session's newest plan, or its end, has made untrue and nobody has begun to send."""
    stale = f"session_id = :session_id and state = 'pending' and not doubtful and {STALE}"
    found = await run(
        db,
        f"update intents set state = 'suppressed', reason = 'superseded', {announcing.ONE_MORE}"
        f" where {stale} returning {announcing.TOLD}",
        session_id=session_id,
    )
    announcing.announce(db, found.mappings().all())


async def untold(db: AsyncSession, session_id: UUID) -> dict[tuple[UUID, str], Plan]:
    """Return, by participant and channel, from which plan a change was to be told that nobody has begun to tell."""
    found = await run(db, UNTOLD, session_id=session_id)
    return {(row.participant_id, row.channel): Plan.model_validate(row.before) for row in found}
