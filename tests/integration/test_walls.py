"""The wall in Postgres: what a transaction sees that says how far it may see, whatever the code asks for."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from programs.services import service_of
from services.registration import app
from services.registration.people.actions import record_participant
from services.registration.people.domain import KnownElsewhere, OrganisationUnknown, ParticipantUnknown
from services.registration.seats import actions
from shared.access.reach import Reach, within
from shared.directory import service_names
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from tests.integration.registration.conftest import BEFORE_THE_PILOT
from tests.integration.registration.given import open_session, organisation, person, record

OUJDA, TANGER = "MA-02", "MA-01"
# Tables without a wall, each with the reason why everybody of the office may see its rows.
OPEN = {
    "alembic_version": "which migrations have been applied",
    "audit_head": "of the kernel: numbers",
    "audit_link": "of the kernel: numbers and digests",
    "answer": "of the catalogue, which is the nation's",
    "clock": "of the kernel: names nobody",
    "columns_chosen": "hashes of headings",
    "idempotency": "of the kernel: ids and states, each under its caller's own key",
    "inbox": "of the kernel: ids of events",
    "early_receipts": "of the gateways: references, for some days",
    "handed_parts": "of the gateways: references, for a month, which no page shows",
    "guess": "hashes of addresses at which somebody guessed, for some minutes",
    "known_account": "of the kernel: ids and roles, read before it is known who asks",
    "known_look": "of the kernel: ids, regions and times",
    "known_key": "of the kernel: digests, read before it is known who asks",
    "module": "of the catalogue, which is the nation's",
    "module_version": "of the catalogue, which is the nation's",
    "module_versions": "of the catalogue, which is the nation's",
    "modules": "of the catalogue, which is the nation's",
    "outages": "of the gateways: names nobody",
    "outbox": "of the kernel: events carry no person",
    "parked": "of the kernel: events carry no person",
    "parked_keys": "of the kernel: events carry no person",
    "programme": "of the catalogue, which is the nation's",
    "programmes": "of the catalogue, which is the nation's",
    "relay": "of the kernel: names nobody",
}
WIDENED = {"venue": "whoever sees a session sees where it is held"}  # by a second policy
TABLES = """
select relname, relrowsecurity and relforcerowsecurity,
       (select count(*) from pg_policy where polrelid = pg_class.oid)
from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
"""

FORBIDDEN = ("drop table inbox", "alter table inbox add column more int", "truncate inbox", "create table x ()")
PEOPLE = ("participant", "organisation", "registration")

New = Callable[..., Awaitable[Database]]


async def registration(new_database: New) -> Database:
    """Return registration's database in July 2017, before the sessions."""
    return await new_database(app.service(), Clock(offset=BEFORE_THE_PILOT - machine_now()))


async def seen(database: Database, table: str, reach: Reach | None = None) -> int:
    """Return how many rows of the table a request sees."""
    async with within(database, reach.settings() if reach else {"takwin.reach": ""}) as db:
        return int((await (await db.connection()).execute(text(f'select count(*) from "{table}"'))).scalar_one())


async def filled(database: Database, region: str) -> Mapping[str, UUID]:
    """Let a region have a session, an association, and one of its people in the session."""
    session_id = await open_session(database, region=region)
    organisation_id = await organisation(database, region=region)
    participant_id = await record(database, person(organisation_id))
    async with database.sessions.begin() as db:
        await actions.register(db, session_id, participant_id)
    return {"session": session_id, "organisation": organisation_id, "participant": participant_id}


@pytest.mark.parametrize("service", service_names())
async def test_every_table_has_a_wall_or_a_reason(new_database: New, service: str) -> None:
    database = await new_database(service_of(service))

    async with database.engine.connect() as connection:
        tables = {name: (forced, policies) for name, forced, policies in await connection.execute(text(TABLES))}

    without = {name for name, told in tables.items() if told != (True, 2 if name in WIDENED else 1)}
    assert without <= OPEN.keys(), without - OPEN.keys()


@pytest.mark.parametrize("service", service_names())
async def test_the_role_of_a_service_changes_no_table(new_database: New, service: str) -> None:
    database = await new_database(service_of(service))

    for statement in FORBIDDEN:
        with pytest.raises(DBAPIError, match=r"must be owner|permission denied"):
            async with database.engine.begin() as connection:
                await connection.execute(text(statement))


