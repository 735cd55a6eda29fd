"""HTTP: consents."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.registration.consents import actions, storage
from services.registration.consents.forms import ConsentForm, ConsentView
from services.registration.people.domain import ParticipantUnknown
from services.registration.people.storage import Participant
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt

router = APIRouter()


@router.post("/participants/{participant_id}/consents", status_code=201, dependencies=[needs("consent.record")])
async def say(participant_id: UUID, form: ConsentForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep what somebody says to one purpose. Who wants no messages gets none from now on."""
    await actions.say(db, participant_id, form.said())
    return await once(Receipt(id=participant_id, state="given" if form.given else "refused"))


@router.get("/participants/{participant_id}/consents", dependencies=[needs("participant.read")])
async def list_consents(participant_id: UUID, db: Db, response: Response) -> list[ConsentView]:
    """Return all that somebody has said, the newest first."""
    if await db.get(Participant, participant_id) is None:
        raise ParticipantUnknown("participant_id")
    response.headers["cache-control"] = "no-store"
    return [ConsentView.model_validate(one) for one in await storage.said_by(db, participant_id)]
