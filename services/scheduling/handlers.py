"""Events heard: attendance, which ends a session."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.planning import actions
from shared.access.accounts import know_account
from shared.events import AccountGranted, AttendanceClosed, AttendanceRecorded
from shared.kernel.messaging import Handlers

on = Handlers(consumer="scheduling")
on(AccountGranted)(know_account)


@on(AttendanceClosed)
async def complete_session(event: AttendanceClosed, db: AsyncSession) -> None:
    """Say that the session has taken place, now that everybody in it is accounted for."""
    await actions.complete_if_over(db, event.session_id, at=event.time)


@on(AttendanceRecorded)
async def note_who_came(event: AttendanceRecorded, db: AsyncSession) -> None:
    """Know that the session was not empty."""
    if any(mark.minutes for mark in event.marks):
        await actions.note_who_came(db, event.session_id)
