"""Intents to send, and the sessions they speak of. No name, address or text of a message is ever kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications import domain
from shared import clock_store
from shared.database import new_registry, run
from shared.events import RegistrationEvent, SessionPlanned


class Table(SQLModel, registry=new_registry()):
    """A table of notifications' own database."""


class SessionRow(Table, table=True):
    """What messages say of a session, and when they come too late."""

    __tablename__ = "sessions"

    session_id: UUID = Field(primary_key=True)
    version: int
    city: str
    zone: str
    starts_local: datetime = Field(sa_type=DateTime(timezone=False))
    ends_local: datetime = Field(sa_type=DateTime(timezone=False))
    starts_at: datetime = Field(sa_type=DateTime(timezone=True))


class Intent(Table, table=True):
    """One message that is to reach one participant, because of one event.

    pending → sending → sent, ambiguous or failed; or expired or suppressed without having been sent. A pending row may
    be claimed: a sender works on it. It is `sending` only while nobody can say whether the gateway has taken it.
    """

    __tablename__ = "intents"
    __table_args__ = (
        UniqueConstraint("event_id", "participant_id", "template", "channel"),
        Index("ix_intents_open", "position", postgresql_where=text("state in ('pending', 'sending')")),
        Index(
            "ix_intents_open_by_participant",
            "participant_id",
            "position",
            postgresql_where=text("state in ('pending', 'sending')"),
        ),
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
    useful_until: datetime | None = Field(default=None, sa_type=DateTime(timezone=True), description="business time")
    attempts: int = 0
    not_before: datetime | None = Field(default=None, sa_type=DateTime(timezone=True), description="machine time")
    claimed_by: str | None = None
    claimed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True), description="machine time")


async def keep_session(db: AsyncSession, event: SessionPlanned) -> None:
    """Keep what messages say of the session, unless something newer is known."""
    await run(
        db,
        "insert into sessions (session_id, version, city, zone, starts_local, ends_local, starts_at)"
        " values (:session_id, :version, :city, :zone, :starts_local, :ends_local, :starts_at)"
        " on conflict (session_id) do update set version = excluded.version, city = excluded.city,"
        " zone = excluded.zone, starts_local = excluded.starts_local, ends_local = excluded.ends_local,"
        " starts_at = excluded.starts_at where excluded.version > sessions.version",
        version=event.aggregateversion,
        **event.model_dump(include={"session_id", "city", "zone", "starts_local", "ends_local", "starts_at"}),
    )


async def add_intent(db: AsyncSession, event: RegistrationEvent, template: domain.Template) -> domain.State:
    """Keep the intent, once for ever; return the state it begins with."""
    channel: domain.Channel = "email"
    state = domain.first_state(event.time, await fence(db))
    await run(
        db,
        "insert into intents (id, event_id, participant_id, session_id, template, channel, state, reason, attempts)"
        " values (:id, :event_id, :participant_id, :session_id, :template, :channel, :state, :reason, 0)"
        " on conflict do nothing",
        id=domain.intent_id(event.id, event.participant_id, template, channel),
        event_id=event.id,
        participant_id=event.participant_id,
        session_id=event.session_id,
        template=template,
        channel=channel,
        state=state,
        reason="before-the-fence" if state == "suppressed" else None,
    )
    return state


async def fence(db: AsyncSession) -> datetime:
    """Return the business time at which this database began; asked for once per transaction."""
    if "fence" not in db.info:
        db.info["fence"] = await clock_store.began_at(db)
    moment: datetime = db.info["fence"]
    return moment


async def count_intents(db: AsyncSession) -> list[dict[str, Any]]:
    """Return how many intents there are of each state, template and channel."""
    found = await run(
        db,
        "select state, template, channel, count(*) from intents group by state, template, channel"
        " order by state, template, channel",
    )
    return [dict(row) for row in found.mappings()]
