"""Intents."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, UniqueConstraint, text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.tables import JSON_OR_NULL, UTC_TIME, Table
from shared.kernel.database import run
from shared.service import clock_store

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
    attendance: UUID | None = Field(default=None, description="whose calendar entry goes with it")
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


async def count_intents(db: AsyncSession) -> list[dict[str, Any]]:
    """Return how many intents there are of each state, template and channel, and the SMS parts they took."""
    found = await run(
        db,
        "select state, template, channel, count(*), coalesce(sum(parts), 0) as parts from intents"
        " group by state, template, channel order by state, template, channel",
    )
    return [dict(row) for row in found.mappings()]
