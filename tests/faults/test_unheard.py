"""A partition that is wanted has somebody who hears it, whatever came while a process was away or at work."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar
from uuid import uuid4

import pytest
import structlog
from aiokafka import TopicPartition
from aiokafka.admin import NewPartitions, RecordsToDelete
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor

from shared.kernel import topics
from shared.kernel.kafka import SUBSCRIBER, partitions
from shared.service.health import LOOK_S
from shared.service.running import Parts, Service
from tests import wire
from tests.children import child, go_on, stop
from tests.running import TOPICS, Running, admin, eventually
from tests.sample import service as sample
from tests.sample.service import Said

AT_ONCE_S = 20.0  # on a machine that does much else; the group's session is 10 s, an hour would not help the deaf
PARTITIONS = 6


class SaidAloud(Said):
    """Something that only the next release waits for, on a topic that nobody has heard so far."""

    topic: ClassVar = "scheduling.catalogue"
    type: ClassVar = "sample.said-aloud.v1"


def newer() -> Service:
    """Return the sample as its next release has it: with one handler for one topic more."""
    return sample.service(sample.handlers(Said, SaidAloud))


async def put(run: Running, form: type[Said], number: int = 2) -> int:
    """Let something be said on each partition; return how often it was said in all."""
    where = await _partitions(run, form.topic)
    for partition in where:
        records = [wire.record(wire.stamped(form(about=uuid4()))) for _ in range(number)]
        await wire.put(run.places.kafka, form.topic, *records, partition=partition)
    return number * len(where)


async def _partitions(run: Running, topic: str) -> list[int]:
    async with admin(run) as client:
        return sorted(one.partition for one in await partitions(client, [topic]))


async def grow(run: Running, topic: str, number: int) -> None:
    """Give the topic more partitions, as an operator would."""
    async with admin(run) as client:
        await client.create_partitions({topic: NewPartitions(total_count=number)})

    async def grown() -> bool:
        return len(await _partitions(run, topic)) == number

    await eventually(grown)


async def let_go_of_all(run: Running, topic: str) -> None:
    """Let the broker take the records away, as it does with those that are older than the topic keeps."""
    where = [TopicPartition(topic, number) for number in await _partitions(run, topic)]
    async with admin(run) as client:
        await client.delete_records({one: RecordsToDelete(before_offset=-1) for one in where})


async def make_anew(run: Running, topic: str) -> None:
    """Delete the topic with all that is on it, and make it again."""
    async with admin(run) as client:
        await client.delete_topics([topic])
        while topic in await client.list_topics():  # noqa: ASYNC110 - Kafka deletes in its own time
            await asyncio.sleep(0.02)
    await topics.provision(run.places.kafka, TOPICS)


def is_ready(parts: Parts) -> Callable[[], Any]:
    async def ready() -> bool:
        return all(parts.watch.ready().values())

    return ready


async def test_a_release_with_one_topic_more_hears_it_as_soon_as_it_is_back(run: Running) -> None:
    async with run.database(sample.service()) as database:
        async with run.started(sample.service(), database.url):
            pass
        expected = await put(run, SaidAloud)

        async with run.started(newer(), database.url) as parts:
            await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)
            await eventually(is_ready(parts))


async def test_a_replica_of_the_next_release_beside_one_of_this_hears_its_new_topic(run: Running) -> None:
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url, "0"):
        async with run.started(sample.service(), database.url, "1"):
            pass
        expected = await put(run, SaidAloud)

        async with run.started(newer(), database.url, "1"):
            await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)


async def test_the_release_before_passes_over_nothing_that_the_next_one_waits_for(run: Running) -> None:
    async with run.database(sample.service()) as database:
        async with run.started(newer(), database.url) as parts:
            await eventually(is_ready(parts))
        async with run.started(sample.service(), database.url):
            expected = await put(run, SaidAloud) + await put(run, Said)
            await eventually(lambda: sample.has_noted(database, expected // 2), AT_ONCE_S)

        async with run.started(newer(), database.url):
            await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)


async def test_partitions_that_are_added_are_heard_by_who_runs_and_by_who_comes_back(run: Running) -> None:
    async with run.database(sample.service()) as database:
        async with run.started(sample.service(), database.url):
            await grow(run, Said.topic, 2 * PARTITIONS)
            expected = await put(run, Said)
            await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)

        async with run.started(sample.service(), database.url):
            await grow(run, Said.topic, 3 * PARTITIONS)
            expected += await put(run, Said)
            await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)


@pytest.mark.parametrize("as_much", [1, 3], ids=["with fewer records", "with more records"])
async def test_a_topic_made_anew_is_heard_from_its_first_record(run: Running, as_much: int) -> None:
    async with run.database(sample.service()) as database:
        async with run.started(sample.service(), database.url):
            pass
        async with run.started(sample.service(), database.url) as parts:
            expected = await put(run, Said)
            await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)
            await eventually(is_ready(parts))
            await asyncio.sleep(LOOK_S * 2)  # until it has looked at the log as it was

            await make_anew(run, Said.topic)
            expected += await put(run, Said, as_much)

            await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)
            await eventually(is_ready(parts))
            assert run.ended == []


async def test_a_log_whose_records_have_gone_with_time_is_the_one_it_was(run: Running) -> None:
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url) as parts:
        expected = await put(run, Said)
        await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)
        await asyncio.sleep(LOOK_S * 2)  # until it has looked at the log as it was

        with structlog.testing.capture_logs() as said:
            await let_go_of_all(run, Said.topic)
            await asyncio.sleep(LOOK_S * 2)
            await eventually(is_ready(parts))
            expected += await put(run, Said)
            await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)
            await asyncio.sleep(LOOK_S * 2)

    assert [line for line in said if line["event"] == "topic.made_anew"] == []


async def test_who_stood_still_while_a_topic_was_made_anew_passes_over_none_of_its_records(run: Running) -> None:
    async with (
        run.database(sample.service()) as database,
        child("tests.sample.process", database.url, run.places.kafka.servers, "0") as process,
    ):
        expected = await put(run, Said)
        await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)
        await asyncio.sleep(LOOK_S * 2)  # until it has looked at the log as it was

        stop(process)
        await make_anew(run, Said.topic)
        expected += await put(run, Said, 5)
        go_on(process)

        await eventually(lambda: sample.has_noted(database, expected), AT_ONCE_S)


async def test_what_is_said_after_a_topic_was_made_anew_arrives(run: Running) -> None:
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url) as parts:
        await sample.say(parts.database, uuid4(), times=3)
        await eventually(lambda: sample.has_noted(database, 3))

        await make_anew(run, Said.topic)
        for _ in range(10):
            await sample.say(parts.database, uuid4(), times=2)

        await eventually(lambda: sample.has_noted(database, 23))
        assert run.ended == []


class LeavesOneOut(RoundRobinPartitionAssignor):  # type: ignore[misc] # aiokafka ships no types
    """Gives nobody the first partition, as a group does that nobody leads."""

    name = "one-out"

    @classmethod
    def assign(cls, cluster: Any, members: Mapping[str, Any]) -> dict[str, Any]:
        """Take away what was given."""
        given = super().assign(cluster, members)
        for assignment in given.values():
            assignment.assignment = [(topic, [n for n in numbers if n]) for topic, numbers in assignment.assignment]
        return dict(given)


async def test_a_service_is_not_ready_while_a_partition_is_nobodys(
    run: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SUBSCRIBER, "partition_assignment_strategy", (LeavesOneOut,))
    alone = replace(sample.service(), handlers=replace(sample.handlers(Said), consumer="alone"), name="alone")
    async with run.database(alone) as database, run.started(alone, database.url) as parts:
        began = time.monotonic()
        await eventually(lambda: _knows_kafka(parts))

        while time.monotonic() < began + 10:
            assert not parts.watch.ready()["partitions"]
            await asyncio.sleep(0.2)
        value = parts.metrics.registry.get_sample_value("takwin_alone_partitions_unheard")
    assert value == 1


async def _knows_kafka(parts: Parts) -> bool:
    return parts.watch.ready()["kafka"]
