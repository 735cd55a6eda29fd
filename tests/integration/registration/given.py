"""Beginnings of tests of registration. All people are made up, and plainly so."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlmodel import col, select

from services.registration.attendance import actions as attendance
from services.registration.attendance.domain import Marked
from services.registration.handlers import on
from services.registration.people import actions as persons
from services.registration.people.domain import OrganisationEntry, Person
from services.registration.seats import actions, session_events
from services.registration.seats.storage import Registration, Session
from shared.events import Block, PlanEvent, SeatState, SessionOpened, SessionPlanned
from shared.kernel.contracts import Event
from shared.kernel.database import Database
from shared.kernel.outbox import Outgoing

P = TypeVar("P", bound=PlanEvent)
NUMBERS = count(1)
REGION = "MA-02"
STARTS_AT = datetime(2017, 8, 23, 8, tzinfo=UTC)
LASTS = timedelta(days=1, hours=8)


def plan(session_id: UUID, kind: type[P], version: int, **other: Any) -> P:
    """Return a plan of the session of Oujda: two days, one block in each, unless said otherwise."""
    starts_at: datetime = other.pop("starts_at", STARTS_AT)
    ends_at = starts_at + LASTS
    facts = {
        "region": REGION,
        "programme_id": uuid4(),
        "venue_id": uuid4(),
        "city": "Oujda",
        "seats": 25,
        "zone": "Africa/Casablanca",
        "starts_local": starts_at.replace(tzinfo=None) + timedelta(hours=1),
        "ends_local": ends_at.replace(tzinfo=None) + timedelta(hours=1),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "blocks": [],
        "aggregateversion": version,
    }
    return kind.model_validate({"session_id": session_id, **facts, **other})


def planned(session_id: UUID, seats: int = 25, version: int = 1, **other: Any) -> SessionPlanned:
    """Return the plan of the session of Oujda."""
    return plan(session_id, SessionPlanned, version, seats=seats, **other)


def opened(session_id: UUID, version: int = 2) -> SessionOpened:
    """Return the news that registration may begin."""
    return SessionOpened(session_id=session_id, region=REGION, aggregateversion=version)


def block(starts_at: datetime, hours: int = 4) -> Block:
    """Return one part of a session."""
    ends_at = starts_at + timedelta(hours=hours)
    return Block(block_id=uuid4(), module_id=uuid4(), module_version=1, starts_at=starts_at, ends_at=ends_at)


async def hear(database: Database, *events: Event) -> None:
    """Let registration hear the events one after the other."""
    for event in events:
        async with database.sessions.begin() as db:
            await on.handle(event, db)


async def open_session(database: Database, seats: int = 25, **other: Any) -> UUID:
    """Let a new session be planned and opened."""
    session_id = uuid4()
    async with database.sessions.begin() as db:
        await session_events.note_plan(db, planned(session_id, seats, **other))
        await session_events.note_state(db, opened(session_id))
    return session_id


def entry(**changes: Any) -> OrganisationEntry:
    """Return an association of its own name."""
    facts: dict[str, Any] = {"name": f"Association Exemple {next(NUMBERS)}", "kind": "association", "region": REGION}
    return OrganisationEntry(**facts | changes)


async def organisation(database: Database, **changes: Any) -> UUID:
    """Register an association."""
    async with database.sessions.begin() as db:
        return (await persons.register_organisation(db, entry(**changes))).id


def person(organisation_id: UUID, **changes: Any) -> Person:
    """Return somebody who can be reached by phone and by e-mail."""
    number = next(NUMBERS)
    facts: dict[str, Any] = {
        "given_name": "Exemple",
        "family_name": f"Numéro {number}",
        "sex": "woman" if number % 2 else "man",
        "organisation_id": organisation_id,
        "first_timer": True,
        "language": "fr",
        "route": "phone",
        "phone": f"+2126{number:08}",
        "email": f"exemple.{number}@example.org",
    }
    return Person(**facts | changes)


async def record(database: Database, somebody: Person) -> UUID:
    """Record one person."""
    async with database.sessions.begin() as db:
        return (await persons.record_participant(db, somebody)).id


async def people(database: Database, how_many: int) -> list[UUID]:
    """Record that many people of one organisation."""
    own = await organisation(database)
    async with database.sessions.begin() as db:
        return [(await persons.record_participant(db, person(own))).id for _ in range(how_many)]


async def register(database: Database, session_id: UUID, participant_id: UUID) -> tuple[UUID, SeatState]:
    """Register one person in a transaction of their own."""
    async with database.sessions.begin() as db:
        return await actions.register(db, session_id, participant_id)


async def withdraw(database: Database, registration_id: UUID) -> None:
    """Give up one registration in a transaction of its own."""
    async with database.sessions.begin() as db:
        await actions.withdraw(db, registration_id)


async def accept(database: Database, registration_id: UUID) -> None:
    """Take up one offer in a transaction of its own."""
    async with database.sessions.begin() as db:
        await actions.accept(db, registration_id)


async def decline(database: Database, registration_id: UUID) -> None:
    """Decline one offer in a transaction of its own."""
    async with database.sessions.begin() as db:
        await actions.decline(db, registration_id)


async def mark(database: Database, session_id: UUID, block_id: UUID, *marks: Marked) -> int:
    """Record attendance in a transaction of its own."""
    async with database.sessions.begin() as db:
        return await attendance.record_attendance(db, session_id, block_id, marks)


def let_it_be(database: Database, moment: datetime) -> None:
    """Go on from a later moment of business."""
    database.clock.move_to(moment)


async def session(database: Database, session_id: UUID) -> Session:
    """Return the session as it is now."""
    async with database.sessions() as db:
        return await db.get_one(Session, session_id)


async def registrations(database: Database, session_id: UUID) -> Sequence[Registration]:
    """Return the session's registrations in the order in which they were made."""
    async with database.sessions() as db:
        query = select(Registration).where(Registration.session_id == session_id)
        return (await db.exec(query.order_by(col(Registration.place)))).all()


async def states(database: Database, session_id: UUID) -> dict[UUID, str]:
    """Return participant → state, in the order in which they asked."""
    return {row.participant_id: row.state for row in await registrations(database, session_id)}


async def said(database: Database, subject: object) -> list[dict[str, Any]]:
    """Return the events that the outbox holds about `subject`, the oldest first."""
    async with database.sessions() as db:
        query = select(Outgoing.body).where(col(Outgoing.body)["subject"].as_string() == str(subject))
        return [dict(body) for body in await db.exec(query.order_by(col(Outgoing.position)))]
