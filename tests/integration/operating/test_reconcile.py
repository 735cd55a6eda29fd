"""Outboxes and the log compared on a real broker: nothing differs, the log was lost, the database is older."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from programs.services import service_of
from shared.events import SessionEvent, SessionOpened
from shared.kernel import outbox, topics
from shared.kernel.database import Database, run
from tests import facts, wire
from tests.integration.operating.conftest import NOWHERE, Desk
from tests.log_reader import read_all
from tests.running import TOPICS, eventually

SESSION = uuid4()
TOPIC = "scheduling.sessions"


async def tell(database: Database, *told: SessionEvent) -> None:
    async with database.sessions.begin() as db:
        for event in told:
            outbox.publish(db, event, version=event.aggregateversion)


def story(session: UUID = SESSION) -> list[SessionEvent]:
    return [facts.planned(session), facts.opened(session), facts.completed(session)]


async def count(database: Database, what: str) -> int:
    async with database.sessions() as db:
        number: int = (await run(db, f"select count(*) from {what}")).scalar_one()
    return number


async def has_sent_all(database: Database) -> bool:
    return await count(database, "outbox where published_at is null") == 0


async def send_all(desk: Desk, service: str) -> None:
    """Let the service run until its relay has sent everything."""
    database = desk.databases[service]
    async with desk.run.started(service_of(service), database.url):
        await eventually(lambda: has_sent_all(database))


async def lose_the_log(desk: Desk) -> None:
    await desk.run.places.forget_topics()
    await topics.provision(desk.kafka, TOPICS)


async def differences(desk: Desk, *words: str) -> tuple[int, list[dict[str, Any]]]:
    answered = await desk.takwin("reconcile", "--json", *words)
    assert answered.stderr == ""
    return answered.exit_code, json.loads(answered.stdout)


async def test_what_was_told_and_what_is_on_the_log_agree(desk: Desk) -> None:
    await tell(desk.databases["scheduling"], *story())
    await send_all(desk, "scheduling")

    answered = await desk.takwin("reconcile")

    assert (answered.exit_code, answered.stdout) == (0, "Outboxes and log agree.\n")


async def test_a_log_that_was_lost_is_told_row_by_row_and_nothing_is_changed(desk: Desk) -> None:
    database = desk.databases["scheduling"]
    await tell(database, *story())
    await send_all(desk, "scheduling")
    await lose_the_log(desk)

    code, found = await differences(desk)

    assert (code, [(it["kind"], it["version"]) for it in found]) == (1, [("lost", 1), ("lost", 2), ("lost", 3)])
    assert {it["subject"] for it in found} == {str(SESSION)}
    assert await has_sent_all(database)


async def test_repaired_the_relay_sends_the_same_again_and_nobody_acts_twice(
    desk: Desk,
) -> None:
    scheduling, reporting = desk.databases["scheduling"], desk.databases["reporting"]
    await tell(scheduling, *story())
    await send_all(desk, "scheduling")
    before = await read_all(desk.kafka, TOPIC)
    async with desk.run.started(service_of("reporting"), reporting.url):
        await eventually(lambda: has_told(reporting, 3))
    await lose_the_log(desk)

    code, found = await differences(desk, "--repair")
    await send_all(desk, "scheduling")
    await send_all(desk, "reporting")

    assert (code, len(found)) == (0, 6), "three of scheduling, and the three that reporting told in public"
    assert await read_all(desk.kafka, TOPIC) == before
    assert (await count(reporting, "outbox"), await wire.parked(reporting)) == (3, [])
    assert (await desk.takwin("reconcile")).stdout == "Outboxes and log agree.\n"


async def has_told(database: Database, number: int) -> bool:
    return await count(database, "outbox where published_at is not null") == number


async def test_a_database_that_is_older_than_the_log_is_told_and_cannot_be_repaired(desk: Desk) -> None:
    database = desk.databases["scheduling"]
    await tell(database, *story())
    await send_all(desk, "scheduling")
    async with database.sessions.begin() as db:
        await run(db, "delete from outbox where position = 3")

    code, found = await differences(desk, "--repair")

    assert (code, [(it["kind"], it["version"]) for it in found]) == (1, [("unknown", 3)])


async def test_a_number_that_was_left_out_is_told(desk: Desk) -> None:
    await tell(desk.databases["scheduling"], facts.planned(SESSION), facts.opened(SESSION, version=3))
    await send_all(desk, "scheduling")

    answered = await desk.takwin("reconcile")

    assert answered.exit_code == 1
    assert "1 gap: a number that neither the log nor the outbox has." in answered.stdout


async def test_what_waits_and_what_kafka_refused_are_no_difference(desk: Desk) -> None:
    database = desk.databases["scheduling"]
    await tell(database, *story(), facts.told(SessionOpened(session_id=uuid4(), region="MA-02"), 1))
    async with database.sessions.begin() as db:
        await run(db, "update outbox set refused = 'MessageSizeTooLargeError' where position = 2")
    await send_all_but_refused(desk)

    assert await differences(desk) == (0, [])


async def send_all_but_refused(desk: Desk) -> None:
    database = desk.databases["scheduling"]
    async with desk.run.started(service_of("scheduling"), database.url):
        await eventually(lambda: has_told(database, 3))


async def test_without_kafka_it_is_said_in_one_sentence(desk: Desk) -> None:
    desk.kafka = NOWHERE

    answered = await desk.takwin("reconcile")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr == f"Kafka does not answer at {NOWHERE.servers}.\n"


@pytest.mark.parametrize("service", ["scheduling", "reporting"])
async def test_a_database_that_is_away_is_named(desk: Desk, service: str) -> None:
    desk.lose_database(service)

    answered = await desk.takwin("reconcile", "--repair")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr == f"The database of {service} does not answer.\n"
