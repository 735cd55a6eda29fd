"""Intents, and what a sender does with them: each query returns or changes what its statement says."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, UniqueConstraint, text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import statements
from services.notifications.queue.claim import Claim
from services.notifications.queue.domain import Outcome
from services.notifications.queue.validity import kinds_by_truth
from services.notifications.tables import JSON_OR_NULL, UTC_TIME, Table
from shared.events import Channel
from shared.kernel.database import run, run_each
from shared.service import clock_store

Rows = Sequence[Mapping[str, Any]]
BATCH = 50
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


async def claim(db: AsyncSession, claimed_by: str, channel: Channel, now: datetime) -> Rows:
    """Claim what is due on the channel, and return it with the plan of its session."""
    due = {"channel": channel, "business": now, "limit": BATCH}
    return await _rows(db, statements.CLAIM, claimed_by=claimed_by, **due)


async def hold_session(db: AsyncSession, session_id: UUID) -> None:
    """Let nobody move the session until this transaction ends."""
    await run(db, statements.HOLD_SESSION, session_id=session_id)


async def begin(db: AsyncSession, claim: Claim, now: datetime, parts: int | None) -> datetime | None:
    """Note that the message begins to leave; return when. None: it is not ours, comes too late or is untrue."""
    known = claim.known
    written = {"placed": known and known.placed, "said": known and known.plan.model_dump_json(), "parts": parts}
    begun = await _rows(db, statements.BEGIN, **_of(claim), business=now, **written, **kinds_by_truth())
    moment: datetime | None = begun[0]["claimed_at"] if begun else None
    return moment


async def settle(db: AsyncSession, claim: Claim, outcome: Outcome) -> Rows:
    """Note how the message has ended."""
    return await _rows(db, statements.SETTLE, **_of(claim), state=outcome.state, reason=outcome.reason)


async def try_again(db: AsyncSession, claim: Claim, outcome: Outcome, pause: timedelta) -> None:
    """Give the message back, to be tried again after the pause."""
    again = {"reason": outcome.reason, "doubtful": outcome.doubtful, "pause": pause}
    await run(db, statements.TRY_AGAIN, **_of(claim), **again)


async def postpone(db: AsyncSession, claim: Claim, reason: str, pause: timedelta) -> None:
    """Give back what has not begun, to be tried after the pause."""
    await run(db, statements.POSTPONE, **_of(claim), reason=reason, pause=pause)


async def release(db: AsyncSession, claim: Claim) -> None:
    """Give back what has not begun."""
    await run(db, statements.RELEASE, **_of(claim))


async def release_all(db: AsyncSession, claimed_by: str, channel: Channel) -> None:
    """Give back all that the sender has claimed and not begun."""
    await run(db, statements.RELEASE_ALL, claimed_by=claimed_by, channel=channel)


async def believe(db: AsyncSession, claim: Claim) -> None:
    """Note that the gateway has never had it."""
    await run(db, statements.BELIEVE, **_of(claim))


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


def _of(claim: Claim) -> dict[str, Any]:
    return {"id": claim.id, "claimed_by": claim.claimed_by, "claimed_at": claim.claimed_at}
