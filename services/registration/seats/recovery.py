"""Seats after a restore: had, awaited, offered or given up as the log tells it; a settling session counts anew."""

from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people.storage import Participant
from services.registration.seats.storage import Registration, Session, active
from shared.events import OfferMade, ParticipantWithdrawn, RegistrationEvent, seat_state
from shared.kernel.contracts import Event
from shared.service.recovery import Gap


async def take_up_seats(db: AsyncSession, told: Sequence[Event]) -> list[Gap]:
    """Give everybody what the log says they have; return the seats of people whom nothing tells of."""
    gaps = []
    for event in told:
        if not isinstance(event, RegistrationEvent):
            continue
        session = await db.get_one(Session, event.session_id)
        session.version = event.aggregateversion
        if await db.get(Participant, event.participant_id):
            await _take_up(db, session, event)
        else:
            about = (event.time, event.region, event.session_id)
            gaps.append(Gap("seat", event.participant_id, "everything about the person", *about))
    return gaps


async def _take_up(db: AsyncSession, session: Session, event: RegistrationEvent) -> None:
    row = await _known(db, event) or _asked(session, event)
    row.state = seat_state(event)
    row.expires_at = event.expires_at if isinstance(event, OfferMade) else None
    row.given_up_at = event.time if isinstance(event, ParticipantWithdrawn) else None
    db.add(row)
    await db.flush()


async def _known(db: AsyncSession, event: RegistrationEvent) -> Registration | None:
    """Return what the event is about; events of before they told ids are about what was not given up."""
    own = await db.get(Registration, event.registration_id) if event.registration_id else None
    return own or await active(db, event.session_id, event.participant_id)


def _asked(session: Session, event: RegistrationEvent) -> Registration:
    session.last_place += 1
    about: dict[str, Any] = event.kept_in({"session_id", "participant_id"})
    about |= {"id": event.registration_id or event.id, "place": session.last_place, "asked_at": event.time}
    return Registration(state=seat_state(event), **about)
