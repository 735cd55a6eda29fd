"""The attendance sheet: one block at a time, fifty people in one form, each part saved by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance import actions, storage
from services.registration.attendance.domain import has_ended
from services.registration.attendance.forms import MarksForm
from services.registration.attendance.sheet_form import (
    Opened,
    Row,
    as_it_stands,
    rows,
    shown,
    typed_of,
    without_stray_minutes,
)
from services.registration.attendance.storage import Attendance
from services.registration.frame import PAGES, session_of
from services.registration.groups import Group, among, group
from services.registration.people.finding import SearchForm
from services.registration.seats import storage as sessions
from services.registration.seats.lines import Line, lines_of, seated
from services.registration.seats.storage import Block
from shared.http.access import Db, needs
from shared.http.preconditions import ChangedMeanwhile
from shared.kernel import clock
from shared.web.filling import Filled, attempt, fill
from shared.web.forms import CARRIES_WHAT_IT_SHOWED, ONLY_ASKS
from shared.web.pages import see_other

router = APIRouter(prefix="/sessions/{session_id}")

Part = Annotated[int, Query(ge=0, le=1000)]


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

    def told(self, participant_id: UUID) -> str:
        """Return the number that the mark says: minutes late, or present for a part; nothing where it says none."""
        return as_it_stands(self.marks.get(participant_id), self.block).partition(" ")[2]


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
async def show_sheet(
    request: Request,
    session_id: UUID,
    db: Db,
    *,
    block: UUID | None = None,
    part: Part = 1,
    done: str = "",
    kept: Part = 0,
) -> Response:
    """Show the sheet of one block, or the part of it that was asked for."""
    return await _show(request, db, session_id, block, part=part, done=done, kept=kept)


@router.post("/blocks/{block_id}/find", dependencies=[needs("participant.read"), ONLY_ASKS])
async def find_on_sheet(request: Request, session_id: UUID, block_id: UUID, db: Db) -> Response:
    """Show the rows of those who are looked for."""
    filled = await fill(request, SearchForm)
    status = 200 if filled.form else 422
    return await _show(request, db, session_id, block_id, status, search=filled)


@router.post("/blocks/{block_id}/attendance", dependencies=[needs("attendance.record"), CARRIES_WHAT_IT_SHOWED])
async def record(request: Request, session_id: UUID, block_id: UUID, db: Db, part: Part = 1) -> Response:
    """Put down who was there; a mark that a colleague has made meanwhile stays, or is shown beside this one."""
    filled = await fill(request, MarksForm)
    if filled.form is None:
        return await _show(request, db, session_id, block_id, 422, filled=filled, part=part)
    marks = without_stray_minutes(filled.form.marked(), filled.values)
    opened = Opened(marks, filled.shown)
    async with attempt(db) as tried:
        await actions.record_attendance(db, session_id, block_id, marks, opened.leave)
    if isinstance(tried.refusal, ChangedMeanwhile):
        filled.values, filled.shown = opened.renewed(filled.values), opened.now
        filled.tell(request, tried.refusal)
    elif tried.refusal:
        filled.refuse(request, tried.refusal)
    if tried.refusal:
        return await _show(request, db, session_id, block_id, 409, filled=filled, part=part)
    here = f"/registration/sessions/{session_id}/attendance?block={block_id}&part={part + 1}"
    return see_other(f"{here}&done=saved" + (f"&kept={opened.kept}" if opened.kept else ""))


async def _show(
    request: Request,
    db: AsyncSession,
    session_id: UUID,
    block_id: UUID | None,
    status: int = 200,
    *,
    filled: Filled[MarksForm] | None = None,
    search: Filled[SearchForm] | None = None,
    part: int = 1,
    **said: Any,
) -> Response:
    session, now = await session_of(db, session_id), clock.now(db)
    sheets, ended = await leaves(db, session_id, now), has_ended(session.ends_at, now)
    leaf = turned_to(sheets, block_id)
    found = among(leaf.lines, search.form.sought) if leaf and search and search.form else None
    form = form_of(leaf, filled, found, part) if leaf else None
    about = {"sheets": sheets, "leaf": leaf, "form": form, "search": search, "ended": ended}
    told = {"above": filled, "filled": filled, "done": "", "kept": 0} | said
    return PAGES.show(request, "attendance.html", status, session=session, **about, **told)


@dataclass(frozen=True)
class SheetForm:
    """The part of a sheet that stands in one form."""

    rows: Sequence[Row]
    shown: dict[str, str]
    group: Group
    searched: bool


def form_of(leaf: Leaf, filled: Filled[MarksForm] | None, found: Sequence[Line] | None, part: int) -> SheetForm:
    """Return the part that was asked for; what was sent and refused as it was sent, those who were looked for alone."""
    whole = group(leaf.lines, part)
    lines = typed_of(leaf.lines, filled) if filled else found if found is not None else whole.lines
    return SheetForm(
        rows(lines, leaf.marks, leaf.block, filled), shown(lines, leaf.marks, leaf.block), whole, found is not None
    )
