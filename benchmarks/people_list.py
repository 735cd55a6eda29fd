"""A list of 5,000 people, looked at and carried out: against people recorded and registered one by one."""

import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from services.registration import app
from services.registration.imports import actions, storage
from services.registration.imports.actions import Choice
from services.registration.imports.applying.work import Carrier
from services.registration.imports.reading.sheet import Sheet, trimmed
from services.registration.people import actions as people
from services.registration.seats import actions as seats
from shared.kernel.database import Database
from tests.integration.registration import given
from tests.integration.registration.given_imports import people_list
from tests.places import Places

FEW = 300
UNTIL_THE_SESSION = timedelta(days=30)


class ListRefused(Exception):
    """The list was not taken in as it stands: whatever was measured is another thing."""


async def rates(places: Places, many: int) -> tuple[float, float]:
    """Return people per second: by a list, its dry run included, and one transaction for each. All take a seat."""
    async with places.fresh_database(app.service()) as database:
        session_id = await given.open_session(database, seats=25, starts_at=_soon(database))
        started = time.perf_counter()
        async with database.sessions.begin() as db:
            people_import = await actions.take_in(db, "", Sheet(trimmed(people_list(many))), Choice(session_id))
        looked_at = time.perf_counter()
        _check(people_import.counts, {"new": many, "take": many})
        async with database.sessions.begin() as db:
            await actions.confirm(db, people_import.id)
        await Carrier(database, "bench").carry_out_next()
        ended = time.perf_counter()
        _check(await _result(database, people_import.id), {"new": many, "registered": 25, "waiting": many - 25})
        print(f"registration.list: dry run {looked_at - started:.1f} s, carried out {ended - looked_at:.1f} s")
        return many / (ended - started), await _one_by_one(database, session_id)


def _soon(database: Database) -> datetime:
    return (database.clock.now() + UNTIL_THE_SESSION).replace(microsecond=0)


def _check(counted: Mapping[str, int], wanted: Mapping[str, int]) -> None:
    """Raise ListRefused."""
    if any(counted[name] != count for name, count in wanted.items()):
        raise ListRefused(f"{dict(counted)} instead of {dict(wanted)}")


async def _result(database: Database, import_id: UUID) -> Mapping[str, int]:
    async with database.sessions() as db:
        return await storage.result(db, import_id)


async def _one_by_one(database: Database, session_id: UUID) -> float:
    organisation_id = await given.organisation(database)
    started = time.perf_counter()
    for number in range(FEW):
        async with database.sessions.begin() as db:
            person = given.person(organisation_id, phone=f"+2127{number:08}", email=None)
            participant = await people.record_participant(db, person)
            await seats.register(db, session_id, participant.id)
    return FEW / (time.perf_counter() - started)
