"""Intents, and what a sender does with them: each query returns or changes what its statement says."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, UniqueConstraint, text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import statements
from services.notifications.queue.claim import Claim
from services.notifications.queue.domain import Outcome, pause_after
from services.notifications.queue.validity import kinds_by_truth
from services.notifications.tables import JSON_OR_NULL, UTC_TIME, Table
from shared.events import Channel
from shared.kernel.database import run, run_each
from shared.service import clock_store

Rows = Sequence[Mapping[str, Any]]
OPEN = text("state in ('pending', 'sending')")


class Intent(Table, table=True):
    """One message that is to reach one participant by one channel, because of one event.

    pending → sending → sent, ambiguous or failed; or expired or suppressed without having been sent. A pending row may
    be claimed: a sender works on it. It is `sending` only while nobody can say whether the gateway has taken it.
    """

    __tablename__ = "intents"
    __table_args__ = (
        UniqueConstraint("event_id", "participant_id", "template", "channel"),
        Index("ix_intents_open", "position", postgresql_where=OPEN),
        Index("ix_intents_open_by_participant", "participant_id", "position", postgresql_where=OPEN),
        Index("ix_intents_open_by_session", "session_id", postgresql_where=OPEN),
        Index("ix_intents_said_by_session", "session_id", postgresql_where=text("said is not null")),
        Index("ix_intents_said", "session_id", "participant_id", "said_at", postgresql_where=text("said is not null")),
    )

    id: UUID = Field(primary_key=True)
    position: int | None = Field(default=None, nullable=False, sa_type=BigInteger, sa_column_args=[Identity()])
    event_id: UUID
    participant_id: UUID
    session_id: UUID
    template: str
    channel: str
    state: str
    reason: str | None = None
    told_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time of the event")
    expires_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time; of an offer")
    before: dict[str, Any] | None = Field(
        default=None, sa_type=JSON_OR_NULL, description="the plan a change began from"
    )
    placed: int | None = Field(default=None, description="the plan it is about, where it means nothing under another")
    calendar_entry: UUID | None = Field(
        default=None, sa_column_kwargs={"name": "attendance"}, description="its name in calendars"
    )
    useful_until: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time")
    urgent_from: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time")
    due_at: datetime | None = Field(
        default=None, sa_type=UTC_TIME, description="business time; put off to decent hours"
    )
    parts: int | None = Field(default=None, description="of the SMS that was handed over")
    said: dict[str, Any] | None = Field(
        default=None, sa_type=JSON_OR_NULL, description="the plan that was written in it when it last began to leave"
    )
    said_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="the database's clock")
    doubtful: bool = Field(default=False, sa_column_kwargs={"server_default": "false"}, description="the gateway knows")
    announced: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="events told about it")
    delivery: str | None = Field(default=None, description="what its receipts say")
    delivery_reason: str | None = None
    delivery_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="the provider's clock")
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UTC_TIME, description="the database's clock")
    claimed_by: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="the database's clock")


async def fence(db: AsyncSession) -> datetime:
    """Return the business time at which this database began; asked for once per transaction."""
    if "fence" not in db.info:
        db.info["fence"] = await clock_store.began_at(db)
    moment: datetime = db.info["fence"]
    return moment


async def count(db: AsyncSession) -> Rows:
    """Return how many intents there are of each state, template and channel, and the SMS parts they took."""
    return await _rows(db, statements.COUNTS)


async def intend(db: AsyncSession, intents: list[dict[str, Any]]) -> None:
    """Keep these intents; one that is known already stays as it is."""
    await run_each(db, statements.INTEND, intents)


async def pending(db: AsyncSession, session_id: UUID) -> Rows:
    """Return what of the session waits to be sent, with what its dates depend on."""
    return await _rows(db, statements.PENDING, session_id=session_id)


async def date(db: AsyncSession, dates: list[dict[str, Any]]) -> None:
    """Keep until when each of these intents is of use, and from when it is urgent."""
    await run_each(db, statements.DATE, dates)


async def untold(db: AsyncSession, session_id: UUID) -> Rows:
    """Return, by participant and channel, the plan from which a change begins that nobody has begun to tell."""
    return await _rows(db, statements.UNTOLD, session_id=session_id)


async def said(db: AsyncSession, session_id: UUID) -> Rows:
    """Return the plans that messages of the session have said, or may have, in the order in which they did."""
    return await _rows(db, statements.SAID, session_id=session_id)


async def supersede_of_session(db: AsyncSession, session_id: UUID) -> Rows:
    """Give up what has become untrue of one session."""
    return await _rows(db, statements.SUPERSEDE_OF_SESSION, session_id=session_id, **kinds_by_truth())


async def supersede(db: AsyncSession, channel: Channel) -> Rows:
    """Give up what has become untrue on a channel."""
    return await _rows(db, statements.SUPERSEDE, channel=channel, **kinds_by_truth())


async def expire(db: AsyncSession, channel: Channel, now: datetime) -> Rows:
    """Give up what is of no use any more."""
    return await _rows(db, statements.EXPIRE, channel=channel, business=now)


async def expire_in_quiet_hours(db: AsyncSession, channel: Channel, now: datetime, too_late: datetime) -> Rows:
    """Give up what would be of no use at the next decent hour, `too_late`."""
    return await _rows(db, statements.EXPIRE_IN_QUIET_HOURS, channel=channel, business=now, too_late=too_late)


async def put_off(
    db: AsyncSession, channel: Channel, now: datetime, opens_at: datetime, too_late: datetime | None
) -> int:
    """Let what can wait do so until decent hours; return how many do."""
    times = {"business": now, "opens_at": opens_at, "too_late": too_late}
    return len(await _rows(db, statements.PUT_OFF, channel=channel, **times))


async def claim(db: AsyncSession, claimed_by: str, channel: Channel, now: datetime, at_most: int) -> Rows:
    """Claim what is due on the channel, and return it with the plan of its session."""
    due = {"channel": channel, "business": now, "limit": at_most}
    return await _rows(db, statements.CLAIM, claimed_by=claimed_by, **due)


async def hold_sessions(db: AsyncSession, session_ids: Iterable[UUID]) -> None:
    """Let nobody move the sessions until this transaction ends."""
    await run(db, statements.HOLD_SESSIONS, session_ids=list(session_ids))


async def begin(db: AsyncSession, claims: Sequence[Claim], now: datetime) -> dict[UUID, datetime]:
    """Note that messages begin to leave; return when, of those that are still ours, in time and true."""
    plans = {str(it.session_id): it.known.plan.model_dump(mode="json") for it in claims if it.known}
    written = _said(claims, lambda it: {"in_parts": it.parts, "plan_placed": it.known and it.known.placed})
    begun = await _rows(db, statements.BEGIN, claims=written, plans=json.dumps(plans), business=now, **kinds_by_truth())
    return {row["id"]: row["claimed_at"] for row in begun}


async def settle(db: AsyncSession, ended: Mapping[UUID, Outcome], claims: Sequence[Claim]) -> Rows:
    """Note how the messages have ended; return them in the order of the claims."""
    ends = _said(claims, lambda it: {"ends_in": ended[it.id].state, "because": ended[it.id].reason})
    settled = {row["message_id"]: row for row in await _rows(db, statements.SETTLE, claims=ends)}
    return [settled[it.id] for it in claims if it.id in settled]


async def try_again(db: AsyncSession, ended: Mapping[UUID, Outcome], claims: Sequence[Claim]) -> None:
    """Give the messages back, each to be tried again after its pause."""
    await run(db, statements.TRY_AGAIN, claims=_said(claims, lambda it: _again(ended[it.id], it.attempts)))


def _again(outcome: Outcome, attempts: int) -> dict[str, Any]:
    return {
        "because": outcome.reason,
        "in_doubt": outcome.doubtful,
        "untried": int(outcome.untried),
        "pause_s": pause_after(attempts).total_seconds(),
    }


async def postpone(db: AsyncSession, claims: Sequence[Claim], reason: str) -> None:
    """Give back what has not begun, each to be tried after its pause."""
    pauses = _said(claims, lambda it: {"because": reason, "pause_s": pause_after(it.attempts + 1).total_seconds()})
    await run(db, statements.POSTPONE, claims=pauses)


async def release(db: AsyncSession, claims: Sequence[Claim]) -> None:
    """Give back what has not begun."""
    await run(db, statements.RELEASE, claims=_said(claims))


async def believe(db: AsyncSession, claims: Sequence[Claim]) -> None:
    """Note that the gateway has never had them."""
    await run(db, statements.BELIEVE, claims=_said(claims))


async def release_all(db: AsyncSession, claimed_by: str, channel: Channel) -> None:
    """Give back all that the sender has claimed and not begun."""
    await run(db, statements.RELEASE_ALL, claimed_by=claimed_by, channel=channel)


async def doubt(db: AsyncSession, channel: Channel, claimed_by: str | None = None) -> Rows:
    """Doubt what the sender, or else any whose claim has run out, began and never finished."""
    return await _rows(db, statements.DOUBT[channel], channel=channel, claimed_by=claimed_by)


async def know(db: AsyncSession, ended: list[dict[str, Any]]) -> None:
    """Keep how these messages ended."""
    await run_each(db, statements.KNOW, ended)


async def let_go(db: AsyncSession) -> Rows:
    """Give up all that has not ended."""
    return await _rows(db, statements.LET_GO)


async def counts_by_reason(db: AsyncSession) -> Rows:
    """Return how many intents there are of each channel, state and reason."""
    return await _rows(db, statements.COUNTS_BY_REASON)


async def last_sent(db: AsyncSession) -> dict[str, datetime]:
    """Return when the last message left, by channel."""
    return {row["channel"]: row["at"] for row in await _rows(db, statements.LAST_SENT)}


async def waiting(db: AsyncSession, now: datetime) -> Rows:
    """Return for what messages wait, how many, and until when."""
    return await _rows(db, statements.WAITING, business=now)


async def _rows(db: AsyncSession, statement: str, **values: Any) -> Rows:
    rows: Rows = (await run(db, statement, **values)).mappings().all()
    return rows


def _said(claims: Sequence[Claim], more: Callable[[Claim], dict[str, Any]] = lambda _: {}) -> str:
    """Return what is said of each claim as `statements.SAID_OF_CLAIMS` reads it."""
    return json.dumps([_of(claim) | more(claim) for claim in claims])


def _of(claim: Claim) -> dict[str, Any]:
    return {"of_id": str(claim.id), "by_sender": claim.claimed_by, "since": claim.claimed_at.isoformat()}
