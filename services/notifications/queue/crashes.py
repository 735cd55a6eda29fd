"""Crashes: what a dead or dawdling sender leaves is given back, asked for at the gateway, or called ambiguous."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import announcing
from services.notifications.queue.claims import RUN_OUT, UNCLAIMED
from shared.events import Channel
from shared.kernel.database import run

# An SMS gateway can be asked by reference; SMTP cannot, so nobody sends that mail again.
BECAME: dict[Channel, str] = {
    "email": f"state = 'ambiguous', {announcing.ONE_MORE}",
    "sms": f"state = 'pending', doubtful = true, {UNCLAIMED}",
}


async def recover(db: AsyncSession, claimed_by: str, channel: Channel) -> int:
    """Free what this sender had claimed in a former life; return how many it may, or may not, have sent."""
    mine = "claimed_by = :claimed_by"
    await run(
        db,
        f"update intents set {UNCLAIMED} where state = 'pending' and channel = :channel and {mine}",
        channel=channel,
        claimed_by=claimed_by,
    )
    return await _doubt(db, channel, mine, claimed_by=claimed_by)


async def doubt(db: AsyncSession, channel: Channel) -> int:
    """Doubt what any sender began and never finished; return how many are ambiguous for good."""
    return await _doubt(db, channel, RUN_OUT)


async def _doubt(db: AsyncSession, channel: Channel, whose: str, **values: Any) -> int:
    doubted = await run(
        db,
        "with found as materialized (select id from intents"
        f" where state = 'sending' and channel = :channel and {whose} order by position limit 1000"
        f" for update skip locked) update intents set reason = 'interrupted', {BECAME[channel]} from found"
        f" where intents.id = found.id returning {announcing.TOLD}",
        channel=channel,
        **values,
    )
    settled = [row for row in doubted.mappings() if row["state"] == "ambiguous"]
    announcing.announce(db, settled)
    return len(settled)
