"""Pages of seats: give one, take one back, write down how an offer was answered."""

from collections.abc import Awaitable, Callable
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.delivery import actions as reach
from services.registration.frame import PAGES, refused, session_of
from services.registration.seats import actions
from services.registration.seats.domain import RegistrationUnknown
from services.registration.seats.forms import RegistrationForm
from services.registration.seats.lines import lines_of
from services.registration.seats.session_pages import Part, Region, SeatAsked, show_people
from services.registration.seats.storage import Registration
from services.registration.way_back import BackForm
from shared.http.access import Db, needs
from shared.http.requests import Form
from shared.web.filling import Filled, attempt, fill, with_hidden
from shared.web.forms import CARRIES_WHAT_IT_SHOWED, TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter()

Act = Callable[[AsyncSession, UUID], Awaitable[Registration]]
CheckedAct = Callable[..., Awaitable[Registration]]


@router.post("/sessions/{session_id}/registrations", dependencies=[needs("registration.take"), TWICE_IS_ONCE])
async def register(request: Request, session_id: UUID, db: Db) -> Response:
    """Give somebody who is known a seat, or a place on the waiting list."""
    filled = await fill(request, RegistrationForm)
    if filled.form is None:
        return see_other(f"/registration/sessions/{session_id}/add")
    state = ""
    async with attempt(db) as tried:
        _, state = await actions.register(db, session_id, filled.form.participant_id)
    if tried.refusal:
        return await show_people(request, db, session_id, filled=refused(request, tried.refusal))
    return see_other(f"/registration/sessions/{session_id}?done={state}")


@router.get("/registrations/{registration_id}/withdraw", dependencies=[needs("registration.withdraw")])
async def ask_to_withdraw(
    request: Request, registration_id: UUID, db: Db, listed: SeatAsked = "", part: Part = 1
) -> HTMLResponse:
    """Say what withdrawing does, and ask."""
    return await _ask(request, db, registration_id, "withdraw", BackForm(listed=listed, part=part))


@router.get("/registrations/{registration_id}/decline", dependencies=[needs("offer.decline")])
async def ask_to_decline(
    request: Request,
    registration_id: UUID,
    db: Db,
    *,
    today: bool = False,
    region: Region = "",
    listed: SeatAsked = "",
    part: Part = 1,
) -> HTMLResponse:
    """Say what declining does, and ask."""
    back = BackForm(today=today, region=region, listed=listed, part=part)
    return await _ask(request, db, registration_id, "decline", back)


async def _ask(request: Request, db: AsyncSession, registration_id: UUID, act: str, back: BackForm) -> HTMLResponse:
    registration = await db.get(Registration, registration_id)
    if registration is None:
        raise RegistrationUnknown("registration_id")
    line = next(it for it in await lines_of(db, registration.session_id) if it.registration.id == registration_id)
    session = await session_of(db, registration.session_id)
    place = "/registration/" if back.today else "/registration/sessions"
    return PAGES.show(request, "seat_leave.html", session=session, line=line, act=act, back=back, place=place)


@router.post(
    "/registrations/{registration_id}/withdraw", dependencies=[needs("registration.withdraw"), CARRIES_WHAT_IT_SHOWED]
)
async def withdraw(request: Request, registration_id: UUID, db: Db) -> Response:
    """Take back the seat, the offer or the place in the queue."""
    return await _do(request, db, registration_id, await _as_shown(request, actions.withdraw), "withdrawn")


@router.post("/registrations/{registration_id}/put-back", dependencies=[needs("registration.withdraw"), TWICE_IS_ONCE])
async def put_back(request: Request, registration_id: UUID, db: Db) -> Response:
    """Undo a withdrawal."""
    return await _do(request, db, registration_id, actions.put_back, "put-back")


@router.post("/registrations/{registration_id}/accept", dependencies=[needs("offer.accept"), TWICE_IS_ONCE])
async def accept(request: Request, registration_id: UUID, db: Db) -> Response:
    """Write down that the offer was accepted."""
    return await _do(request, db, registration_id, actions.accept, "accepted")


@router.post("/registrations/{registration_id}/decline", dependencies=[needs("offer.decline"), CARRIES_WHAT_IT_SHOWED])
async def decline(request: Request, registration_id: UUID, db: Db) -> Response:
    """Write down that the offer was declined: the next in the queue is asked."""
    return await _do(request, db, registration_id, await _as_shown(request, actions.decline), "declined")


async def _as_shown(request: Request, act: CheckedAct) -> Act:
    """Return the act on nothing but the state that the page showed: a seat is not a place in the queue."""
    opened = (await with_hidden(request, Filled[Form]())).meanwhile
    return partial(act, check=lambda now: opened.check_acted_on({"state": now.state}))


@router.post("/registrations/{registration_id}/called", dependencies=[needs("call.note"), TWICE_IS_ONCE])
async def note_call(request: Request, registration_id: UUID, db: Db) -> Response:
    """Write down that this person was called."""
    return await _do(request, db, registration_id, reach.call, "called")


async def _do(request: Request, db: AsyncSession, registration_id: UUID, act: Act, done: str) -> Response:
    """Act, and go back to where the button stood; where a rule refuses, show the session's people and why."""
    back = (await fill(request, BackForm)).form or BackForm()
    async with attempt(db) as tried:
        await act(db, registration_id)
    registration = await db.get(Registration, registration_id)
    if tried.refusal and registration:
        return await show_people(request, db, registration.session_id, filled=refused(request, tried.refusal))
    if tried.refusal or registration is None:
        raise tried.refusal or LookupError(registration_id)
    return see_other(back.address(registration.session_id, done))
