"""Pages that put somebody on a session's list: found again, or recorded for the first time."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.frame import PAGES, session_of
from services.registration.people.finding import SearchForm, find
from services.registration.people.newcomers import ANOTHER, PersonForm, asked_about, record
from services.registration.people.organisation_pages import choices
from services.registration.seats import actions
from services.registration.seats.lines import lines_of
from shared.country import regions
from shared.http.access import Db, needs
from shared.web.filling import attempt, fill
from shared.web.forms import ADDS_ONCE, ONLY_ASKS
from shared.web.pages import see_other

router = APIRouter(prefix="/sessions/{session_id}")


@router.get("/add", dependencies=[needs("registration.take")])
async def ask_whom(request: Request, session_id: UUID, db: Db) -> Response:
    """Show how to put somebody on the session's list."""
    return await _show(request, db, session_id)


@router.post("/add", dependencies=[needs("participant.read"), ONLY_ASKS])
async def search(request: Request, session_id: UUID, db: Db) -> Response:
    """Show who may be meant."""
    filled = await fill(request, SearchForm)
    if filled.form is None:
        return await _show(request, db, session_id, 422, search=filled)
    return await _show(request, db, session_id, search=filled, found=await find(db, filled.form.sought))


@router.post("/newcomers", dependencies=[needs("registration.take"), ADDS_ONCE])
async def register_newcomer(request: Request, session_id: UUID, db: Db) -> Response:
    """Record somebody new and give them a seat: both or nothing."""
    filled = await fill(request, PersonForm)
    if filled.form is None:
        return await _show(request, db, session_id, 422, person=filled)
    async with attempt(db, filled.once(request)) as tried:
        who, _ = await record(db, filled.form)
        _, state = await actions.register(db, session_id, who)
        tried.leads_to = f"/registration/sessions/{session_id}?done={state}"
    if tried.refusal is None:
        return see_other(tried.leads_to)
    filled.refuse(request, tried.refusal)
    asked = await asked_about(db, tried.refusal)
    return await _show(request, db, session_id, 409, person=filled, **asked)


async def _show(request: Request, db: AsyncSession, session_id: UUID, status: int = 200, **tried: Any) -> Response:
    session = await session_of(db, session_id)
    on_list = {line.person.id for line in await lines_of(db, session_id) if line.registration.state != "withdrawn"}
    shown = {"search": None, "found": None, "person": None, "known": None, "answers": (), **tried}
    offered = {
        "organisations": await choices(db),
        "another": ANOTHER,
        "region": session.region,
        "region_codes": list(regions.names()),
    }
    return PAGES.show(request, "session_add.html", status, session=session, on_list=on_list, **offered, **shown)
