"""Door 1 for attendance."""

from uuid import UUID

from fastapi import APIRouter

from services.registration import storage as sessions
from services.registration.attendance import actions, storage
from services.registration.attendance.forms import AttendanceView, MarksForm, attendance_view
from services.registration.domain import SessionUnknown
from services.registration.storage import Session
from shared.http import Db, needs
from shared.idempotency import OncePerKey, Receipt

router = APIRouter(prefix="/sessions/{session_id}")


@router.put("/blocks/{block_id}/attendance", dependencies=[needs("attendance.record")])
async def record_attendance(session_id: UUID, block_id: UUID, form: MarksForm, db: Db, once: OncePerKey) -> Receipt:
    """Mark who was there, or correct it; what is not named stays as it was."""
    changed = await actions.record_attendance(db, session_id, block_id, form.marked())
    return await once(Receipt(id=block_id, state="recorded" if changed else "unchanged"))


@router.get("/attendance", dependencies=[needs("attendance.read")])
async def show_attendance(session_id: UUID, db: Db) -> AttendanceView:
    """Return the blocks of the session with all marks."""
    session = await db.get(Session, session_id)
    if session is None:
        raise SessionUnknown("session_id")
    blocks = await sessions.blocks(db, session_id)
    marks, missing = await storage.marks(db, session_id), await storage.missing(db, session_id)
    return attendance_view(session, blocks, marks, missing)


@router.post("/attendance/close", dependencies=[needs("attendance.close")])
async def close_attendance(session_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Say that everybody is marked in every block."""
    session = await actions.close_attendance(db, session_id)
    return await once(Receipt(id=session.id, state="closed"))
