"""HTTP: contacts, for a service that asks when a message leaves."""

from fastapi import APIRouter, Request, Response

from services.registration.contacts import actions
from services.registration.contacts.domain import ContactsCapped
from services.registration.contacts.forms import Contacts, ContactsForm, contact
from shared.access.audit import concern
from shared.http.access import Db, needs

router = APIRouter()


@router.post("/contacts", dependencies=[needs("contacts.read")])
async def read_contacts(form: ContactsForm, request: Request, db: Db, response: Response) -> Contacts:
    """Return how to reach these participants. Every call is kept in an audit, and a day has an end."""
    per_day = request.app.state.settings.contacts_per_day
    try:
        people = await actions.read_contacts(db, request.state.caller.name, form.question(), per_day)
    except ContactsCapped:
        request.app.state.contacts_capped.inc()
        raise
    concern(db, (person.id for person, *_ in people))
    response.headers["cache-control"] = "no-store"
    faulty = await actions.not_working(db, people)
    shown = [contact(form.purpose, person, own, holds_a_seat=seated, faulty=faulty) for person, own, seated in people]
    return Contacts(contacts=shown)
