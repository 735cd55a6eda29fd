"""HTTP: the routes of seats, and those of every other room."""

from uuid import UUID

from fastapi import APIRouter

from services.registration.attendance.api import router as attendance
from services.registration.consents.api import router as consents
from services.registration.contacts.api import router as contacts
from services.registration.data_requests.api import router as data_requests
from services.registration.delivery import actions as reach
from services.registration.imports.api import router as lists
from services.registration.imports.pages import router as list_pages
from services.registration.pages import router as console
from services.registration.people.api import router as people
from services.registration.seats import actions, domain, storage, taking
from services.registration.seats.forms import (
    RegistrationForm,
    RegistrationView,
    SessionView,
    registration_views,
    session_view,
)
from services.registration.seats.storage import Session
from services.registration.voices.api import router as voices
from shared.http.access import Db, needs
from shared.http.at_once import AtOncePerKey
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.requests import After, Limit
from shared.rows import page

seats = APIRouter()


@seats.get("/sessions", dependencies=[needs("session.read")])
async def list_sessions(db: Db, after: After = None, limit: Limit = 100) -> list[SessionView]:
    """Return the sessions that scheduling has told, and how full they are."""
    return [session_view(one) for one in await page(db, Session, after, limit)]


@seats.post("/sessions/{session_id}/registrations", status_code=201, dependencies=[needs("registration.take")])
async def register(session_id: UUID, form: RegistrationForm, at_once: AtOncePerKey) -> Receipt:
    """Take a seat, or a place on the waiting list."""
    if taken := await taking.take_at_once(at_once, session_id, form.participant_id):
        return taken
    async with at_once.otherwise() as (db, once):
        id_, state = await actions.register(db, session_id, form.participant_id)
        return await once(Receipt(id=id_, state=state))


@seats.get("/sessions/{session_id}/registrations", dependencies=[needs("registration.read")])
async def list_registrations(session_id: UUID, db: Db) -> list[RegistrationView]:
    """Return who has, is offered, awaits or gave up a seat, in the order in which they asked."""
    if await db.get(Session, session_id) is None:
        raise domain.SessionUnknown("session_id")
    return registration_views(await storage.registrations(db, session_id))


@seats.post("/registrations/{registration_id}/withdraw", dependencies=[needs("registration.withdraw")])
async def withdraw(registration_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Give up a seat, an offer or a place on the waiting list; a seat is offered to whoever is next."""
    registration = await actions.withdraw(db, registration_id)
    return await once(Receipt(id=registration.id, state=registration.state))


@seats.post("/registrations/{registration_id}/put-back", dependencies=[needs("registration.withdraw")])
async def put_back(registration_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Undo a withdrawal within a day: the seat where it is still free, else the old place in the queue."""
    registration = await actions.put_back(db, registration_id)
    return await once(Receipt(id=registration.id, state=registration.state))


@seats.post("/registrations/{registration_id}/accept", dependencies=[needs("offer.accept")])
async def accept(registration_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Take up the seat that is offered."""
    registration = await actions.accept(db, registration_id)
    return await once(Receipt(id=registration.id, state=registration.state))


@seats.post("/registrations/{registration_id}/decline", dependencies=[needs("offer.decline")])
async def decline(registration_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Leave the seat that is offered to whoever is next."""
    registration = await actions.decline(db, registration_id)
    return await once(Receipt(id=registration.id, state=registration.state))


@seats.post("/registrations/{registration_id}/called", dependencies=[needs("call.note")])
async def note_call(registration_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Write down that somebody was called, whom no message had reached."""
    registration = await reach.call(db, registration_id)
    return await once(Receipt(id=registration.id, state="called"))


programs = APIRouter(prefix="/api/v1", tags=["registration"])
for part in (people, seats, attendance, voices, contacts, lists, consents, data_requests):
    programs.include_router(part)
router = APIRouter()
router.include_router(programs)
router.include_router(console)
router.include_router(list_pages)
