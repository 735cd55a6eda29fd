"""Forgetting: whose contacts a day was about is forgotten at midnight (UTC), though nobody asks for any."""

import asyncio
from datetime import date

from services.registration.contacts import storage
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from shared.service.running import Parts

LOOK_EVERY_S = 600.0


async def forget_whose(parts: Parts) -> None:
    """Forget for as long as the service runs."""
    while True:
        await forget_before(parts.database, machine_now().date())
        await asyncio.sleep(LOOK_EVERY_S)


async def forget_before(database: Database, day: date) -> None:
    """Forget whom the days before were about. How many they were stays."""
    async with database.sessions.begin() as db:
        await storage.forget_before(db, day)
