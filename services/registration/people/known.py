"""People who are known by their ids, and not forgotten."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.erasing.domain import PersonForgotten
from services.registration.people import domain, storage
from services.registration.people.storage import Participant


async def locked(db: AsyncSession, participant_id: UUID) -> Participant:
    """Return the person as they now stand, whom nobody else changes meanwhile.

    Raises ParticipantUnknown, PersonForgotten.
    """
    return not_forgotten(await storage.lock(db, Participant, participant_id))


def not_forgotten(participant: Participant | None) -> Participant:
    """Return the person. Raises ParticipantUnknown, PersonForgotten."""
    if participant is None:
        raise domain.ParticipantUnknown("participant_id")
    if participant.erased_at is not None:
        raise PersonForgotten("participant_id")
    return participant
