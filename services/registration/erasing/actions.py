"""Forgetting somebody: name, contacts and lists go; what was counted stays, with a number that leads to nobody."""

from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.storage import was_there
from services.registration.erasing import domain, storage
from services.registration.erasing.taking_away import lists_about, take_away_and_tell
from services.registration.people.domain import ParticipantUnknown
from services.registration.seats import actions as seats
from services.registration.seats.storage import Session
from shared.kernel import clock

log = structlog.get_logger()


async def forget(db: AsyncSession, participant_id: UUID) -> bool:
    """Erase who the person is, in one transaction, and say whether that was still to be done.

    Seats in sessions that are not over go to whoever is next. Raises ParticipantUnknown, ListUnderWay.
    """
    await leave_sessions(db, participant_id)
    person = await storage.lock(db, participant_id)
    if person is None:
        raise ParticipantUnknown("participant_id")
    if person.erased_at is not None:
        return False
    lists = await lists_about(db, person)
    if any(people_import.state == "confirmed" for people_import in lists):
        raise domain.ListUnderWay("")
    await take_away_and_tell(db, person, lists)
    log.info("participant.erased", participant_id=str(participant_id), lists=len(lists))
    return True


async def leave_sessions(db: AsyncSession, participant_id: UUID) -> None:
    """Give up what the person has in sessions whose seats still move; where they were, they stay counted."""
    for registration in await storage.registrations(db, participant_id):
        session = await db.get_one(Session, registration.session_id)
        stays = session.why_seats_stay(clock.now(db)) or await was_there(db, session.id, participant_id)
        if not stays:
            await seats.withdraw(db, registration.id)
