"""Outages of a channel, told to the operator: for how long nothing can leave by it."""

import asyncio
from typing import get_args

from services.notifications.channels import storage
from shared.events import Channel
from shared.service.running import Parts

TELL_EVERY_S = 15.0


async def tell_outages(parts: Parts) -> None:
    """Tell the operator for how long a channel is away; one that is not is so for no second."""
    away = parts.metrics.gauge("channel_away_seconds", "For how long nothing can leave by a channel", "channel")
    while True:
        async with parts.database.sessions() as db:
            seconds = await storage.seconds_away(db)
        for channel in get_args(Channel):
            away.labels(channel).set(seconds.get(channel, 0))
        await asyncio.sleep(TELL_EVERY_S)
