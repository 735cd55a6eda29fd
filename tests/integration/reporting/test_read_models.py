"""Figures made from events alone, on a real database."""

import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from services.reporting.app import service
from services.reporting.handlers import on
from services.reporting.public.steps import Between, Outside
from services.reporting.read_models import queries
from services.reporting.read_models.tables import Table
from services.reporting.report.actions import RegionsInShort, Reports
from services.reporting.report.values import Report
from shared.events import AttendanceRecorded, SessionRescheduled
from shared.kernel.contracts import Event
from shared.kernel.database import Database, run
from shared.service.running import Service
from tests import facts
from tests.hearing import hear
from tests.integration.reporting.rollout import Rollout

NewDatabase = Callable[[Service], Awaitable[Database]]

HERE, THERE = uuid4(), uuid4()
SARA, OMAR, LINA = uuid4(), uuid4(), uuid4()


def story() -> list[Event]:
    """Two sessions in two regions, a person in both, a withdrawal and a promotion."""
    return [
        facts.planned(HERE),
        facts.opened(HERE),
        facts.planned(THERE, region="MA-01", city="Tanger"),
        facts.recorded(SARA),
        facts.recorded(OMAR, "man", first_timer=False),
        facts.registered(HERE, SARA, 1),
        facts.registered(HERE, OMAR, 2),
        facts.waitlisted(HERE, LINA, 3),
        facts.withdrawn(HERE, OMAR, 4),
        facts.promoted(HERE, LINA, 5),
        facts.registered(THERE, SARA, 1, region="MA-01"),
        facts.completed(HERE),
    ]


async def figures_of(database: Database) -> RegionsInShort:
    return await Reports(database).in_short()


async def report_of(database: Database) -> Report:
    return await Reports(database).report()


async def public_rows(database: Database) -> list[tuple[UUID, str, dict[str, object]]]:
    async with database.sessions() as db:
        found = await run(db, "select event_id, type, body from outbox order by position")
        return [tuple(row) for row in found]


async def test_the_figures_follow_from_the_events(new_database: NewDatabase) -> None:
    database = await new_database(service())

    await hear(database, on, *story())

    report = await figures_of(database)
    oujda = report.regions["MA-02"]
    assert (oujda.registered, oujda.waiting, oujda.withdrawn, oujda.unique_people) == (2, 0, 1, 2)
    assert oujda.by_sex.model_dump() == {"woman": 1, "man": 0, "unknown": 1}
    assert (report.total.registered, report.total.unique_people, report.total.first_timers) == (3, 2, 0)
    assert (report.total.sessions.planned, report.total.sessions.completed) == (1, 1)


async def test_topics_may_overtake_one_another_and_the_report_is_the_same(new_database: NewDatabase) -> None:
    heard, in_order = [*story(), *Rollout().tell()], await new_database(service())
    await hear(in_order, on, *heard)
    expected = await figures_of(in_order), await report_of(in_order)

    for seed in range(3):
        mixed = await new_database(service())
        await hear(mixed, on, *mixed_but_in_order_by_key(heard, seed))
        assert (await figures_of(mixed), await report_of(mixed)) == expected


async def test_even_a_log_told_backwards_ends_in_the_same_report(new_database: NewDatabase) -> None:
    heard, forwards, backwards = Rollout().tell(), await new_database(service()), await new_database(service())

    await hear(forwards, on, *heard)
    await hear(backwards, on, *reversed(heard))

    assert await report_of(backwards) == await report_of(forwards)


def mixed_but_in_order_by_key(heard: list[Event], seed: int) -> list[Event]:
    """Interleave the logs of all keys at random, as partitions do."""
    keys = [(event.topic, event.key) for event in heard]
    random.Random(seed).shuffle(keys)  # noqa: S311 - an order to be met again, no secret
    logs = {key: iter([event for event in heard if (event.topic, event.key) == key]) for key in keys}
    return [next(logs[key]) for key in keys]


async def test_an_older_event_changes_nothing(new_database: NewDatabase) -> None:
    database = await new_database(service())
    await hear(database, on, facts.withdrawn(HERE, SARA, 2), facts.opened(HERE, version=2))

    await hear(database, on, facts.registered(HERE, SARA, 1), facts.planned(HERE, version=1))

    report = await figures_of(database)
    assert (report.total.registered, report.total.withdrawn) == (0, 1)
    assert (report.total.sessions.planned, report.total.sessions.open) == (0, 1)


async def test_a_newer_state_of_a_person_replaces_the_older(new_database: NewDatabase) -> None:
    database = await new_database(service())
    await hear(database, on, facts.registered(HERE, SARA), facts.recorded(SARA, "unknown", 1))

    await hear(database, on, facts.recorded(SARA, "woman", 3))

    assert (await figures_of(database)).total.by_sex.woman == 1


async def test_of_many_who_come_the_steps_are_told_and_nothing_of_an_event_heard_twice(
    new_database: NewDatabase,
) -> None:
    database, heard = await new_database(service()), filling(20)

    await hear(database, on, *heard)
    await hear(database, on, *heard)

    told = await told_of(database, "public.seats.counted.v1")
    assert [(it["aggregateversion"], it["data"]["registered"]) for it in told] == [(1, 15), (2, 20)]


async def test_of_a_session_of_few_nothing_is_told_but_its_course(new_database: NewDatabase) -> None:
    database = await new_database(service())

    await hear(database, on, *story())

    kinds = [kind for _, kind, _ in await public_rows(database)]
    assert [kind for kind in kinds if not kind.startswith("public.session.")] == []
    assert len(kinds) == len([event for event in story() if event.topic == "scheduling.sessions"])


