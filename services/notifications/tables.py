"""Tables: intents, and what is known of the sessions they speak of. No name, address or text is ever kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Identity, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import new_registry, run
from shared.service import clock_store

UTC = DateTime(timezone=True)
JSON_OR_NULL: Any = JSON(none_as_null=True)
OPEN = text("state in ('pending', 'sending')")


class Table(SQLModel, registry=new_registry()):
    """A table of notifications' own database."""


class SessionRow(Table, table=True):
    """A session's plan as messages say it, and the last change of place or time that people had to be told of."""

    __tablename__ = "sessions"

    session_id: UUID = Field(primary_key=True)
    version: int
    city: str
    venue: str | None = None
    city_ar: str | None = None
    venue_ar: str | None = None
    zone: str
    starts_local: datetime = Field(sa_type=DateTime(timezone=False))
    ends_local: datetime = Field(sa_type=DateTime(timezone=False))
    starts_at: datetime = Field(sa_type=UTC)
    days: list[Any] | None = Field(
        default=None, sa_type=JSON_OR_NULL, description="null where an older release kept it"
    )
    numbers: list[Any] | None = Field(default=None, sa_type=JSON_OR_NULL, description="of the days, in calendars")
    entries: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}, description="highest number there has been"
    )
    sequence: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="of calendars: RFC 5545")
    placed: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="version of place and time")
    moved_by: UUID | None = Field(default=None, description="the event that changed place or time")
    moved_at: datetime | None = Field(default=None, sa_type=UTC, description="business time")
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON_OR_NULL, description="the plan before that change")


class Cancellation(Table, table=True):
    """A session that will not take place, kept apart from its plan: either may be heard first."""

    __tablename__ = "cancellations"

    session_id: UUID = Field(primary_key=True)
    event_id: UUID
    told_at: datetime = Field(sa_type=UTC, description="business time")


class Seat(Table, table=True):
    """Where one participant stands in one session. An attendance ends with a withdrawal; another may begin."""

    __tablename__ = "seats"

    session_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    state: str
    attendance: UUID = Field(description="the event it began with")
    version: int


class Reminder(Table, table=True):
    """One reminder of one session: waiting, done, or skipped because its moment had passed."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_waiting", "due_at", postgresql_where=text("state = 'waiting'")),)

    session_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    placed: int = Field(description="version of place and time it reminds of")
    due_at: datetime = Field(sa_type=UTC, description="business time")
    state: str


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
    told_at: datetime | None = Field(default=None, sa_type=UTC, description="business time of the event")
    expires_at: datetime | None = Field(default=None, sa_type=UTC, description="business time; of an offer")
    before: dict[str, Any] | None = Field(
        default=None, sa_type=JSON_OR_NULL, description="the plan a change began from"
    )
    placed: int | None = Field(default=None, description="the plan it is about, where it means nothing under another")
    attendance: UUID | None = Field(default=None, description="whose calendar entry goes with it")
    useful_until: datetime | None = Field(default=None, sa_type=UTC, description="business time")
    urgent_from: datetime | None = Field(default=None, sa_type=UTC, description="business time")
    due_at: datetime | None = Field(default=None, sa_type=UTC, description="business time; put off to decent hours")
    parts: int | None = Field(default=None, description="of the SMS that was handed over")
    said: dict[str, Any] | None = Field(
        default=None, sa_type=JSON_OR_NULL, description="the plan that was written in it when it last began to leave"
    )
    said_at: datetime | None = Field(default=None, sa_type=UTC, description="the database's clock")
    doubtful: bool = Field(default=False, sa_column_kwargs={"server_default": "false"}, description="the gateway knows")
    announced: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="events told about it")
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=UTC, description="the database's clock")
    claimed_by: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=UTC, description="the database's clock")


class Outage(Table, table=True):
    """A channel by which nothing can leave at the moment: gateway or registration is away."""

    __tablename__ = "outages"

    channel: str = Field(primary_key=True)
    reason: str
    began_at: datetime = Field(sa_type=UTC, description="the database's clock")
    seen_at: datetime = Field(sa_type=UTC, description="the database's clock, at the last attempt")


async def alone(db: AsyncSession, session_id: UUID) -> None:
    """Let nobody else change what is known of the session until this transaction ends.

    Its plan and its seats come from two topics: without this, whoever takes a seat while the session is cancelled
    would be told neither by the one transaction nor by the other.
    """
    await run(db, "select pg_advisory_xact_lock(hashtextextended(:id, 0))", id=str(session_id))


async def run_each(db: AsyncSession, statement: str, rows: list[dict[str, Any]]) -> None:
    """Run the statement once for each of the rows."""
    if rows:
        await db.flush()
        await (await db.connection()).execute(text(statement), rows)


async def fence(db: AsyncSession) -> datetime:
    """Return the business time at which this database began; asked for once per transaction."""
    if "fence" not in db.info:
        db.info["fence"] = await clock_store.began_at(db)
    moment: datetime = db.info["fence"]
    return moment


async def count_intents(db: AsyncSession) -> list[dict[str, Any]]:
    """Return how many intents there are of each state, template and channel, and the SMS parts they took."""
    found = await run(
        db,
        "select state, template, channel, count(*), coalesce(sum(parts), 0) as parts from intents"
        " group by state, template, channel order by state, template, channel",
    )
    return [dict(row) for row in found.mappings()]
