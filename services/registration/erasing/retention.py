"""The work that forgets people when the time to keep their contacts is over; business time says when."""

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.data_requests import storage as requests
from services.registration.data_requests.actions import done, open_one
from services.registration.erasing import domain, storage
from services.registration.erasing.actions import forget, leave_sessions
from shared.kernel import clock
from shared.kernel.database import Database
from shared.privacy.declared import retentions
from shared.service.running import Parts

log = structlog.get_logger()

LOOK_EVERY_S = 600.0
AT_ONCE = 100  # people


async def forget_in_time(parts: Parts) -> None:
    """Forget whoever is due, for as long as the service runs."""
    while True:
        await forget_due(parts.database)
        await asyncio.sleep(LOOK_EVERY_S)


async def forget_due(database: Database) -> int:
    """Forget everybody whose time is over by now, each in a transaction of their own; return how many."""
    async with database.sessions.begin() as db:
        now = clock.now(db)
        await requests.forget_rows(db, now - timedelta(days=retentions()["answers"].length["days"]))
        seated = await storage.seated_all_the_same(db, now)
        kept, after_a_no = domain.months_kept(wants_more=True), domain.months_kept(wants_more=False)
        due = await storage.overdue(db, now, kept, after_a_no, AT_ONCE)
    for participant_id in seated:
        async with database.sessions.begin() as db:
            await leave_sessions(db, participant_id)
    return sum([await _forget_one(database, participant_id) for participant_id in due])


async def _forget_one(database: Database, participant_id: UUID) -> bool:
    """Forget one person and keep that it was done; who has a list under way is left for the next look."""
    try:
        async with database.sessions.begin() as db:
            return await _forget(db, participant_id)
    except domain.ListUnderWay:
        log.info("erasure.put_off", participant_id=str(participant_id))
        return False


async def _forget(db: AsyncSession, participant_id: UUID) -> bool:
    if not await forget(db, participant_id):
        return False
    done(db, open_one(db, participant_id, "retention", clock.now(db).date(), None))
    return True
