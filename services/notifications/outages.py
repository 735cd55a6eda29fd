"""Since when nothing can leave by a channel, and why: kept in the database, where an operator finds it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.domain.sending import Channel
from shared.clock import machine_now
from shared.database import run

NOTE = """
insert into outages (channel, reason, began_at, seen_at) values (:channel, :reason, :now, :now)
on conflict (channel) do update set reason = excluded.reason, seen_at = excluded.seen_at"""


async def note(db: AsyncSession, channel: Channel, reason: str) -> None:
    """Keep that messages wait, since when, and the newest reason."""
    await run(db, NOTE, channel=channel, reason=reason, now=machine_now())


async def end(db: AsyncSession, channel: Channel) -> None:
    """Messages leave again."""
    await run(db, "delete from outages where channel = :channel", channel=channel)
