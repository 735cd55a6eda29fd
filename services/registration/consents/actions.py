"""Actions on consent: what somebody says is kept beside what was said before, and acted upon at once."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.consents import domain, storage
from services.registration.consents.domain import Said
from services.registration.consents.noting import note
from services.registration.people.known import locked


async def say(db: AsyncSession, participant_id: UUID, said: Said) -> None:
    """Keep what somebody says now. Who wants no messages gets none from this moment on.

    Raises ParticipantUnknown, PersonForgotten, ConsentUnchanged.
    """
    participant = await locked(db, participant_id)
    before = storage.newest(await storage.said_by(db, participant_id)).get(said.purpose)
    if before is not None and before.given == said.given:
        raise domain.ConsentUnchanged("given")
    if said.purpose == "messages":
        participant.opted_out = not said.given
    note(db, participant_id, said)