@pytest.mark.parametrize("setting", ["", "whole "])
async def test_who_says_nothing_sees_nothing(new_database: New, setting: str) -> None:
    database = await registration(new_database)
    await filled(database, OUJDA)

    async with within(database, {"takwin.reach": setting}) as db:
        rows = await (await db.connection()).execute(text("select 1 from participant union all select 2 from session"))

    assert rows.all() == []


async def test_one_region_is_not_seen_from_another(new_database: New) -> None:
    database = await registration(new_database)
    for region in (OUJDA, TANGER):
        await filled(database, region)

    tables = ("session", "organisation", "participant", "registration")
    of_oujda = [await seen(database, table, Reach(regions=frozenset({OUJDA}))) for table in tables]
    of_both = [await seen(database, table, Reach(whole=True)) for table in tables]

    assert (of_oujda, of_both) == ([1] * 4, [2] * 4)


async def test_a_guest_is_seen_where_she_has_a_seat_and_so_is_her_association(new_database: New) -> None:
    database = await registration(new_database)
    here, there = await filled(database, OUJDA), await filled(database, TANGER)

    async with database.sessions.begin() as db:
        await actions.register(db, here["session"], there["participant"])

    of_oujda = Reach(regions=frozenset({OUJDA}))
    assert [await seen(database, table, of_oujda) for table in ("participant", "organisation", "registration")] == [
        2,
        2,
        2,
    ]


async def test_a_focal_point_sees_its_own_people_and_the_places_of_its_region(new_database: New) -> None:
    database = await registration(new_database)
    own, other = await filled(database, OUJDA), await filled(database, OUJDA)
    async with database.sessions.begin() as db:
        await actions.register(db, other["session"], own["participant"])

    reach = Reach(organisations=frozenset({own["organisation"]}), places=frozenset({OUJDA}))

    assert [await seen(database, table, reach) for table in ("session", "participant", "registration")] == [2, 1, 2]


async def test_a_trainer_sees_the_one_session(new_database: New) -> None:
    database = await registration(new_database)
    own, _ = await filled(database, OUJDA), await filled(database, OUJDA)

    reach = Reach(sessions=frozenset({own["session"]}))

    assert [await seen(database, table, reach) for table in ("session", "participant", "registration")] == [1, 1, 1]


async def test_nobody_of_another_region_is_given_a_seat(new_database: New) -> None:
    database = await registration(new_database)
    here, there = await filled(database, OUJDA), await filled(database, TANGER)
    of_oujda = Reach(regions=frozenset({OUJDA}))

    with pytest.raises(ParticipantUnknown):
        async with within(database, of_oujda.settings()) as db:
            await actions.register(db, here["session"], there["participant"])

    assert await seen(database, "registration", Reach(whole=True)) == 2


async def test_nobody_is_recorded_for_an_association_of_another_region(new_database: New) -> None:
    database = await registration(new_database)
    there = await filled(database, TANGER)

    with pytest.raises(OrganisationUnknown):
        async with within(database, Reach(regions=frozenset({OUJDA})).settings()) as db:
            await record_participant(db, person(there["organisation"]))


async def test_a_number_of_another_region_is_told_to_be_known_there_and_no_more(new_database: New) -> None:
    database = await registration(new_database)
    here, there = await filled(database, OUJDA), await filled(database, TANGER)
    await record(database, somebody := person(there["organisation"]))

    with pytest.raises(KnownElsewhere) as refused:
        async with within(database, Reach(regions=frozenset({OUJDA})).settings()) as db:
            await record_participant(db, person(here["organisation"], phone=somebody.phone, email=None))

    assert (refused.value.field, refused.value.values) == ("phone", {})
    assert await seen(database, "participant", Reach(whole=True)) == 3


async def test_nothing_is_written_into_another_region(new_database: New) -> None:
    database = await registration(new_database)
    row = {"id": uuid4(), "region": TANGER}

    with pytest.raises(DBAPIError, match="row-level security"):
        async with within(database, Reach(regions=frozenset({OUJDA})).settings()) as db:
            await (await db.connection()).execute(
                text(
                    "insert into session (id, region, state, heard, plan_heard, taken, offered, waiting, surplus,"
                    " stay_free, last_place, version, attendance_version)"
                    " values (:id, :region, 'open', 1, 1, 0, 0, 0, 0, false, 0, 0, 0)"
                ),
                row,
            )
