"""A rollout of many closed sessions, put into the read models at once. Everybody is synthetic."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import SQLModel, insert

from services.reporting.figures.facts import Presence, Session
from services.reporting.figures.knowledge import Heard
from services.reporting.read_models.tables import (
    ClosingRow,
    MarkRow,
    OrganisationRow,
    ParticipantRow,
    ProgrammeRow,
    SeatRow,
    SessionRow,
    TellingRow,
)
from shared.kernel.database import Database
from tests.unit.reporting.worlds import BEGINS, SEATS, world

BLOCKS = 4  # of each session: two days, with two blocks a day
SPACE = UUID(int=2017)
MADE = {"version": 1, "told_at": BEGINS}
Rows = Iterator[dict[str, Any]]


async def fill(database: Database, sessions: int) -> None:
    """Put so many sessions with their people there."""
    heard = world(sessions)
    async with database.sessions.begin() as db:
        connection = await db.connection()
        for table, rows in _everything(heard).items():
            await connection.execute(insert(table), [MADE | row for row in rows])


def _everything(heard: Heard) -> dict[type[SQLModel], Rows]:
    facts = heard.facts
    people = {seat.person.participant_id: seat.person for seat in facts.seats}
    kinds = {person.organisation_id: person.kind for person in people.values()}
    return {
        ProgrammeRow: (
            {"programme_id": _id(it.code), "code": it.code, "donors": list(it.donors), "attribution": it.attribution}
            for it in heard.programmes
        ),
        OrganisationRow: ({"organisation_id": _id(it), "kind": kind, "region": "MA-01"} for it, kind in kinds.items()),
        ParticipantRow: (
            {
                "participant_id": _id(it),
                "sex": one.sex,
                "organisation_id": _id(one.organisation_id),
                "first_timer": True,
            }
            for it, one in people.items()
        ),
        SessionRow: (_session(it) for it in facts.sessions),
        ClosingRow: (_in(it) for it in facts.sessions),
        TellingRow: (
            {"session_id": UUID(it.session_id), "what": "registered", "people": SEATS, "number": 3}
            for it in facts.sessions
        ),
        SeatRow: (
            _in(it.session) | {"participant_id": _id(it.person.participant_id), "state": it.state} for it in facts.seats
        ),
        MarkRow: (mark for it in facts.presences for mark in _marks(it)),
    }


def _session(it: Session) -> dict[str, Any]:
    blocks = [{"block_id": str(_block(it, number)), "module": min(it.modules)} for number in range(BLOCKS)]
    programme = _id(it.programme.code if it.programme else None)
    return _in(it) | {
        "state": it.state,
        "starts_at": it.starts_at,
        "programme_id": programme,
        "seats": SEATS,
        "city": "Oujda",
        "blocks": blocks,
    }


def _marks(it: Presence) -> Rows:
    for number in range(BLOCKS):
        who = {"block_id": _block(it.session, number), "participant_id": _id(it.person.participant_id)}
        yield _in(it.session) | who | {"state": "present", "minutes": it.minutes // BLOCKS}


def _in(session: Session) -> dict[str, Any]:
    return {"session_id": UUID(session.session_id), "region": session.region}


def _block(session: Session, number: int) -> UUID:
    return uuid5(UUID(session.session_id), str(number))


def _id(name: str | None) -> UUID:
    return uuid5(SPACE, str(name))
