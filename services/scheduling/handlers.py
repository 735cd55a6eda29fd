"""Door 2: what scheduling hears."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.planning import actions
from shared.events import AttendanceClosed
from shared.messaging import Handlers

on = Handlers(consumer="scheduling")


@on(AttendanceClosed)
async def complete_session(event: AttendanceClosed, db: AsyncSession) -> None:
    """Say that the session has taken place, now that everybody in it is accounted for."""
    await actions.complete_if_over(db, event.session_id, at=event.time)
