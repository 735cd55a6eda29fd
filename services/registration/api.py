"""Door 1: HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.registration import actions, domain, storage
from services.registration.forms import (
    Contacts,
    ContactsForm,
    OrganisationForm,
    OrganisationView,
    ParticipantForm,
    ParticipantView,
    RegistrationForm,
    RegistrationView,
    SessionView,
    contact,
    registration_views,
)
from services.registration.storage import Organisation, Participant, Session
from shared.forms import After, Limit
from shared.http import Db, needs
from shared.idempotency import OncePerKey, Receipt
from shared.rows import page

router = APIRouter(prefix="/api/v1", tags=["registration"])


@router.post("/organisations", status_code=201, dependencies=[needs("organisation.register")])
async def register_organisation(form: OrganisationForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep an organisation."""
    organisation = await actions.register_organisation(db, form.name, form.kind, form.region)
    return await once(Receipt(id=organisation.id, state="registered"))


@router.get("/organisations", dependencies=[needs("organisation.read")])
async def list_organisations(db: Db, after: After = None, limit: Limit = 100) -> list[OrganisationView]:
    """Return the organisations, the oldest first."""
    return [OrganisationView.model_validate(one) for one in await page(db, Organisation, after, limit)]


@router.post("/participants", status_code=201, dependencies=[needs("participant.record")])
async def record_participant(form: ParticipantForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep a participant."""
    participant = await actions.record_participant(db, form.person())
    return await once(Receipt(id=participant.id, state="recorded"))


@router.get("/participants/{participant_id}", dependencies=[needs("participant.read")])
async def show_participant(participant_id: UUID, db: Db, response: Response) -> ParticipantView:
    """Return one participant, name and contacts included."""
    participant = await db.get(Participant, participant_id)
    if participant is None:
        raise domain.ParticipantUnknown("participant_id")
    response.headers["cache-control"] = "no-store"
    return ParticipantView.model_validate(participant)


@router.get("/sessions", dependencies=[needs("session.read")])
async def list_sessions(db: Db, after: After = None, limit: Limit = 100) -> list[SessionView]:
    """Return the sessions that scheduling has told, and how full they are."""
    return [SessionView.model_validate(one) for one in await page(db, Session, after, limit)]


@router.post("/sessions/{session_id}/registrations", status_code=201, dependencies=[needs("registration.take")])
async def register(session_id: UUID, form: RegistrationForm, db: Db, once: OncePerKey) -> Receipt:
    """Take a seat, or a place on the waiting list."""
    id_, state = await actions.register(db, session_id, form.participant_id)
    return await once(Receipt(id=id_, state=state))


@router.get("/sessions/{session_id}/registrations", dependencies=[needs("registration.read")])
async def list_registrations(session_id: UUID, db: Db) -> list[RegistrationView]:
    """Return who has, awaits or gave up a seat, in the order in which they asked."""
    if await db.get(Session, session_id) is None:
        raise domain.SessionUnknown("session_id")
    return registration_views(await storage.registrations(db, session_id))


@router.post("/registrations/{registration_id}/withdraw", dependencies=[needs("registration.withdraw")])
async def withdraw(registration_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Give up a seat, which goes to whoever is next, or a place on the waiting list."""
    registration = await actions.withdraw(db, registration_id)
    return await once(Receipt(id=registration.id, state=registration.state))


@router.post("/contacts", dependencies=[needs("contacts.read")])
async def read_contacts(form: ContactsForm, request: Request, db: Db, response: Response) -> Contacts:
    """Return how to reach these participants. Every call is kept in an audit."""
    people = await actions.read_contacts(db, request.state.caller, form.purpose, form.participant_ids)
    response.headers["cache-control"] = "no-store"
    return Contacts(contacts=[contact(person) for person in people])
