"""Partitions change hands in the middle of the work: nothing acts twice, nothing is lost, order by key holds."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.consumer import Batches
from shared.kernel.database import Database
from shared.kernel.kafka import SUBSCRIBER
from shared.kernel.messaging import Handlers
from shared.service.running import Parts
from tests import wire
from tests.hearing import hear
from tests.running import Running, eventually
from tests.sample import service as sample
from tests.sample.service import Noted, Poison, Said

TOPIC = Said.topic
THINGS = [UUID(int=number) for number in range(1, 31)]  # each of the six partitions has three of them or more


@dataclass
class Gate:
    """Handlers wait here, in the middle of their transaction, until the test lets them go on."""

    entered: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> None:
        """Wait until it is open."""
        self.entered.set()
        await self.opened.wait()


@dataclass
class Weather:
    """Handlers fail as they do without a network, while it is bad."""

    bad: bool = True
    failed: set[str] = field(default_factory=set)

    def of(self, instance: str) -> Callable[[], Awaitable[None]]:
        """Return what the handlers of one process go through."""

        async def pass_through() -> None:
            if self.bad:
                self.failed.add(instance)
                raise ConnectionResetError

        return pass_through


class NewcomerTakesAll(RoundRobinPartitionAssignor):  # type: ignore[misc] # aiokafka ships no types
    """Gives every partition to the instance whose name comes last."""

    name = "newcomer"

    @classmethod
    def assign(cls, cluster: Any, members: Mapping[str, Any]) -> dict[str, Any]:
        """Leave the others without any."""
        alone = super().assign(cluster, {max(members): members[max(members)]})
        nothing = ConsumerProtocolMemberAssignment(cls.version, [], b"")
        return {**dict.fromkeys(members, nothing), **alone}


def noting(first: Callable[[], Awaitable[None]]) -> Handlers:
    """Return a handler that goes through `first` before it notes what it hears."""
    on = Handlers(consumer="sample")

    @on(Said)
    async def note(heard: Said, db: AsyncSession) -> None:
        await first()
        db.add(Noted(event_id=heard.id, subject=heard.subject, version=heard.aggregateversion, type=heard.type))

    return on


def said(about: UUID, version: int) -> Said:
    event = wire.stamped(Said(about=about), version)
    assert isinstance(event, Said)
    return event


async def put(run: Running, versions: range) -> int:
    """Let all things be spoken of in these versions; return how often."""
    records = [wire.record(said(thing, version)) for version in versions for thing in THINGS]
    await wire.put(run.places.kafka, TOPIC, *records)
    return len(records)


async def assert_each_once_in_order(database: Database, last: int) -> None:
    """Every version of everything has had one effect, in order, and nothing is set aside."""
    effects = await sample.noted(database)
    for thing in THINGS:
        assert [it.version for it in effects if it.subject == str(thing)] == list(range(1, last + 1))
    assert await wire.parked(database) == []
    assert await wire.held_keys(database) == []


def counted(parts: Parts, name: str) -> float:
    """Return one of the sample's counters for the topic."""
    return parts.metrics.registry.get_sample_value(f"takwin_sample_{name}_total", {"topic": TOPIC}) or 0


async def somebody_waits_for_a_lock(database: Database) -> bool:
    waiting = "select count(*) from pg_locks where not granted and database = (select oid from pg_database"
    async with database.engine.connect() as connection:
        own = text(f"{waiting} where datname = current_database()) or not granted and locktype = 'transactionid'")
        return bool(await connection.scalar(own))


