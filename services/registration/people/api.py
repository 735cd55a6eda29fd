"""HTTP: organisations and people."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.registration.people import actions
from services.registration.people.domain import OrganisationUnknown
from services.registration.people.forms import OrganisationForm, OrganisationView, ParticipantForm, ParticipantView
from services.registration.people.keeping import keep_participant
from services.registration.people.storage import Organisation
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.preconditions import IfMatch
from shared.http.requests import After, Limit
from shared.rows import page

router = APIRouter()


@router.post("/organisations", status_code=201, dependencies=[needs("organisation.register")])
async def register_organisation(form: OrganisationForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep an organisation."""
    organisation = await actions.register_organisation(db, form.entry())
    return await once(Receipt(id=organisation.id, state="registered"))


@router.put("/organisations/{organisation_id}", dependencies=[needs("organisation.change")])
async def change_organisation(
    organisation_id: UUID, form: OrganisationForm, db: Db, once: OncePerKey, if_match: IfMatch
) -> Receipt:
    """Put down what differs; a field that is left out stays as it is, and null takes away what was there.

    Who sends the whole of what was read sends its ETag in If-Match: what others have changed since is not undone.
    """
    said = form.model_dump(exclude_unset=True)
    changed = await actions.change_organisation(
        db, organisation_id, said, lambda now: if_match.check(OrganisationView.model_validate(now))
    )
    return await once(Receipt(id=organisation_id, state="changed" if changed else "unchanged"))


@router.get("/organisations/{organisation_id}", dependencies=[needs("organisation.read")])
async def show_organisation(organisation_id: UUID, db: Db, response: Response, if_match: IfMatch) -> OrganisationView:
    """Return one organisation, with its ETag."""
    organisation = await db.get(Organisation, organisation_id)
    if organisation is None:
        raise OrganisationUnknown("organisation_id")
    shown = OrganisationView.model_validate(organisation)
    if_match.tell(response, shown)
    return shown


@router.get("/organisations", dependencies=[needs("organisation.read")])
async def list_organisations(db: Db, after: After = None, limit: Limit = 100) -> list[OrganisationView]:
    """Return the organisations, the oldest first."""
    return [OrganisationView.model_validate(one) for one in await page(db, Organisation, after, limit)]


@router.post("/participants", status_code=201, dependencies=[needs("participant.record")])
async def record_participant(form: ParticipantForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep a participant, or bring up to date whoever is meant: a contact that somebody known has is asked about."""
    who, state = await keep_participant(db, form.person(), form.who())
    return await once(Receipt(id=who, state=state))


@router.put("/participants/{participant_id}", dependencies=[needs("participant.change")])
async def update_participant(
    participant_id: UUID, form: ParticipantForm, db: Db, once: OncePerKey, if_match: IfMatch
) -> Receipt:
    """Put down what differs; a field that is left out stays as it is, and null takes away what was there.

    Who sends the whole of what was read sends its ETag in If-Match: what others have changed since is not undone.
    """
    said = form.model_dump(exclude_unset=True, exclude={"meant"})
    changed = await actions.change_participant(
        db, participant_id, said, lambda now: if_match.check(ParticipantView.model_validate(now)), form.who()
    )
    return await once(Receipt(id=participant_id, state="changed" if changed else "unchanged"))


@router.get("/participants/{participant_id}", dependencies=[needs("participant.read")])
async def show_participant(
    participant_id: UUID, request: Request, db: Db, response: Response, if_match: IfMatch
) -> ParticipantView:
    """Return one participant, name and contacts included, with its ETag. Every look is kept."""
    participant = await actions.see_participant(db, request.state.caller.name, participant_id)
    response.headers["cache-control"] = "no-store"
    shown = ParticipantView.model_validate(participant)
    if_match.tell(response, shown)
    return shown
