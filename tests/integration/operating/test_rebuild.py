"""Reporting's read models are made anew from the log by the real service: the same figures, nothing told twice."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

import pytest

from programs.services import service_of
from services.reporting.read_models.tables import Table
from services.reporting.report.actions import Reports
from shared.kernel.contracts import Event
from shared.kernel.database import Database, run
from shared.kernel.parking import Reason, park
from tests import wire
from tests.integration.operating.conftest import NOWHERE, Desk
from tests.integration.operating.test_parked import record
from tests.integration.reporting.rollout import Rollout
from tests.log_reader import read_all
from tests.running import eventually


async def put_on_the_log(desk: Desk, events: list[Event]) -> None:
    for topic in {event.topic for event in events}:
        await wire.put(desk.kafka, topic, *[wire.record(event) for event in events if event.topic == topic])


async def handled(database: Database) -> int:
    async with database.sessions() as db:
        number: int = (await run(db, "select count(*) from inbox")).scalar_one()
    return number


async def hear_all(desk: Desk, number: int) -> None:
    """Let reporting run until it has heard so many events and told everything."""
    database = desk.databases["reporting"]

    async def done() -> bool:
        async with database.sessions() as db:
            waiting = (await run(db, "select count(*) from outbox where published_at is null")).scalar_one()
        return await handled(database) == number and not waiting

    async with desk.run.started(service_of("reporting"), database.url):
        await eventually(done, within_s=60)


async def counted(desk: Desk) -> dict[str, Any]:
    """Return the whole report and the short figures, by their parts."""
    reports = Reports(desk.databases["reporting"])
    report, short = await reports.report(), await reports.in_short()
    return {**asdict(report), **{f"{name} in short": part for name, part in asdict(short).items()}}


async def told(desk: Desk) -> dict[UUID, tuple[Any, ...]]:
    """Return each public event by its id: when it left and where it lies, as the relay has noted it last."""
    async with desk.databases["reporting"].sessions() as db:
        rows = await run(db, "select event_id, published_at, partition, kafka_offset from outbox")
    return {row[0]: tuple(row) for row in rows}


def changed(before: dict[Any, Any], after: dict[Any, Any]) -> dict[Any, Any]:
    """Return what differs, as it was and as it is."""
    return {key: (before.get(key), after.get(key)) for key in before | after if before.get(key) != after.get(key)}


async def test_a_rebuild_ends_in_the_same_figures_and_tells_nothing_twice(desk: Desk) -> None:
    events = Rollout().tell()
    await put_on_the_log(desk, events)
    await hear_all(desk, len(events))
    figures, public = await counted(desk), await told(desk)

    answered = await desk.takwin("rebuild", "reporting", "--json")
    left = await handled(desk.databases["reporting"])
    await hear_all(desk, len(events))

    assert (answered.exit_code, json.loads(answered.stdout)["events"], left) == (0, len(events), 0)
    assert changed(figures, await counted(desk)) == {}
    assert changed(public, await told(desk)) == {}
    assert {UUID(it["id"]) for it in await read_all(desk.kafka, "public.training")} == set(public)
    assert public, "there is something that could have been told twice"


async def test_while_it_runs_a_rebuild_is_refused_and_changes_nothing(desk: Desk) -> None:
    events, database = Rollout().tell(), desk.databases["reporting"]
    await put_on_the_log(desk, events)
    async with desk.run.started(service_of("reporting"), database.url) as parts:
        await eventually(lambda: lease_is_held(parts.database))

        answered = await desk.takwin("rebuild", "reporting")
        await eventually(lambda: has_handled(database, len(events)), within_s=60)

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr.startswith("reporting runs: stop it first (docker compose stop reporting)")


async def lease_is_held(database: Database) -> bool:
    async with database.sessions() as db:
        return bool((await run(db, "select exists (select from relay)")).scalar_one())


async def has_handled(database: Database, number: int) -> bool:
    return await handled(database) == number


async def test_what_was_set_aside_comes_again_and_is_handled(desk: Desk) -> None:
    events, database = Rollout().tell(), desk.databases["reporting"]
    await put_on_the_log(desk, events)
    async with database.sessions.begin() as db:
        await park(db, "reporting", record(events[-1], 0), Reason("Poison"))

    answered = await desk.takwin("rebuild", "reporting")
    await hear_all(desk, len(events))

    assert answered.exit_code == 0
    assert (await wire.parked(database), await wire.held_keys(database)) == ([], [])


@pytest.mark.parametrize("service", ["notifications", "scheduling", "registration", "catering"])
async def test_nothing_but_reporting_can_be_rebuilt(desk: Desk, service: str) -> None:
    answered = await desk.takwin("rebuild", service)

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr == f"{service} is not made of the log alone: only reporting can be rebuilt.\n"


async def test_without_kafka_nothing_is_emptied(desk: Desk) -> None:
    database = desk.databases["reporting"]
    async with database.sessions.begin() as db:
        await run(db, "insert into inbox (consumer, event_id) values ('reporting', gen_random_uuid())")
    desk.kafka = NOWHERE

    answered = await desk.takwin("rebuild", "reporting")

    assert (answered.exit_code, answered.stderr) == (2, f"Kafka does not answer at {NOWHERE.servers}.\n")
    assert await handled(database) == 1


async def test_a_database_that_is_away_is_named(desk: Desk) -> None:
    desk.lose_database("reporting")

    answered = await desk.takwin("rebuild", "reporting")

    assert (answered.exit_code, answered.stderr) == (2, "The database of reporting does not answer.\n")


def test_every_read_model_is_emptied() -> None:
    assert {"sessions", "seats", "marks", "participants", "messages"} <= set(Table.metadata.tables)
