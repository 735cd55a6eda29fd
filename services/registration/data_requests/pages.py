"""Pages of requests about somebody's own data: file one, see what is due, forget, print the copy."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.data_requests import actions, domain, storage
from services.registration.data_requests.copies import copy_for
from services.registration.data_requests.forms import DataRequestForm
from services.registration.data_requests.storage import DataRequest
from services.registration.frame import PAGES, refused
from services.registration.people.actions import see_participant
from services.registration.people.storage import Participant
from shared.access.audit import concern
from shared.http.access import Db, needs
from shared.kernel import clock
from shared.web.filling import attempt, fill
from shared.web.forms import ADDS_ONCE, TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter()

Act = Callable[[AsyncSession, UUID], Awaitable[DataRequest]]


@router.get("/requests", dependencies=[needs("request.read")])
async def show_requests(request: Request, db: Db) -> Response:
    """Show what was asked, the most urgent first."""
    return PAGES.show(request, "requests.html", lines=await storage.lines(db), today=clock.now(db).date())


@router.get("/participants/{participant_id}/requests/new", dependencies=[needs("request.file")])
async def ask_what(request: Request, participant_id: UUID, db: Db) -> Response:
    """Show the form on which a request is filed."""
    return await _show_form(request, db, participant_id)


@router.post("/participants/{participant_id}/requests/new", dependencies=[needs("request.file"), ADDS_ONCE])
async def file(request: Request, participant_id: UUID, db: Db) -> Response:
    """Keep what the person asks."""
    filled = await fill(request, DataRequestForm)
    if filled.form is None:
        return await _show_form(request, db, participant_id, 422, filled=filled)
    form = filled.form
    async with attempt(db, filled.once(request)) as tried:
        kept = await actions.file(db, participant_id, form.kind, form.channel, form.received_on)
        tried.leads_to = f"/registration/requests/{kept.id}"
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        return await _show_form(request, db, participant_id, 409, filled=filled)
    return see_other(tried.leads_to)


@router.get("/requests/{request_id}", dependencies=[needs("request.read")])
async def show_request(request: Request, request_id: UUID, db: Db) -> Response:
    """Show how far a request is, and what can be done."""
    return await _show(request, db, request_id)


@router.get("/requests/{request_id}/copy", dependencies=[needs("request.file")])
async def show_copy(request: Request, request_id: UUID, db: Db) -> Response:
    """Show the copy, ready to be printed."""
    copy, person, organisation = await copy_for(db, request_id)
    return PAGES.show(request, "copy.html", copy=copy, person=person, organisation=organisation)


@router.post("/requests/{request_id}/hand-over", dependencies=[needs("request.file"), TWICE_IS_ONCE])
async def hand_over(request: Request, request_id: UUID, db: Db) -> Response:
    """Note that the person has the copy."""
    return await _do(request, db, request_id, actions.hand_over)


@router.post("/requests/{request_id}/erase", dependencies=[needs("request.carry-out"), TWICE_IS_ONCE])
async def erase(request: Request, request_id: UUID, db: Db) -> Response:
    """Forget the person."""
    return await _do(request, db, request_id, actions.carry_out)


async def _do(request: Request, db: AsyncSession, request_id: UUID, act: Act) -> Response:
    async with attempt(db) as tried:
        await act(db, request_id)
    if tried.refusal:
        return await _show(request, db, request_id, 409, filled=refused(request, tried.refusal))
    return see_other(f"/registration/requests/{request_id}")


async def _show(request: Request, db: AsyncSession, request_id: UUID, status: int = 200, **tried: Any) -> Response:
    asked = await db.get(DataRequest, request_id, populate_existing=True)
    if asked is None:
        raise domain.DataRequestUnknown("request_id")
    concern(db, [asked.participant_id])
    answers = await storage.answers(db, request_id)
    shown = {"asked": asked, "answers": answers, "missing": actions.missing(answers), "filled": None, **tried}
    person = await db.get_one(Participant, asked.participant_id)
    return PAGES.show(request, "request.html", status, person=person, today=clock.now(db).date(), **shown)


async def _show_form(
    request: Request, db: AsyncSession, participant_id: UUID, status: int = 200, **tried: Any
) -> Response:
    person = await see_participant(db, request.state.caller.name, participant_id)
    shown = {"person": person, "today": clock.now(db).date(), "filled": None, **tried}
    return PAGES.show(request, "request_new.html", status, **shown)
