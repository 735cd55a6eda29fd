"""HTTP: attendance."""

from collections.abc import Collection, Mapping
from uuid import UUID

from fastapi import APIRouter, Response

from services.registration.attendance import actions, storage
from services.registration.attendance.domain import BlockUnknown
from services.registration.attendance.forms import (
    AttendanceView,
    BlockView,
    CloseForm,
    MarksForm,
    attendance_view,
    block_view,
)
from services.registration.attendance.storage import Attendance
from services.registration.seats import storage as sessions
from services.registration.seats.domain import SessionUnknown
from services.registration.seats.storage import Block, Session
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.preconditions import IfMatch

router = APIRouter(prefix="/sessions/{session_id}")


@router.put("/blocks/{block_id}/attendance", dependencies=[needs("attendance.record")])
async def record_attendance(
    session_id: UUID, block_id: UUID, form: MarksForm, db: Db, *, once: OncePerKey, if_match: IfMatch
) -> Receipt:
    """Mark who was there, or correct it; what is not named stays as it was.

    Who sends back a whole sheet sends its ETag in If-Match: a mark that somebody else has made since is not undone.
    """

    def check(block: Block, known: Mapping[UUID, Attendance]) -> Collection[UUID]:
        if_match.check(block_view(block, known.values()))
        return ()

    changed = await actions.record_attendance(db, session_id, block_id, form.marked(), check)
    return await once(Receipt(id=block_id, state="recorded" if changed else "unchanged"))


@router.get("/blocks/{block_id}/attendance", dependencies=[needs("attendance.read")])
async def show_block(session_id: UUID, block_id: UUID, db: Db, response: Response, if_match: IfMatch) -> BlockView:
    """Return one block with its marks, with its ETag."""
    block = await db.get(Block, block_id)
    if block is None or block.session_id != session_id:
        raise BlockUnknown("block_id")
    shown = block_view(block, (await storage.marks_of_block(db, session_id, block_id)).values())
    if_match.tell(response, shown)
    return shown


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
async def close_attendance(session_id: UUID, db: Db, once: OncePerKey, form: CloseForm | None = None) -> Receipt:
    """Say that everybody is marked in every block; where nobody was there, `nobody_came` has to say so too."""
    nobody_came = form is not None and form.nobody_came
    session = await actions.close_attendance(db, session_id, nobody_came=nobody_came)
    return await once(Receipt(id=session.id, state="closed"))
