"""Door 2: what scheduling tells."""

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration import actions
from shared.events import SessionCompleted, SessionOpened, SessionPlanned
from shared.messaging import Handlers

log = structlog.get_logger()
on = Handlers(consumer="registration")


@on(SessionPlanned)
async def prepare_seats(event: SessionPlanned, db: AsyncSession) -> None:
    """Know the session and its seats; nobody can take one yet."""
    await actions.note_plan(db, event)
    log.info("session.planned", session_id=str(event.session_id), region=event.region, seats=event.seats)


@on(SessionOpened)
async def open_for_registration(event: SessionOpened, db: AsyncSession) -> None:
    """Take registrations for the session from now on."""
    await actions.note_state(db, event, "open")
    log.info("session.opened", session_id=str(event.session_id), region=event.region)


@on(SessionCompleted)
async def close_registration(event: SessionCompleted, db: AsyncSession) -> None:
    """Take and give back no more seats."""
    await actions.note_state(db, event, "completed")
    log.info("session.completed", session_id=str(event.session_id), region=event.region)
