"""Pages of sessions: how full they are, and who is on the list of one."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.delivery import storage as reach
from services.registration.delivery.domain import to_do, why
from services.registration.frame import PAGES, session_of
from services.registration.groups import Group, among, group
from services.registration.people.finding import SearchForm
from services.registration.seats import storage
from services.registration.seats.domain import PUT_BACK_WITHIN
from services.registration.seats.lines import Line, discreet_names, lines_of, seated
from services.registration.way_back import BackForm
from shared.country import regions
from shared.events import SeatState
from shared.events.stages import Stage
from shared.http.access import Db, needs
from shared.http.requests import Form
from shared.kernel import clock
from shared.web.filling import Filled, fill
from shared.web.forms import ONLY_ASKS
from shared.words import Words

router = APIRouter(prefix="/sessions")

AT_ONCE = 40
EMPTY_ROWS = 5  # of the list to sign, for whoever comes and is on no list

ORDER = ("offered", "registered", "waiting", "withdrawn")
SeatAsked = Annotated[Literal["", SeatState], Query()]
Part = Annotated[int, Query(ge=1, le=1000)]
State = Annotated[Literal["", Stage], Query()]
Region = Annotated[str, Query(max_length=10)]
Earlier = Annotated[int, Query(ge=0, le=100_000)]


@router.get("", dependencies=[needs("session.read")])
async def show_sessions(
    request: Request, db: Db, region: Region = "", state: State = "", skip: Earlier = 0
) -> HTMLResponse:
    """Show the sessions of a region, in a state, or all: those ahead first, the nearest first."""
    found = await storage.listed(db, clock.now(db), region, state, (skip, AT_ONCE + 1))
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


@router.get("/{session_id}", dependencies=[needs("registration.read")])
async def show_session(
    request: Request, session_id: UUID, db: Db, *, done: str = "", state: SeatAsked = "", part: Part = 1
) -> HTMLResponse:
    """Show who is on the session's list, or the part of it that was asked for."""
    return await show_people(request, db, session_id, done=done, state=state, part=part)


@router.post("/{session_id}/find", dependencies=[needs("participant.read"), ONLY_ASKS])
async def find_on_list(request: Request, session_id: UUID, db: Db) -> HTMLResponse:
    """Show those who are looked for."""
    return await show_people(request, db, session_id, search=await fill(request, SearchForm))


async def show_people(
    request: Request,
    db: AsyncSession,
    session_id: UUID,
    *,
    filled: Filled[Form] | None = None,
    search: Filled[SearchForm] | None = None,
    state: str = "",
    part: int = 1,
    done: str = "",
) -> HTMLResponse:
    """Return the page of the session's people; `filled` says above it why a button did nothing."""
    session, lines = await session_of(db, session_id), await lines_of(db, session_id)
    found = among(lines, search.form.sought) if search and search.form else lines
    shown = {
        "sections": _sections(found, state, part),
        "number": len(lines),
        "asked": state,
        "back": BackForm(listed=state, part=part),
        "search": search,
        "moves": session.why_seats_stay(clock.now(db)) is None,
        **await _calls(db, session_id),
    }
    status = 409 if filled else 422 if search and search.form is None else 200
    return PAGES.show(request, "session_people.html", status, session=session, filled=filled, done=done, **shown)


async def _calls(db: AsyncSession, session_id: UUID) -> dict[str, Any]:
    """Return who is to be called and why, who was, and since when a withdrawal can be undone."""
    to_call = {one.participant.id: one for one in await reach.unreached(db, session_id)}
    undo_since = clock.now(db) - PUT_BACK_WITHIN
    told = {"why": why, "to_do": to_do, "undo_since": undo_since}
    return {"to_call": to_call, "called": await reach.called(db, session_id), **told}


def _sections(lines: Sequence[Line], state: str, part: int) -> dict[str, Group]:
    """Return state → its people, those that need an answer first; one part of each."""
    by_state = {it: [line for line in lines if line.registration.state == it] for it in ORDER if state in {"", it}}
    return {it: group(there, part if state else 1) for it, there in by_state.items() if there}


@router.get("/{session_id}/sheet", dependencies=[needs("registration.read")])
async def show_sheet(request: Request, session_id: UUID, db: Db) -> HTMLResponse:
    """Show the list to sign on paper, in both languages at once."""
    shown: dict[str, Any] = {
        "session": await session_of(db, session_id),
        "blocks": await storage.blocks(db, session_id),
        "lines": seated(await lines_of(db, session_id)),
        "empty_rows": EMPTY_ROWS,
    }
    return PAGES.show(
        request, "session_sheet.html", fr=Words("fr"), ar=Words("ar"), discreet_names=discreet_names, **shown
    )
