"""Outages as they are kept: since when nothing can leave by a channel, and why."""

from datetime import datetime
from typing import Any

from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.tables import UTC_TIME, Table
from shared.events import Channel
from shared.kernel.database import run

NOTE = """
insert into outages (channel, reason, began_at, seen_at)
values (:channel, :reason, clock_timestamp(), clock_timestamp())
on conflict (channel) do update set reason = excluded.reason, seen_at = excluded.seen_at,
    began_at = least(outages.began_at, excluded.began_at)"""
OUTAGES = "select channel, reason, began_at from outages"
AWAY = "select channel, extract(epoch from clock_timestamp() - began_at)::float as seconds from outages"


class Outage(Table, table=True):
    """A channel by which nothing can leave at the moment: gateway or registration is away."""

    __tablename__ = "outages"

    channel: str = Field(primary_key=True)
    reason: str
    began_at: datetime = Field(sa_type=UTC_TIME, description="the database's clock")
    seen_at: datetime = Field(sa_type=UTC_TIME, description="the database's clock, at the last attempt")


async def note_outage(db: AsyncSession, channel: Channel, reason: str) -> None:
    """Keep that messages wait, since when, and the newest reason."""
    await run(db, NOTE, channel=channel, reason=reason)


async def end_outage(db: AsyncSession, channel: Channel) -> None:
    """Messages leave again."""
    await run(db, "delete from outages where channel = :channel", channel=channel)


async def seconds_away(db: AsyncSession) -> dict[str, float]:
    """Return for how long each channel is away that is, by the database's clock."""
    return {it.channel: it.seconds for it in await run(db, AWAY)}


async def outages(db: AsyncSession) -> dict[str, dict[str, Any]]:
    """Return the channels by which nothing can leave, with the reason and since when."""
    return {row["channel"]: dict(row) for row in (await run(db, OUTAGES)).mappings()}
