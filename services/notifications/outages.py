"""Since when nothing can leave by a channel, and why: kept in the database, where an operator finds it."""

import asyncio
from datetime import datetime
from typing import get_args

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.domain.sending import Channel
from services.notifications.storage import Outage
from shared.clock import machine_now
from shared.database import run
from shared.running import Parts

TELL_EVERY_S = 15.0

NOTE = """
insert into outages (channel, reason, began_at, seen_at) values (:channel, :reason, :now, :now)
on conflict (channel) do update set reason = excluded.reason, seen_at = excluded.seen_at"""


async def note(db: AsyncSession, channel: Channel, reason: str) -> None:
    """Keep that messages wait, since when, and the newest reason."""
    await run(db, NOTE, channel=channel, reason=reason, now=machine_now())


async def end(db: AsyncSession, channel: Channel) -> None:
    """Messages leave again."""
    await run(db, "delete from outages where channel = :channel", channel=channel)


async def began(db: AsyncSession) -> dict[str, datetime]:
    """Return since when each channel is away that is."""
    return {it.channel: it.began_at for it in await db.exec(select(Outage))}


async def tell_outages(parts: Parts) -> None:
    """Tell the operator for how long a channel is away; one that is not is so for no second."""
    away = parts.metrics.gauge("channel_away_seconds", "For how long nothing can leave by a channel", "channel")
    while True:
        async with parts.database.sessions() as db:
            since, now = await began(db), machine_now()
        for channel in get_args(Channel):
            away.labels(channel).set((now - since[channel]).total_seconds() if channel in since else 0)
        await asyncio.sleep(TELL_EVERY_S)
