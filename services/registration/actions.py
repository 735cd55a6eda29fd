"""What can be done in registration: each loads and locks, asks the rules, stores, and announces."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration import domain, seats, storage
from services.registration.storage import ContactsRead, Organisation, Participant, Registration, Session
from shared import outbox
from shared.clock import Clock
from shared.events import (
    OrganisationRegistered,
    ParticipantPromoted,
    ParticipantRecorded,
    ParticipantWithdrawn,
    SessionEvent,
    SessionPlanned,
)
from shared.refusals import Refusal
from shared.rows import broken_constraint, insert


async def register_organisation(
    db: AsyncSession, name: str, kind: domain.OrganisationKind, region: str
) -> Organisation:
    """Keep an organisation and announce it, without its name. Raises RegionUnknown."""
    domain.check_region(region)
    organisation = Organisation(id=_clock(db).new_id(), name=name, kind=kind, region=region)
    db.add(organisation)
    fact = OrganisationRegistered(organisation_id=organisation.id, kind=kind, region=region)
    outbox.publish(db, fact, version=organisation.version)
    return organisation


async def record_participant(db: AsyncSession, person: domain.Person) -> Participant:
    """Keep a person and announce only what figures need.

    Raises OrganisationUnknown, PhoneImpossible, EmailImpossible, PhoneTaken, EmailTaken.
    """
    participant = _new_participant(person)
    forbidden = {
        "uq_participant_phone": domain.PhoneTaken("phone"),
        "uq_participant_email": domain.EmailTaken("email"),
        "fk_participant_organisation_id_organisation": domain.OrganisationUnknown("organisation_id"),
    }
    await insert(db, participant, forbidden)
    facts = {"sex": person.sex, "organisation_id": person.organisation_id, "first_timer": person.first_timer}
    outbox.publish(db, ParticipantRecorded(participant_id=participant.id, **facts), version=participant.version)
    return participant


def _new_participant(person: domain.Person) -> Participant:
    phone = domain.phone_of(person.phone) if person.phone is not None else None
    return Participant(
        id=uuid4(),  # random: one that sorts by time would tell when the person came
        given_name=person.given_name,
        family_name=person.family_name,
        sex=person.sex,
        organisation_id=person.organisation_id,
        first_timer=person.first_timer,
        language=person.language,
        phone=phone.number if phone else None,
        phone_kind=phone.kind if phone else None,
        email=domain.email_of(person.email) if person.email is not None else None,
    )


async def register(db: AsyncSession, session_id: UUID, participant_id: UUID) -> tuple[UUID, domain.SeatState]:
    """Give the participant a seat, or a place on the waiting list; one who has either already keeps it.

    Returns the registration's id and state. Raises SessionUnknown, SessionNotOpen, SessionOver, ParticipantUnknown.
    """
    id_ = _clock(db).new_id()
    try:
        async with db.begin_nested():
            state = await seats.take(db, id_, session_id, participant_id)
    except IntegrityError as error:
        return await _registered_before(db, session_id, participant_id, error)
    if state is None:
        raise await _why_not(db, session_id)
    return id_, state


async def _why_not(db: AsyncSession, session_id: UUID) -> Refusal:
    session = await db.get(Session, session_id, populate_existing=True)
    if session is None:
        return domain.SessionUnknown("session_id")
    return domain.why_no_seat(session.state)


async def _registered_before(
    db: AsyncSession, session_id: UUID, participant_id: UUID, error: IntegrityError
) -> tuple[UUID, domain.SeatState]:
    match broken_constraint(error):
        case "fk_registration_participant_id_participant":
            raise domain.ParticipantUnknown("participant_id") from None
        case "uq_registration_active":
            before = await storage.active(db, session_id, participant_id)
            return (before.id, before.state) if before else await register(db, session_id, participant_id)
    raise error


async def withdraw(db: AsyncSession, registration_id: UUID) -> Registration:
    """Give up a seat or a place in the queue; a seat goes to whoever is next. Twice is the same as once.

    Raises RegistrationUnknown, SessionOver.
    """
    registration, session = await _lock_registration(db, registration_id)
    if registration.state == "withdrawn":
        return registration
    domain.check_not_over(session.state)
    held_a_seat = registration.state == "registered"
    heir = await storage.next_waiting(db, session.id) if held_a_seat else None
    _leave(db, session, registration, held_a_seat=held_a_seat)
    if heir:
        _promote(db, session, heir)
    return registration


async def _lock_registration(db: AsyncSession, registration_id: UUID) -> tuple[Registration, Session]:
    registration = await db.get(Registration, registration_id)
    if registration is None:
        raise domain.RegistrationUnknown("registration_id")
    session = await storage.lock_session(db, registration.session_id)
    if session is None:
        raise domain.SessionUnknown("session_id")
    await db.refresh(registration)
    return registration, session


def _leave(db: AsyncSession, session: Session, registration: Registration, *, held_a_seat: bool) -> None:
    registration.state = "withdrawn"
    session.taken -= held_a_seat
    session.waiting -= not held_a_seat
    session.version += 1
    fact = ParticipantWithdrawn(**_about(session, registration), held_a_seat=held_a_seat)
    outbox.publish(db, fact, version=session.version)


def _promote(db: AsyncSession, session: Session, heir: Registration) -> None:
    heir.state = "registered"
    session.taken += 1
    session.waiting -= 1
    session.version += 1
    outbox.publish(db, ParticipantPromoted(**_about(session, heir)), version=session.version)


def _about(session: Session, registration: Registration) -> dict[str, Any]:
    """Return what every fact about a registration says, as the session now stands."""
    return {
        "session_id": session.id,
        "region": session.region,
        "participant_id": registration.participant_id,
        "registered": session.taken,
        "waiting": session.waiting,
    }


async def note_plan(db: AsyncSession, planned: SessionPlanned) -> None:
    """Know the session's place, dates and seats from now on."""
    session = await note_state(db, planned, "planned")
    for name in ("seats", "city", "zone", "starts_local", "ends_local", "starts_at", "ends_at"):
        setattr(session, name, getattr(planned, name))


async def note_state(db: AsyncSession, event: SessionEvent, state: domain.SessionState) -> Session:
    """Put the session into `state`, unless something later is known of it already."""
    session = await storage.lock_session(db, event.session_id)
    if session is None:
        session = Session(id=event.session_id, region=event.region)
        db.add(session)
    if event.aggregateversion > session.heard:
        session.heard, session.state = event.aggregateversion, state
    return session


async def read_contacts(
    db: AsyncSession, caller: str, purpose: domain.Purpose, participant_ids: Sequence[UUID]
) -> Sequence[Participant]:
    """Return those of the people whose registration calls for the message, and keep who asked for how many."""
    people = await storage.registered_among(db, participant_ids, domain.CALLED_FOR[purpose])
    db.add(ContactsRead(caller=caller, purpose=purpose, count=len(people)))
    return people


def _clock(db: AsyncSession) -> Clock:
    clock: Clock = db.info["clock"]
    return clock
