"""The copy of somebody's own data: what registration holds, and what the other services have answered."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.data_requests import storage
from services.registration.data_requests.actions import OWN, missing, of_kind
from services.registration.people.known import not_forgotten
from services.registration.people.storage import Organisation, Participant
from shared.events import HeldRow
from shared.privacy.held import held_by


class Part(BaseModel):
    """What one service holds of the person."""

    service: str
    rows: list[HeldRow]


class Copy(BaseModel):
    """All that is held of the person, service by service; `missing` have not answered yet."""

    request_id: UUID
    parts: list[Part]
    missing: list[str]


async def copy_for(db: AsyncSession, request_id: UUID) -> tuple[Copy, Participant, Organisation]:
    """Return the copy, whose it is, and who sends the person.

    Raises DataRequestUnknown, NotForThis, PersonForgotten.
    """
    request = of_kind(db, await db.get(storage.DataRequest, request_id), "copy")
    person = not_forgotten(await db.get(Participant, request.participant_id))
    organisation = await db.get_one(Organisation, person.organisation_id)
    answers = await storage.answers(db, request_id)
    own = Part(service=OWN, rows=await held_by(db, OWN, person.id))
    return Copy(request_id=request_id, parts=[own, *_others(answers)], missing=missing(answers)), person, organisation


def _others(answers: Sequence[storage.DataAnswer]) -> list[Part]:
    return [Part(service=one.service, rows=[HeldRow.model_validate(row) for row in one.rows]) for one in answers]
