"""The attendance sheet: one block at a time, everybody of it in one form."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration import storage as sessions
from services.registration.attendance import actions, storage
from services.registration.attendance.domain import Marked, has_ended
from services.registration.attendance.forms import MarksForm
from services.registration.attendance.storage import Attendance
from services.registration.console.lines import Line, lines_of, seated
from services.registration.console.pages import PAGES, business_now, refused, session_of
from services.registration.storage import Block
from shared.forms import Form
from shared.http import Db, needs
from shared.web.filling import Filled, attempt, fill
from shared.web.pages import see_other

router = APIRouter(prefix="/sessions/{session_id}")

WITH_MINUTES = {"late", "partial"}


@dataclass(frozen=True)
class Leaf:
    """The sheet of one block: who has a seat, and their marks so far."""

    block: Block
    lines: Sequence[Line]
    marks: dict[UUID, Attendance]
    begun: bool

    @property
    def missing(self) -> int:
        """Return how many of them have no mark."""
        return sum(line.person.id not in self.marks for line in self.lines)


async def leaves(db: AsyncSession, session_id: UUID, now: datetime) -> list[Leaf]:
    """Return the sheets of all blocks, in the order of the days."""
    lines, marks = seated(await lines_of(db, session_id)), await storage.marks(db, session_id)
    return [
        Leaf(block, lines, {it.participant_id: it for it in marks if it.block_id == block.id}, block.starts_at <= now)
        for block in await sessions.blocks(db, session_id)
    ]


def turned_to(sheets: Sequence[Leaf], wanted: UUID | None) -> Leaf | None:
    """Return the one that was asked for, else the first that is begun and not complete, else the first."""
    asked = [leaf for leaf in sheets if leaf.block.id == wanted]
    waiting = [leaf for leaf in sheets if leaf.begun and leaf.missing]
    return next(iter([*asked, *waiting, *sheets]), None)


@router.get("/attendance", dependencies=[needs("attendance.read")])
async def show_sheet(request: Request, session_id: UUID, db: Db, block: UUID | None = None, done: str = "") -> Response:
    """Show the sheet of one block."""
    return await _show(request, db, session_id, block, done=done)


@router.post("/blocks/{block_id}/attendance", dependencies=[needs("attendance.record")])
async def record(request: Request, session_id: UUID, block_id: UUID, db: Db) -> Response:
    """Put down who was there."""
    filled = await fill(request, MarksForm)
    if filled.form is None:
        return await _show(request, db, session_id, block_id, 422, filled=filled)
    marks = [_without_stray_minutes(mark) for mark in filled.form.marked()]
    async with attempt(db) as tried:
        await actions.record_attendance(db, session_id, block_id, marks)
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        return await _show(request, db, session_id, block_id, 409, filled=filled)
    return see_other(f"/registration/sessions/{session_id}/attendance?block={block_id}&done=saved")


def _without_stray_minutes(mark: Marked) -> Marked:
    """Forget minutes that stayed in the field after somebody was marked otherwise."""
    return mark if mark.state in WITH_MINUTES else replace(mark, minutes=None)


@router.post("/attendance/close", dependencies=[needs("attendance.close")])
async def close(request: Request, session_id: UUID, db: Db) -> Response:
    """Say that the sheet is complete."""
    async with attempt(db) as tried:
        await actions.close_attendance(db, session_id)
    if tried.refusal:
        return await _show(request, db, session_id, None, 409, filled=refused(request, tried.refusal))
    return see_other(f"/registration/sessions/{session_id}/attendance?done=closed")


async def _show(
    request: Request,
    db: AsyncSession,
    session_id: UUID,
    block_id: UUID | None,
    status: int = 200,
    *,
    filled: Filled[MarksForm] | Filled[Form] | None = None,
    done: str = "",
) -> Response:
    session, now = await session_of(db, session_id), business_now(db)
    sheets, ended = await leaves(db, session_id, now), has_ended(session.ends_at, now)
    shown = {"sheets": sheets, "leaf": turned_to(sheets, block_id), "ended": ended, "filled": filled, "done": done}
    return PAGES.show(request, "attendance.html", status, session=session, **shown)
