"""Tidying: what opens nothing any more is forgotten after a while."""

import asyncio
from datetime import timedelta

from services.access.guessing import storage as guessing
from services.access.guessing.domain import WITHIN
from services.access.people.forgetting import forget_ended
from services.access.sessions import storage as sessions
from services.access.sessions.domain import KEPT
from services.access.ways_in import storage as ways_in
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from shared.service.running import Parts

EVERY = timedelta(minutes=10)


async def tidy(parts: Parts) -> None:
    """Forget what is old, again and again."""
    while True:
        await forget_old(parts.database)
        await asyncio.sleep(EVERY.total_seconds())


async def forget_old(database: Database) -> None:
    """Forget guesses that count no more; sessions and links a month after their end; whose an account was, later."""
    now = machine_now()
    async with database.sessions.begin() as db:
        await guessing.forget_old(db, now - WITHIN)
        await sessions.forget_old(db, now - KEPT)
        await ways_in.forget_old(db, now - KEPT)
        await forget_ended(db, now)
