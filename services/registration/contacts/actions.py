"""Handing out contacts: to services alone, for one message about one session, counted and kept."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.contacts import domain, storage
from services.registration.contacts.storage import ContactsRead
from services.registration.faults.storage import faults
from services.registration.people.storage import Organisation, Participant
from services.registration.seats.storage import Session
from shared.events import Channel
from shared.kernel.clock import machine_now

log = structlog.get_logger()

Reached = tuple[Participant, Organisation, bool]
Faulty = frozenset[tuple[UUID, Channel]]


async def read_contacts(db: AsyncSession, caller: str, asked: domain.Question, per_day: int) -> Sequence[Reached]:
    """Return those of the people whose registration in the session calls for the message.

    With each come the organisation, and whether a seat is held. Keeps who asked for how many. Raises NotCancelledYet:
    news of a cancellation may reach others sooner than us, and to answer “nobody” would let people travel in vain.
    Raises ContactsCapped.
    """
    session = await db.get(Session, asked.session_id)
    audience = domain.AUDIENCES[asked.purpose]
    if session is not None and audience.awaits_cancellation and session.state not in audience.sessions:
        raise domain.NotCancelledYet("session_id")
    people: Sequence[Reached] = []
    if session is not None and session.state in audience.sessions:
        people = await storage.registered_among(db, session.id, asked.participant_ids, audience.registrations)
    await _count(db, caller, [person.id for person, _, _ in people], per_day)
    db.add(ContactsRead(caller=caller, purpose=asked.purpose, session_id=asked.session_id, count=len(people)))
    return people


async def not_working(db: AsyncSession, people: Sequence[Reached]) -> Faulty:
    """Return which of their own addresses do not work: they are withheld."""
    found = await faults(db, [person.id for person, *_ in people])
    return frozenset((fault.participant_id, fault.channel) for fault in found)


async def _count(db: AsyncSession, caller: str, people: Sequence[UUID], per_day: int) -> None:
    """Count whom the caller was given in this day of the machine; whoever is asked for again counts once.

    Raises ContactsCapped, with an alarm in the log.
    """
    now = machine_now()
    more = await storage.new_today(db, caller, now.date(), people)
    given = await storage.add_to_day(db, caller, now.date(), more)
    if given > per_day:
        log.error("contacts.capped", caller=caller, given=given, per_day=per_day)
        raise domain.capped(now)