@pytest.fixture
def newcomer_takes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make sure that whatever the first process has in hand is lost as soon as there is a second."""
    monkeypatch.setitem(SUBSCRIBER, "partition_assignment_strategy", (NewcomerTakesAll,))


@pytest.mark.usefixtures("newcomer_takes_all")
async def test_a_slice_whose_partition_is_lost_acts_once_and_counts_no_attempt(run: Running) -> None:
    gate, slow = Gate(), sample.service()
    slow.handlers = noting(gate)
    async with run.database(slow) as database:
        expected = await put(run, range(1, 11))
        async with run.started(slow, database.url, "0") as first:
            await gate.entered.wait()

            async with run.started(sample.service(), database.url, "1") as second:
                await eventually(lambda: somebody_waits_for_a_lock(database))
                gate.opened.set()
                await put(run, range(11, 21))
                await eventually(lambda: sample.has_noted(database, expected * 2))

                await eventually(lambda: _has_lost(first))
                assert [counted(parts, "events_retried") for parts in (first, second)] == [0, 0]
                assert [counted(parts, "events_parked") for parts in (first, second)] == [0, 0]
                await assert_each_once_in_order(database, 20)


async def test_a_second_consumer_shares_the_work_of_a_slow_one_and_repeats_nothing(run: Running) -> None:
    gate, slow = Gate(), sample.service()
    slow.handlers = noting(gate)
    async with run.database(slow) as database:
        expected = await put(run, range(1, 11))
        async with run.started(slow, database.url, "0") as first:
            await gate.entered.wait()

            async with run.started(sample.service(), database.url, "1") as second:
                gate.opened.set()
                await put(run, range(11, 21))
                await eventually(lambda: sample.has_noted(database, expected * 2))

                assert counted(first, "events_handled") > 0
                assert counted(second, "events_handled") > 0
                await assert_each_once_in_order(database, 20)


async def _has_lost(parts: Parts) -> bool:
    return counted(parts, "slices_lost") > 0


async def test_who_gives_up_on_an_event_that_the_new_owner_has_handled_does_not_park_it(
    run: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, calls = said(THINGS[0], 1), []
    give_up = Batches._give_up
    async with run.database(sample.service()) as database:

        async def give_up_after_the_new_owner(self: Batches, *why: Any) -> None:
            await eventually(lambda: sample.has_noted(database, 1))
            await give_up(self, *why)

        async def fail_when_the_new_owner_waits() -> None:
            calls.append(event.id)
            if len(calls) > 1:
                await eventually(lambda: somebody_waits_for_a_lock(database))
            raise Poison

        monkeypatch.setattr(Batches, "_give_up", give_up_after_the_new_owner)
        old_owner = asyncio.create_task(hear(database, noting(fail_when_the_new_owner_waits), event))
        await eventually(lambda: _is_at_its_last_attempt(calls))
        await hear(database, sample.handlers(Said), event)
        await old_owner
        await hear(database, sample.handlers(Said), said(THINGS[0], 2))

        assert [it.version for it in await sample.noted(database)] == [1, 2]


async def _is_at_its_last_attempt(calls: list[UUID]) -> bool:
    return len(calls) > 1


async def test_an_outage_outlasts_a_rebalance_and_counts_as_no_attempt(
    run: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    weather, services = Weather(), [sample.service(), sample.service()]
    for instance, service in enumerate(services):
        service.handlers = noting(weather.of(str(instance)))
    answers = Database.answers

    async def answers_in_good_weather(self: Database) -> bool:
        return not weather.bad and await answers(self)

    monkeypatch.setattr(Database, "answers", answers_in_good_weather)
    async with run.database(services[0]) as database:
        expected = await put(run, range(1, 6))
        async with run.started(services[0], database.url, "0") as first:
            await eventually(lambda: _is_held(first))

            async with run.started(services[1], database.url, "1") as second:
                expected += await put(run, range(6, 11))
                await eventually(lambda: _is_held(second))
                await eventually(lambda: _holds_all_it_has(first))
                weather.bad = False
                await eventually(lambda: sample.has_noted(database, expected))

                assert weather.failed == {"0", "1"}
                assert [counted(parts, "events_retried") for parts in (first, second)] == [0, 0]
                await assert_each_once_in_order(database, 10)


async def _is_held(parts: Parts) -> bool:
    return bool(parts.batches.held)


async def _holds_all_it_has(parts: Parts) -> bool:
    """Say whether the rebalance has left no partition of this process running."""
    (subscriber,) = parts.broker.subscribers
    client = subscriber.consumer  # type: ignore[attr-defined] # FastStream's subscribers share too little
    return bool(client.assignment()) and client.assignment() <= parts.batches.held & client.paused()
