"""Sessions, how full they are, and who is on the list of one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration import storage
from services.registration.console.lines import lines_of, seated
from services.registration.console.pages import PAGES, business_now, session_of
from services.registration.reach import storage as reach
from services.registration.reach.domain import why
from services.registration.storage import Session
from shared import regions
from shared.forms import Form
from shared.http import Db, needs
from shared.web.filling import Filled
from shared.web.words import Words

router = APIRouter(prefix="/sessions")

AT_ONCE = 40

State = Annotated[Literal["", "planned", "open", "running", "over", "completed", "cancelled"], Query()]
Region = Annotated[str, Query(max_length=10)]
Earlier = Annotated[int, Query(ge=0, le=100_000)]


@router.get("", dependencies=[needs("session.read")])
async def show_sessions(
    request: Request, db: Db, region: Region = "", state: State = "", skip: Earlier = 0
) -> HTMLResponse:
    """Show the sessions of a region, in a state, or all: those ahead first, the nearest first."""
    found = await _sessions(db, business_now(db), region, state, skip)
    asked = {"region": region, "state": state, "skip": skip}
    more = len(found) > AT_ONCE
    return PAGES.show(
        request,
        "sessions.html",
        sessions=found[:AT_ONCE],
        asked=asked,
        more=more,
        regions=list(regions.names()),
        at_once=AT_ONCE,
    )


async def _sessions(db: AsyncSession, now: datetime, region: str, state: str, skip: int) -> Sequence[Session]:
    query = select(Session)
    if region:
        query = query.where(Session.region == region)
    if state:
        query = query.where(*_at_stage(state, now))
    over = case((col(Session.ends_at) < now, 1), else_=0)
    distance = func.abs(func.extract("epoch", col(Session.starts_at)) - now.timestamp())
    query = query.order_by(over, distance.nulls_last(), col(Session.id)).offset(skip).limit(AT_ONCE + 1)
    return (await db.exec(query)).all()


def _at_stage(wanted: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on sessions of which Session.stage says so."""
    begun, over = col(Session.starts_at) <= now, col(Session.ends_at) <= now
    if wanted in {"completed", "cancelled"}:
        return (col(Session.state) == wanted,)
    if wanted in {"planned", "open"}:
        return col(Session.state) == wanted, begun.is_not(True)
    left = col(Session.state).in_(("planned", "open"))
    return (left, over) if wanted == "over" else (left, begun, over.is_not(True))


@router.get("/{session_id}", dependencies=[needs("registration.read")])
async def show_session(request: Request, session_id: UUID, db: Db, done: str = "") -> HTMLResponse:
    """Show who is on the session's list."""
    return await show_people(request, db, session_id, done=done)


async def show_people(
    request: Request, db: AsyncSession, session_id: UUID, *, filled: Filled[Form] | None = None, done: str = ""
) -> HTMLResponse:
    """Return the page of the session's people; `filled` says above it why a button did nothing."""
    session = await session_of(db, session_id)
    lines = await lines_of(db, session_id)
    to_call = {one.participant.id: one for one in await reach.unreached(db, session_id)}
    status = 409 if filled else 200
    moves = session.why_seats_stay(business_now(db)) is None
    shown = {"session": session, "lines": lines, "to_call": to_call, "moves": moves, "filled": filled, "done": done}
    called = await reach.called(db, session_id)
    return PAGES.show(request, "session_people.html", status, why=why, called=called, **shown)


@router.get("/{session_id}/sheet", dependencies=[needs("registration.read")])
async def show_sheet(request: Request, session_id: UUID, db: Db) -> HTMLResponse:
    """Show the list to sign on paper, in both languages at once."""
    shown: dict[str, Any] = {
        "session": await session_of(db, session_id),
        "blocks": await storage.blocks(db, session_id),
        "lines": seated(await lines_of(db, session_id)),
    }
    return PAGES.show(request, "session_sheet.html", fr=Words("fr"), ar=Words("ar"), **shown)
