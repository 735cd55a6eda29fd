"""Actions on attendance: mark, correct, and say that it is complete."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance import domain, storage
from services.registration.attendance.domain import Marked
from services.registration.attendance.storage import Attendance
from services.registration.seats import storage as sessions
from services.registration.seats.domain import SessionUnknown, check_takes_place
from services.registration.seats.storage import Block, Session
from shared.events import AttendanceClosed, AttendanceRecorded, Mark
from shared.kernel import clock, outbox

Leave = Callable[[Block, Mapping[UUID, Attendance]], Collection[UUID]]


def leave_nobody(_: Block, __: Mapping[UUID, Attendance]) -> Collection[UUID]:
    """Leave no mark as it is: whoever asks names those that are to change and no others."""
    return ()


async def record_attendance(
    db: AsyncSession, session_id: UUID, block_id: UUID, marks: Sequence[Marked], leave: Leave = leave_nobody
) -> int:
    """Put down the marks that differ from what is known, announce those alone, and return how many they are.

    `leave` sees the marks as they now are and says whose stay so, or raises. Raises SessionUnknown, SessionCalledOff,
    BlockUnknown, BlockNotBegun, NoSeat, MarkedTwice, and what minutes break.
    """
    session = await _lock(db, session_id)
    block = await db.get(Block, block_id)
    if block is None or block.session_id != session_id:
        raise domain.BlockUnknown("block_id")
    domain.check_begun(block.starts_at, clock.now(db))
    domain.check_each_once(marks)
    counted = await _counted(db, block, marks)
    known = await storage.marks_of_block(db, session_id, block_id)
    left = leave(block, known)
    changed = _store(db, block, known, [mark for mark in counted if mark.participant_id not in left])
    if changed:
        session.attendance_version += 1
        fact = AttendanceRecorded(session_id=session_id, region=session.region, block_id=block_id, marks=changed)
        outbox.publish(db, fact, version=session.attendance_version)
    return len(changed)


async def close_attendance(db: AsyncSession, session_id: UUID, *, nobody_came: bool = False) -> Session:
    """Say once that every participant with a seat has a mark in every block; corrections stay possible.

    `nobody_came` says it of a session in which nobody was there. Raises SessionUnknown, SessionCalledOff,
    BlocksNotPlanned, AttendanceTooEarly, MarksMissing, NobodyCame.
    """
    session = await _lock(db, session_id)
    if session.attendance_closed_at is not None:
        return session
    blocks, missing = len(await sessions.blocks(db, session_id)), await storage.missing(db, session_id)
    domain.check_can_close(session.ends_at, blocks, missing, clock.now(db))
    domain.check_somebody_came(anybody=await storage.anybody_there(db, session_id), nobody_came=nobody_came)
    session.attendance_closed_at = clock.now(db)
    session.attendance_version += 1
    fact = AttendanceClosed(session_id=session_id, region=session.region)
    outbox.publish(db, fact, version=session.attendance_version)
    return session


async def _lock(db: AsyncSession, session_id: UUID) -> Session:
    session = await sessions.lock_session(db, session_id)
    if session is None:
        raise SessionUnknown("session_id")
    check_takes_place(session.state)
    return session


async def _counted(db: AsyncSession, block: Block, marks: Sequence[Marked]) -> list[Mark]:
    """Return the marks with the minutes they count for. Raises NoSeat, and what minutes break."""
    seated, counted = await storage.with_seat(db, block.session_id), []
    for place, mark in enumerate(marks):
        if mark.participant_id not in seated:
            raise domain.NoSeat(f"marks.{place}.participant_id")
        minutes = domain.minutes_of(mark, block.minutes, f"marks.{place}.")
        counted.append(Mark(participant_id=mark.participant_id, state=mark.state, minutes=minutes))
    return counted


def _store(db: AsyncSession, block: Block, known: Mapping[UUID, Attendance], marks: Sequence[Mark]) -> list[Mark]:
    """Write the marks that differ; return them."""
    changed = []
    for mark in marks:
        row = known.get(mark.participant_id)
        if row is not None and (row.state, row.minutes) == (mark.state, mark.minutes):
            continue
        if row is None:
            key = {"session_id": block.session_id, "block_id": block.id, "participant_id": mark.participant_id}
            row = Attendance(**key, state=mark.state, minutes=mark.minutes, recorded_at=clock.now(db))
            db.add(row)
        row.state, row.minutes, row.recorded_at = mark.state, mark.minutes, clock.now(db)
        changed.append(mark)
    return changed
