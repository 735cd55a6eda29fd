"""Actions on seats: each loads and locks, asks the rules, stores, and announces."""

from uuid import UUID

import asyncpg
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.storage import was_there
from services.registration.erasing.domain import PersonForgotten
from services.registration.people.domain import ParticipantUnknown
from services.registration.people.storage import Participant
from services.registration.seats import domain, offers, storage, taking
from services.registration.seats.storage import Registration, Session
from shared.events import SeatState
from shared.http.preconditions import Check, at_will
from shared.http.retries import Meanwhile
from shared.kernel import clock
from shared.refusals import Refusal


async def register(db: AsyncSession, session_id: UUID, participant_id: UUID) -> tuple[UUID, SeatState]:
    """Give the participant a seat, or a place on the waiting list; one who has either already keeps it.

    Returns the registration's id and state. Raises SessionUnknown, SessionNotOpen, SessionOver, SessionCalledOff,
    AttendanceComplete, ParticipantUnknown, PersonForgotten; Meanwhile, where another has registered them just now.
    """
    id_ = clock.new_id(db)
    try:
        state = await taking.take(db, id_, session_id, participant_id)
    except asyncpg.UniqueViolationError:
        raise Meanwhile from None
    return (id_, state) if state else await _registered_before(db, session_id, participant_id)


async def _registered_before(db: AsyncSession, session_id: UUID, participant_id: UUID) -> tuple[UUID, SeatState]:
    if why := await _why_not(db, session_id, participant_id):
        raise why
    before = await storage.active(db, session_id, participant_id)
    if before is None:
        raise Meanwhile
    return before.id, before.state


async def _why_not(db: AsyncSession, session_id: UUID, participant_id: UUID) -> Refusal | None:
    participant = await db.get(Participant, participant_id, populate_existing=True)
    if participant is None:
        return ParticipantUnknown("participant_id")
    if participant.erased_at is not None:
        return PersonForgotten("participant_id")
    session = await db.get(Session, session_id, populate_existing=True)
    return session.why_no_seat(clock.now(db)) if session else domain.SessionUnknown("session_id")


def _check_seats_can_move(db: AsyncSession, session: Session) -> None:
    """Raise SessionOver, SessionCalledOff, AttendanceComplete."""
    if why := session.why_seats_stay(clock.now(db)):
        raise why


async def withdraw(db: AsyncSession, registration_id: UUID, check: Check[Registration] = at_will) -> Registration:
    """Give up a seat, an offer or a place in the queue; a seat goes to whoever is next. Twice is the same as once.

    Raises what `check` raises, RegistrationUnknown, SessionOver, SessionCalledOff, AttendanceComplete, WasThere.
    """
    registration, session = await _lock_registration(db, registration_id)
    if registration.state == "withdrawn":
        return registration
    check(registration)
    _check_seats_can_move(db, session)
    if registration.state == "offered":
        offers.end(db, session, registration, "declined")
    else:
        if await was_there(db, session.id, registration.participant_id):
            raise domain.WasThere("registration_id")
        offers.leave(db, session, registration)
    await offers.fill(db, session)
    return registration


async def put_back(db: AsyncSession, registration_id: UUID) -> Registration:
    """Undo a withdrawal within a day of it; whoever was put back or has registered anew stays as they are.

    Raises RegistrationUnknown, SessionOver, SessionCalledOff, AttendanceComplete, TooLateToPutBack, PersonForgotten.
    """
    registration, session = await _lock_registration(db, registration_id)
    if registration.state != "withdrawn":
        return registration
    if anew := await storage.active(db, session.id, registration.participant_id):
        return anew
    _check_seats_can_move(db, session)
    if await storage.is_forgotten(db, registration.participant_id):
        raise PersonForgotten("registration_id")
    domain.check_can_be_put_back(registration.given_up_at, clock.now(db))
    await offers.put_back(db, session, registration)
    return registration


async def accept(db: AsyncSession, registration_id: UUID) -> Registration:
    """Take up the seat that is offered. Twice is the same as once.

    Raises RegistrationUnknown, SessionOver, SessionCalledOff, AttendanceComplete, NoOffer, OfferOver.
    """
    registration, session = await _lock_registration(db, registration_id)
    if registration.state == "registered":
        return registration
    _check_seats_can_move(db, session)
    domain.check_offer_stands(registration.state, registration.expires_at, clock.now(db))
    offers.take_up(db, session, registration)
    return registration


async def decline(db: AsyncSession, registration_id: UUID, check: Check[Registration] = at_will) -> Registration:
    """Leave the seat that is offered to whoever is next, and the list. Twice is the same as once.

    Raises what `check` raises, RegistrationUnknown, SessionOver, SessionCalledOff, AttendanceComplete, NoOffer.
    """
    registration, session = await _lock_registration(db, registration_id)
    if registration.state == "withdrawn":
        return registration
    check(registration)
    _check_seats_can_move(db, session)
    if registration.state != "offered":
        raise domain.NoOffer("registration_id")
    offers.end(db, session, registration, "declined")
    await offers.fill(db, session)
    return registration


async def expire_offers(db: AsyncSession, session_id: UUID) -> int:
    """End the session's offers whose time is over and ask the next; return how many ended.

    Where somebody else has the session in hand nothing is done: whoever looks again finds what is left.
    """
    session = await storage.lock_if_free(db, session_id)
    if session is None:
        return 0
    now = clock.now(db)
    over = [one for one in await storage.offers(db, session_id) if one.expires_at and one.expires_at <= now]
    for offer in over:
        offers.end(db, session, offer, "expired")
    await offers.fill(db, session)
    return len(over)


async def _lock_registration(db: AsyncSession, registration_id: UUID) -> tuple[Registration, Session]:
    registration = await db.get(Registration, registration_id)
    if registration is None:
        raise domain.RegistrationUnknown("registration_id")
    session = await storage.lock_session(db, registration.session_id)
    if session is None:
        raise domain.SessionUnknown("session_id")
    await db.refresh(registration)
    return registration, session
