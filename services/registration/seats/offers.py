"""Offers: seats that come free in a locked session go to the next; every step changes the counts and is announced.

Counts on the way from one step to the next may break the table's rules; nothing is flushed before the last of them.
"""

from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.seats import domain, storage
from services.registration.seats.storage import Registration, Session
from shared.access.reach import seeing_everything
from shared.events import (
    OfferEnded,
    OfferEnding,
    OfferMade,
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    RegistrationEvent,
    SeatState,
)
from shared.kernel import clock, outbox


async def fill(db: AsyncSession, session: Session) -> None:
    """Offer every seat that is free to whoever has waited longest, or give it at once (domain.offer_until).

    Where seats move no more it stays free, and who waits goes on waiting. Whoever gave the seat up need not see them.
    """
    free = (session.seats or 0) - session.taken
    due = session.state == "open" and free > 0 and session.waiting > 0
    session.stay_free = due and session.why_seats_stay(clock.now(db)) is not None
    if not due or session.stay_free:
        return
    async with seeing_everything(db):
        with db.no_autoflush:
            heirs = await storage.queue(db, session.id, free)
        for heir in heirs:
            session.waiting -= 1
            session.taken += 1
            _offer_or_promote(db, session, heir)


def leave(db: AsyncSession, session: Session, registration: Registration) -> None:
    """Give up a seat, or a place on the waiting list."""
    held_a_seat = registration.state == "registered"
    registration.state, registration.given_up_at = "withdrawn", clock.now(db)
    session.taken -= held_a_seat
    session.waiting -= not held_a_seat
    _announce(db, session, registration, ParticipantWithdrawn, held_a_seat=held_a_seat)


async def put_back(db: AsyncSession, session: Session, registration: Registration) -> None:
    """Undo a withdrawal: a seat where one is free and nobody waits, else the old place, before all who asked later."""
    registration.given_up_at = None
    left = (session.seats or 0) - session.taken
    if left > 0 and session.waiting == 0:
        registration.state = "registered"
        session.taken += 1
        _announce(db, session, registration, ParticipantRegistered, seats_left=left - 1)
        return
    async with seeing_everything(db):
        with db.no_autoflush:
            before = await storage.waiting_before(db, session.id, registration.place)
        registration.state = "waiting"
        session.waiting += 1
    _announce(db, session, registration, ParticipantWaitlisted, position=before + 1)


def take_up(db: AsyncSession, session: Session, registration: Registration) -> None:
    """Turn an offer into the seat that was held for it."""
    _no_longer_offered(session, registration, "registered")
    _announce(db, session, registration, ParticipantPromoted)


def end(db: AsyncSession, session: Session, registration: Registration, reason: OfferEnding) -> None:
    """Let go of the seat that was held; its holder leaves the list for good, or waits again in a cancelled session."""
    called_off = reason == "session-cancelled"
    _no_longer_offered(session, registration, "waiting" if called_off else "withdrawn")
    session.taken -= 1
    session.waiting += called_off
    _announce(db, session, registration, OfferEnded, reason=reason)


def shorten(db: AsyncSession, session: Session, offers: Iterable[Registration]) -> None:
    """Make those offers again that a new plan has left open too long: with an earlier end, or as a seat at once.

    A plan that is over when it is heard ends them.
    """
    latest = session.starts_at and domain.latest_end(session.starts_at)
    over = session.why_seats_stay(clock.now(db)) is not None
    for offer in offers:
        if over:
            end(db, session, offer, "expired")
        elif latest and offer.expires_at and offer.expires_at > latest:
            session.offered -= 1
            _offer_or_promote(db, session, offer)


def count_surplus(session: Session) -> None:
    """Say by how many more seats are taken than the plan has."""
    session.surplus = max(session.taken - session.seats, 0) if session.seats is not None else 0


def _offer_or_promote(db: AsyncSession, session: Session, heir: Registration) -> None:
    until = domain.offer_until(clock.now(db), session.starts_at) if session.starts_at else None
    heir.expires_at = until
    if until is None:
        heir.state = "registered"
        _announce(db, session, heir, ParticipantPromoted)
    else:
        heir.state = "offered"
        session.offered += 1
        _announce(db, session, heir, OfferMade, expires_at=until)


def _no_longer_offered(session: Session, registration: Registration, state: SeatState) -> None:
    registration.state, registration.expires_at = state, None
    session.offered -= 1


def _announce(
    db: AsyncSession, session: Session, registration: Registration, fact: type[RegistrationEvent], **more: object
) -> None:
    """Tell what has happened, with the totals as the session now stands."""
    count_surplus(session)
    session.version += 1
    about = {
        "session_id": session.id,
        "region": session.region,
        "participant_id": registration.participant_id,
        "registration_id": registration.id,
        "registered": session.taken - session.offered,
        "waiting": session.waiting + session.offered,
    }
    outbox.publish(db, fact.model_validate(about | more), version=session.version)
