"""The work that ends offers when their time is over: business time says when, machine time how often to look."""

import asyncio

import structlog

from services.registration.seats import actions, storage
from shared.kernel import clock
from shared.kernel.database import Database
from shared.service.running import Parts

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
AT_ONCE = 100  # sessions


async def expire_offers(parts: Parts) -> None:
    """End what has run out, for as long as the service runs. Of several replicas one has each session."""
    while True:
        await expire_due(parts.database)
        await asyncio.sleep(LOOK_EVERY_S)


async def expire_due(database: Database) -> int:
    """End every offer that has run out by now, each session in a transaction of its own; return how many."""
    async with database.sessions() as db:
        due = await storage.with_offers_over(db, clock.now(db), AT_ONCE)
    ended = 0
    for session_id in due:
        async with database.sessions.begin() as db:
            count = await actions.expire_offers(db, session_id)
        log.info("offers.expired", session_id=str(session_id), count=count)
        ended += count
    return ended
