"""A minute without the broker, a minute without the database: work waits, nothing is lost, nothing is done twice."""

import asyncio
import time
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import pytest
from asyncpg import InternalClientError

from shared.kernel import outbox
from shared.kernel.database import DATABASE_ERRORS, Database
from shared.kernel.relay import Relay
from shared.service.running import Parts
from tests import wire
from tests.log_reader import order_breaks, read_all
from tests.running import Running, eventually
from tests.sample import service as sample
from tests.sample.service import Said
from tests.slow import slow
from tests.switch import Switch

OUTAGE_S = 60.0
KILLS = 4
THINGS = [uuid4() for _ in range(5)]


def switch_or_skip(switch: Switch | None) -> Switch:
    if switch is None:
        pytest.skip("the servers were given by URL, so they are not this test's to stop")
    return switch


@slow
async def test_a_minute_without_the_broker_under_writes_loses_nothing(run: Running) -> None:
    switch = switch_or_skip(run.places.broker_switch)
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url) as parts:
        await sample.say(parts.database, THINGS[0])
        await eventually(lambda: sample.has_noted(database, 1))

        await switch.off()
        said = 1 + await _say_for(parts, OUTAGE_S)
        assert parts.watch.live(), "who restarts what is not live would restart everything"
        assert not parts.watch.ready()["kafka"]
        await switch.on()
        said += await _say_for(parts, 1.0)
        await eventually(lambda: sample.has_noted(database, said), within_s=60)

        effects = await sample.noted(database)
        records = await read_all(run.places.kafka, Said.topic)
        assert (await wire.parked(database), run.ended) == ([], [])
    assert len(effects) == len({it.event_id for it in effects}) == said
    assert len({record["id"] for record in records}) == said
    assert order_breaks(records) == []


@slow
async def test_a_minute_without_the_database_under_events_parks_and_loses_nothing(run: Running) -> None:
    switch = switch_or_skip(run.places.database_switch)
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url) as parts:
        versions = dict.fromkeys(THINGS, 0)
        sent = await _put_for(run, versions, 1.0)
        await eventually(lambda: sample.has_noted(database, sent))

        await switch.off()
        sent += await _put_for(run, versions, OUTAGE_S)
        assert not parts.watch.ready()["consumer"], "readiness must show that the consumer waits"
        await switch.on()
        sent += await _put_for(run, versions, 1.0)
        await eventually(database.answers, within_s=60)
        await eventually(lambda: sample.has_noted(database, sent), within_s=60)

        effects = await sample.noted(database)
        assert (await wire.parked(database), run.ended) == ([], [])
    assert len(effects) == len({it.event_id for it in effects}) == sent
    for thing in THINGS:
        assert [it.version for it in effects if it.subject == str(thing)] == list(range(1, versions[thing] + 1))


@slow
async def test_a_broker_that_stands_still_is_told_within_ten_seconds_and_is_nobodys_fault(run: Running) -> None:
    switch = switch_or_skip(run.places.broker_switch)
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url) as parts:
        await eventually(lambda: _is_ready(parts))

        await switch.stand_still()
        began = time.monotonic()
        await eventually(lambda: _misses_kafka(parts), within_s=10)
        told_after_s = time.monotonic() - began
        await asyncio.sleep(45)
        live = parts.watch.live(), await parts.has_started()
        await switch.go_on()

        print(f"a broker that stands still is told after {told_after_s:.1f} s")  # noqa: T201 - the figure is worth seeing
        assert live == (True, True)
        await eventually(lambda: _is_ready(parts))
        assert run.ended == []


async def _is_ready(parts: Parts) -> bool:
    return await parts.has_started() and all((await parts.checks()).values())


async def _misses_kafka(parts: Parts) -> bool:
    return not parts.watch.ready()["kafka"]


async def test_a_database_killed_under_load_ends_no_process_and_loses_nothing(run: Running) -> None:
    switch = switch_or_skip(run.places.database_switch)
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url) as parts:
        for _ in range(KILLS):
            writers = [asyncio.create_task(_say_until_cut(parts)) for _ in THINGS]
            await eventually(lambda: _moved(parts))
            await switch.off()
            await asyncio.gather(*writers)
            await switch.on()
            await eventually(database.answers, within_s=60)
        await eventually(lambda: _nothing_waits(database), within_s=60)

        records = await read_all(run.places.kafka, Said.topic)
        assert run.ended == []
    assert order_breaks(records) == []


async def test_a_relay_whose_connection_is_out_of_step_takes_another(
    run: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults, read = [InternalClientError("got result for unknown protocol state 3")], Relay._read

    async def read_or_fail(self: Relay, *given: Any) -> Any:
        if faults:
            raise faults.pop()
        return await read(self, *given)

    monkeypatch.setattr(Relay, "_read", read_or_fail)
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url) as parts:
        await sample.say(parts.database, THINGS[0])
        await eventually(lambda: sample.has_noted(database, 1))

        assert (faults, run.ended) == ([], [])


async def _say_until_cut(parts: Parts) -> None:
    """Write without a pause until the database is gone."""
    with suppress(*DATABASE_ERRORS):
        while True:
            await sample.say(parts.database, uuid4(), times=3)


async def _moved(parts: Parts) -> bool:
    """Say whether the relay has moved something since it was asked last."""
    moved, parts.relay.moved = parts.relay.moved, 0
    return moved > 0


async def _nothing_waits(database: Database) -> bool:
    async with database.sessions() as db:
        return await outbox.waiting(db) == 0


async def _say_for(parts: Parts, seconds: float) -> int:
    """Write as people would, whatever the broker does; return how often."""
    until, said = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        started = time.monotonic()
        await sample.say(parts.database, THINGS[said % len(THINGS)])
        said += 1
        assert time.monotonic() - started < 5, "a write waited for the broker"
        await asyncio.sleep(0.1)
    return said


async def _put_for(run: Running, versions: dict[UUID, int], seconds: float) -> int:
    """Let events come in, whatever the database does; return how many."""
    until, sent = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        thing = THINGS[sent % len(THINGS)]
        versions[thing] += 1
        await wire.put(run.places.kafka, Said.topic, wire.record(wire.stamped(Said(about=thing), versions[thing])))
        sent += 1
        await asyncio.sleep(0.1)
    return sent
