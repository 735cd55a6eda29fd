"""Pages that close a sheet: the question first, with what follows from it, and whether somebody came at all."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance import actions, storage
from services.registration.attendance.forms import CloseForm
from services.registration.frame import PAGES, session_of
from shared.http.access import Db, needs
from shared.web.filling import Filled, attempt, fill
from shared.web.forms import TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter(prefix="/sessions/{session_id}/attendance/close")


@router.get("", dependencies=[needs("attendance.close")])
async def ask_to_close(request: Request, session_id: UUID, db: Db) -> Response:
    """Say what closing does, and ask."""
    return await _show(request, db, session_id, None, 200)


@router.post("", dependencies=[needs("attendance.close"), TWICE_IS_ONCE])
async def close(request: Request, session_id: UUID, db: Db) -> Response:
    """Say that the sheet is complete."""
    filled = await fill(request, CloseForm)
    nobody_came = filled.form is not None and filled.form.nobody_came
    async with attempt(db) as tried:
        await actions.close_attendance(db, session_id, nobody_came=nobody_came)
    if tried.refusal is None:
        return see_other(f"/registration/sessions/{session_id}/attendance?done=closed")
    filled.refuse(request, tried.refusal)
    return await _show(request, db, session_id, filled, 409)


async def _show(
    request: Request, db: AsyncSession, session_id: UUID, filled: Filled[CloseForm] | None, status: int
) -> Response:
    session, anybody = await session_of(db, session_id), await storage.anybody_there(db, session_id)
    missing = await storage.missing(db, session_id)
    shown = {"session": session, "anybody": anybody, "missing": missing, "filled": filled}
    return PAGES.show(request, "attendance_close.html", status, **shown)
