"""Settings of Kafka clients that matter, in one place; tests/architecture walks every client and holds them to it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import CommitFailedError, UnknownTopicOrPartitionError

from shared.kernel import metadata_pauses
from shared.kernel.cluster import Cluster

metadata_pauses.install()

MAX_POLL_INTERVAL_MS = 300_000
MAX_RECORDS = 2_000
STOP_S = 3.0
TRIES, PAUSE_S = 60, 0.5  # for a group to notice that its last member is gone, for a new topic to be known

# Defaults lose events: ACK_FIRST and `latest` (FastStream), acks=1 and no idempotence (aiokafka).
SUBSCRIBER: dict[str, Any] = {
    "max_records": MAX_RECORDS,
    "batch_timeout_ms": 200,
    "auto_offset_reset": "earliest",
    "max_poll_interval_ms": MAX_POLL_INTERVAL_MS,
    "session_timeout_ms": 10_000,
    "heartbeat_interval_ms": 2_000,
    "fetch_max_wait_ms": 500,
    "partition_assignment_strategy": (StickyPartitionAssignor,),
}
METADATA_MAX_AGE_MS = 3_000  # what is made or added meanwhile is known by the time shared.kernel.ownership asks for it
PRODUCER: dict[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "max_batch_size": 256 * 1024,
    "max_request_size": 1024 * 1024,
    "request_timeout_ms": 10_000,
    "linger_ms": 0,
}
# Whoever is in no group learns of each topic by asking and being told to ask again: 0.1 s each, as the library has it.
# Who stays for long has that time: asking sooner takes seven times as much of a processor while the broker is away (2.1
# s against 0.3 s in 15 s of `takwin subscribe`, by /proc).
SOON_MS, LASTING_MS = 10, 100
OUTSIDE: dict[str, Any] = {"auto_offset_reset": "earliest"}


class GroupBusy(Exception):
    """Somebody still hears Kafka for this group."""


def new_producer(cluster: Cluster, client_id: str) -> AIOKafkaProducer:
    """Return a producer, not yet started. The partitioner stays aiokafka's own, murmur2, as Java's is."""
    return AIOKafkaProducer(client_id=client_id, **cluster.client, **PRODUCER)


def new_admin(cluster: Cluster) -> AIOKafkaAdminClient:
    """Return a client that asks and tells the cluster about topics and groups, not yet started."""
    return AIOKafkaAdminClient(**cluster.client, request_timeout_ms=10_000)


@asynccontextmanager
async def reading(
    cluster: Cluster, ask_again_ms: int = SOON_MS
) -> AsyncIterator[tuple[AIOKafkaAdminClient, AIOKafkaConsumer]]:
    """Look at the log from outside: a consumer of no group, which commits nothing, and an admin client."""
    admin = new_admin(cluster)
    settings = OUTSIDE | {"retry_backoff_ms": ask_again_ms}
    reader = AIOKafkaConsumer(group_id=None, enable_auto_commit=False, **cluster.client, **settings)
    try:
        await admin.start()
        await reader.start()
        yield admin, reader
    finally:
        await asyncio.gather(in_time(admin.close()), in_time(reader.stop()))


async def in_time(stopping: Coroutine[Any, Any, None], seconds: float = STOP_S) -> None:
    """Wait for a client to stop, but not for ever: its fetcher at times swallows the first request to end (tried).

    `asyncio.wait_for` would ask it to end once, and then wait for it without a limit.
    """
    task = asyncio.ensure_future(stopping)
    ended, deaf = await asyncio.wait({task}, timeout=seconds)
    for stopped in ended:
        stopped.result()
    for running in deaf:
        running.cancel()


async def partitions(admin: AIOKafkaAdminClient, topics: list[str]) -> list[TopicPartition]:
    """Return every partition of the topics that exist; a consumer outside a group does not know them by itself."""
    described = await admin.describe_topics(topics)
    return [TopicPartition(topic["topic"], part["partition"]) for topic in described for part in topic["partitions"]]


async def hear_again(cluster: Cluster, group: str, topics: list[str]) -> None:
    """Let the group hear the topics from their beginning; nobody may be in it. Raises GroupBusy, KafkaError."""
    where = await _all_partitions(cluster, topics)
    client = AIOKafkaConsumer(group_id=group, enable_auto_commit=False, **cluster.client)
    client.assign(where)
    await client.start()
    try:
        for _ in range(TRIES):
            with suppress(CommitFailedError):  # the group still waits for a process that was stopped
                return await client.commit(dict.fromkeys(where, 0))  # type: ignore[no-any-return] # it has no types
            await asyncio.sleep(PAUSE_S)
        raise GroupBusy(group)
    finally:
        await in_time(client.stop())


async def _all_partitions(cluster: Cluster, topics: list[str]) -> list[TopicPartition]:
    """Return the partitions of all these topics; one that was made a moment ago is not told at once."""
    async with reading(cluster) as (admin, _):
        for _ in range(TRIES):
            where = await partitions(admin, topics)
            if {one.topic for one in where} == set(topics):
                return where
            await asyncio.sleep(PAUSE_S)
    raise UnknownTopicOrPartitionError


async def polled(cluster: Cluster, *topics: str) -> AsyncIterator[list[ConsumerRecord[Any, Any]]]:
    """Yield what is on the topics now, as it is polled: each time records of one partition, in order."""
    if not topics:
        return
    async with reading(cluster) as clients:
        async for records in polled_by(*clients, *topics):
            yield records


async def polled_by(
    admin: AIOKafkaAdminClient, reader: AIOKafkaConsumer, *topics: str
) -> AsyncIterator[list[ConsumerRecord[Any, Any]]]:
    """Yield the same, by clients that look from outside already."""
    ends = await _begin(reader, await partitions(admin, list(topics)))
    while any([await reader.position(one) < end for one, end in ends.items()]):
        for partition, records in (await reader.getmany(timeout_ms=1000, max_records=MAX_RECORDS)).items():
            yield [record for record in records if record.offset < ends[partition]]


async def _begin(reader: AIOKafkaConsumer, where: list[TopicPartition]) -> dict[TopicPartition, int]:
    """Let the reader stand where each partition begins; return where those end now that hold anything.

    Told by offset: `seek_to_beginning` waits for a fetch that is under way, a second for each topic.
    """
    begins, ends = (await reader.beginning_offsets(where), await reader.end_offsets(where)) if where else ({}, {})
    filled = {one: end for one, end in ends.items() if begins[one] < end}
    reader.assign(list(filled))
    for partition in filled:
        reader.seek(partition, begins[partition])
    return filled


async def read_whole(cluster: Cluster, *topics: str) -> list[ConsumerRecord[Any, Any]]:
    """Return every record that is on the topics now, partition by partition, each in order."""
    found = [record async for records in polled(cluster, *topics) for record in records]
    return sorted(found, key=lambda it: (topics.index(it.topic), it.partition, it.offset))
