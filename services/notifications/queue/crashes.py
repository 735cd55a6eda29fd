"""Crashes: what a dead or dawdling sender leaves is given back, asked for at the gateway, or called ambiguous."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import announcing, storage
from shared.events import Channel


async def recover(db: AsyncSession, claimed_by: str, channel: Channel) -> int:
    """Free what this sender had claimed in a former life; return how many it may, or may not, have sent."""
    await storage.release_all(db, claimed_by, channel)
    return await doubt(db, channel, claimed_by)


async def doubt(db: AsyncSession, channel: Channel, claimed_by: str | None = None) -> int:
    """Doubt what the sender, or else any, began and never finished; return how many are ambiguous for good."""
    doubted = await storage.doubt(db, channel, claimed_by)
    ambiguous = [row for row in doubted if row["state"] == "ambiguous"]
    announcing.announce(db, ambiguous)
    return len(ambiguous)
