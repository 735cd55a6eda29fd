"""Killed between two steps that no transaction spans: what is done again has no second effect."""

import asyncio
from uuid import uuid4

from tests.children import child
from tests.log_reader import order_breaks, read_all
from tests.running import Running, eventually
from tests.sample import service as sample
from tests.sample.service import Said

PROCESS = "tests.sample.process"


async def test_killed_in_the_middle_of_a_slice_loses_nothing(run: Running) -> None:
    things = [uuid4() for _ in range(10)]
    async with run.database(sample.service()) as database:
        for thing in things:
            await sample.say(database, thing, times=3)

        async with child(PROCESS, database.url, run.places.kafka.servers, "0", "slice", wait_up=False) as process:
            async with asyncio.timeout(60):
                assert await process.wait() == -9
        committed_before_the_kill = len(await sample.noted(database))
        async with child(PROCESS, database.url, run.places.kafka.servers, "0"):
            await eventually(lambda: sample.has_noted(database, 30))

        effects = await sample.noted(database)
    assert committed_before_the_kill == 0
    for thing in things:
        assert [it.version for it in effects if it.subject == str(thing)] == [1, 2, 3]


async def test_killed_between_database_commit_and_offset_commit_acts_once(run: Running) -> None:
    things = [uuid4() for _ in range(10)]
    async with run.database(sample.service()) as database:
        for thing in things:
            await sample.say(database, thing, times=3)

        async with child(PROCESS, database.url, run.places.kafka.servers, "0", "commit", wait_up=False) as process:
            async with asyncio.timeout(60):
                assert await process.wait() == -9
        committed_before_the_kill = len(await sample.noted(database))
        async with child(PROCESS, database.url, run.places.kafka.servers, "0"):
            await sample.say(database, uuid4())
            await eventually(lambda: sample.has_noted(database, 31))

        effects = await sample.noted(database)
    assert committed_before_the_kill > 0
    assert len(effects) == 31
    for thing in things:
        assert [it.version for it in effects if it.subject == str(thing)] == [1, 2, 3]


async def test_killed_between_broker_ack_and_marking_rows_sends_again_and_acts_once(run: Running) -> None:
    things = [uuid4() for _ in range(10)]
    async with run.database(sample.service()) as database:
        for thing in things:
            await sample.say(database, thing, times=3)

        async with child(PROCESS, database.url, run.places.kafka.servers, "0", "mark", wait_up=False) as process:
            async with asyncio.timeout(60):
                assert await process.wait() == -9
        async with child(PROCESS, database.url, run.places.kafka.servers, "0"):
            await sample.say(database, uuid4())
            await eventually(lambda: sample.has_noted(database, 31))

        effects = await sample.noted(database)
        records = await read_all(run.places.kafka, Said.topic)
    assert len(records) > 31, "nothing was sent twice: the kill came too early to prove anything"
    assert order_breaks(records) == []
    assert len(effects) == len({it.event_id for it in effects}) == 31
