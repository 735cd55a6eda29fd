"""Outages of a channel: since when nothing can leave, and why, kept in the database for an operator."""

import asyncio
from typing import get_args

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import Channel
from shared.kernel.database import run
from shared.service.running import Parts

TELL_EVERY_S = 15.0

NOTE = """
insert into outages (channel, reason, began_at, seen_at)
values (:channel, :reason, clock_timestamp(), clock_timestamp())
on conflict (channel) do update set reason = excluded.reason, seen_at = excluded.seen_at,
    began_at = least(outages.began_at, excluded.began_at)"""
AWAY = "select channel, extract(epoch from clock_timestamp() - began_at)::float as seconds from outages"


async def note(db: AsyncSession, channel: Channel, reason: str) -> None:
    """Keep that messages wait, since when, and the newest reason."""
    await run(db, NOTE, channel=channel, reason=reason)


async def end(db: AsyncSession, channel: Channel) -> None:
    """Messages leave again."""
    await run(db, "delete from outages where channel = :channel", channel=channel)


async def seconds_away(db: AsyncSession) -> dict[str, float]:
    """Return for how long each channel is away that is, by the database's clock."""
    return {it.channel: it.seconds for it in await run(db, AWAY)}


async def tell_outages(parts: Parts) -> None:
    """Tell the operator for how long a channel is away; one that is not is so for no second."""
    away = parts.metrics.gauge("channel_away_seconds", "For how long nothing can leave by a channel", "channel")
    while True:
        async with parts.database.sessions() as db:
            seconds = await seconds_away(db)
        for channel in get_args(Channel):
            away.labels(channel).set(seconds.get(channel, 0))
        await asyncio.sleep(TELL_EVERY_S)