def filling(people: int) -> list[Event]:
    """Return a session in which so many get a seat, one by one."""
    seats = [facts.registered(HERE, uuid4(), number) for number in range(1, people + 1)]
    counted = [it.model_copy(update={"registered": number}) for number, it in enumerate(seats, 1)]
    return [facts.planned(HERE), facts.opened(HERE), *counted]


async def test_a_rebuild_finds_its_public_events_told_already(new_database: NewDatabase) -> None:
    database, heard = await new_database(service()), [*filling(20), *Rollout(seats=25).tell()]
    await hear(database, on, *heard)
    before, report = await public_rows(database), await report_of(database)

    async with database.sessions.begin() as db:
        for table in ("inbox", *Table.metadata.tables):
            await run(db, f'delete from "{table}"')
    await hear(database, on, *heard)

    assert await public_rows(database) == before
    assert await report_of(database) == report


async def test_a_public_event_says_since_when_it_waits_to_leave(new_database: NewDatabase) -> None:
    database = await new_database(service())

    await hear(database, on, facts.planned(HERE))

    async with database.sessions() as db:
        found = await run(db, "select count(*) from outbox where written_at is null")
        assert found.scalar_one() == 0


async def test_a_rebuild_from_nothing_tells_the_same_bytes(new_database: NewDatabase) -> None:
    first, second = await new_database(service()), await new_database(service())
    heard = [*filling(20), *Rollout(seats=25).tell()]

    await hear(first, on, *heard)
    await hear(second, on, *heard)

    assert await public_rows(first) == await public_rows(second)


async def test_the_end_of_a_session_tells_the_city_and_hours_it_was_planned_with(new_database: NewDatabase) -> None:
    database = await new_database(service())

    await hear(database, on, facts.planned(HERE), facts.opened(HERE), facts.completed(HERE))

    _, kind, body = (await public_rows(database))[-1]
    assert kind == "public.session.completed.v1"
    assert body["data"] == {
        "session_id": str(HERE),
        "region": "MA-02",
        "city": "Oujda",
        "starts_at": "2017-08-23T08:00:00Z",
        "ends_at": "2017-08-24T16:00:00Z",
    }


async def test_public_events_carry_the_time_of_their_source_and_no_cause(new_database: NewDatabase) -> None:
    database = await new_database(service())

    await hear(database, on, facts.opened(HERE))

    _, _, body = (await public_rows(database))[0]
    assert (body["time"], body["aggregateversion"]) == ("2017-06-01T12:00:00Z", 2)
    assert not body.keys() & {"causationid", "correlationid"}


async def test_the_report_knows_between_what_each_number_is_told_outside(new_database: NewDatabase) -> None:
    database = await new_database(service())

    await hear(database, on, *filling(20))

    heard = await Reports(database).heard()
    assert heard.outside == {str(HERE): Outside(registered=Between(16, 20), attended=Between())}


async def test_a_session_shows_its_seats_and_what_is_known_of_its_codes(new_database: NewDatabase) -> None:
    database = await new_database(service())

    await hear(database, on, *story())

    async with database.sessions() as db:
        first, second = await queries.list_sessions(db)
    assert {first["city"], second["city"]} == {"Oujda", "Tanger"}
    row = first if first["city"] == "Oujda" else second
    assert (row["registered"], row["waiting"], row["withdrawn"], row["programme"]) == (2, 0, 1, None)


async def test_another_plan_changes_place_and_modules_and_leaves_the_session_open(new_database: NewDatabase) -> None:
    database, plan = await new_database(service()), facts.planned(HERE)
    before = plan.model_dump(include={"city", "zone", "starts_local", "ends_local", "starts_at", "ends_at"})
    moved = {**plan.model_dump(exclude={"id", "time", "aggregateversion"}), "city": "Nador", "seats": 30}
    again = facts.told(SessionRescheduled.model_validate({**moved, "before": before}), 3)

    await hear(database, on, plan, facts.opened(HERE), again)

    async with database.sessions() as db:
        (row,) = await queries.list_sessions(db)
    assert (row["city"], row["seats"], row["state"]) == ("Nador", 30, "open")
    _, kind, body = (await public_rows(database))[-1]
    assert (kind, body["aggregateversion"]) == ("public.session.rescheduled.v1", 3)


async def test_how_many_came_is_told_once_the_sheet_is_closed_and_not_when_they_are_few(
    new_database: NewDatabase,
) -> None:
    few, many = Rollout(seats=9), Rollout(seats=30)

    told = [await attendance_told(await new_database(service()), it) for it in (few, many)]

    assert told[0] == []
    assert {it["aggregateversion"] for it in told[1]} == {1}
    assert {it["data"]["attended"] for it in told[1]} <= {15, 20, 25, 30}


async def attendance_told(database: Database, rollout: Rollout) -> list[dict[str, Any]]:
    await hear(database, on, *rollout.tell())
    return await told_of(database, "public.attendance.counted.v1")


async def told_of(database: Database, type_: str) -> list[dict[str, Any]]:
    return [body for _, kind, body in await public_rows(database) if kind == type_]


async def test_late_marks_publish_nothing(new_database: NewDatabase) -> None:
    database, heard = await new_database(service()), Rollout().tell()
    sheet = next(it for it in heard if isinstance(it, AttendanceRecorded))
    await hear(database, on, *heard)
    before = await public_rows(database)

    await hear(database, on, facts.told(sheet, 99))

    assert await public_rows(database) == before
