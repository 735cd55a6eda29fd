"""What tests of registration begin with. All people are made up, and plainly so."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select

from services.registration import actions, domain
from services.registration.storage import Registration, Session
from shared.database import Database
from shared.events import SessionOpened, SessionPlanned
from shared.outbox import Outgoing

NUMBERS = count(1)
REGION = "MA-02"


def planned(session_id: UUID, seats: int = 25, version: int = 1) -> SessionPlanned:
    """Return the plan of the session of Oujda."""
    return SessionPlanned(
        session_id=session_id,
        region=REGION,
        programme_id=uuid4(),
        venue_id=uuid4(),
        city="Oujda",
        seats=seats,
        zone="Africa/Casablanca",
        starts_local=datetime(2017, 8, 23, 9),  # noqa: DTZ001 - the clock on the wall
        ends_local=datetime(2017, 8, 24, 17),  # noqa: DTZ001 - the clock on the wall
        starts_at=datetime(2017, 8, 23, 8, tzinfo=UTC),
        ends_at=datetime(2017, 8, 24, 16, tzinfo=UTC),
        blocks=[],
        aggregateversion=version,
    )


def opened(session_id: UUID, version: int = 2) -> SessionOpened:
    """Return the news that registration may begin."""
    return SessionOpened(session_id=session_id, region=REGION, aggregateversion=version)


async def open_session(database: Database, seats: int = 25) -> UUID:
    """Let a new session be planned and opened."""
    session_id = uuid4()
    async with database.sessions.begin() as db:
        await actions.note_plan(db, planned(session_id, seats))
        await actions.note_state(db, opened(session_id), "open")
    return session_id


async def organisation(database: Database) -> UUID:
    """Register an association."""
    async with database.sessions.begin() as db:
        return (await actions.register_organisation(db, "Association Exemple", "association", REGION)).id


def person(organisation_id: UUID, **changes: Any) -> domain.Person:
    """Return somebody who can be reached by phone and by e-mail."""
    number = next(NUMBERS)
    facts: dict[str, Any] = {
        "given_name": "Exemple",
        "family_name": f"Numéro {number}",
        "sex": "woman" if number % 2 else "man",
        "organisation_id": organisation_id,
        "first_timer": True,
        "language": "fr",
        "phone": f"+2126{number:08}",
        "email": f"exemple.{number}@example.org",
    }
    return domain.Person(**facts | changes)


async def people(database: Database, how_many: int) -> list[UUID]:
    """Record that many people of one organisation."""
    own = await organisation(database)
    async with database.sessions.begin() as db:
        return [(await actions.record_participant(db, person(own))).id for _ in range(how_many)]


async def register(database: Database, session_id: UUID, participant_id: UUID) -> tuple[UUID, domain.SeatState]:
    """Register one person in a transaction of their own."""
    async with database.sessions.begin() as db:
        return await actions.register(db, session_id, participant_id)


async def withdraw(database: Database, registration_id: UUID) -> None:
    """Give up one registration in a transaction of its own."""
    async with database.sessions.begin() as db:
        await actions.withdraw(db, registration_id)


async def session(database: Database, session_id: UUID) -> Session:
    """Return the session as it is now."""
    async with database.sessions() as db:
        return await db.get_one(Session, session_id)


async def states(database: Database, session_id: UUID) -> dict[UUID, str]:
    """Return participant → state, in the order in which they asked."""
    async with database.sessions() as db:
        query = select(Registration).where(Registration.session_id == session_id)
        rows = await db.exec(query.order_by(col(Registration.place)))
        return {row.participant_id: row.state for row in rows}


async def said(database: Database, subject: UUID) -> list[dict[str, Any]]:
    """Return the events that the outbox holds about `subject`, the oldest first."""
    async with database.sessions() as db:
        query = select(Outgoing.body).where(col(Outgoing.body)["subject"].as_string() == str(subject))
        return [dict(body) for body in await db.exec(query.order_by(col(Outgoing.position)))]
