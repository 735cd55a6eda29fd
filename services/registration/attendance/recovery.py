"""Attendance after a restore: marks and closed sheets as the log tells them."""

from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.storage import Attendance
from services.registration.people.storage import Participant
from services.registration.seats.storage import Block, Session
from shared.events import AttendanceClosed, AttendanceEvent, AttendanceRecorded, Mark
from shared.kernel.contracts import Event
from shared.service.recovery import Gap


async def take_up_marks(db: AsyncSession, told: Sequence[Event]) -> list[Gap]:
    """Keep every mark, the last one last; return those of which the block or the person is told nowhere."""
    gaps = []
    for event in told:
        if not isinstance(event, AttendanceEvent):
            continue
        session = await db.get_one(Session, event.session_id)
        session.attendance_version = event.aggregateversion
        if isinstance(event, AttendanceClosed):
            session.attendance_closed_at = event.time
        if isinstance(event, AttendanceRecorded):
            gaps += [gap for mark in event.marks for gap in await _mark(db, event, mark)]
        await db.flush()
    return gaps


async def _mark(db: AsyncSession, event: AttendanceRecorded, mark: Mark) -> list[Gap]:
    if not await db.get(Block, event.block_id) or not await db.get(Participant, mark.participant_id):
        return [Gap("mark", mark.participant_id, "its block or person", event.time, event.region, event.session_id)]
    where: dict[str, Any] = event.model_dump(include={"session_id", "block_id"})
    await db.merge(Attendance(recorded_at=event.time, **where | mark.model_dump()))
    return []
