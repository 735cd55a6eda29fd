"""Sending of outbox rows to Kafka: a batch per partition, in the order of the rows, never beyond a deadline."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.structs import RecordMetadata

from shared.kernel.contracts import CONTENT_TYPE
from shared.kernel.kafka import PRODUCER

DEADLINE_S = 5.0  # for any await on a producer: its own timeouts do not hold while the broker is away
ROOM = 512  # bytes that a record takes beside its key and value, generously
HEADERS = [("content-type", CONTENT_TYPE.encode())]

Row: TypeAlias = Mapping[str, Any]
Placed: TypeAlias = tuple[int, int]  # partition, offset


class Later:
    """Not sent yet: its partition's batch was full."""


LATER = Later()
Outcome: TypeAlias = "Placed | BaseException | Later | None"


@dataclass
class Batch:
    """Rows for one partition that travel as one; `future` tells the offset of the first."""

    partition: int
    builder: Any
    rows: list[int] = field(default_factory=list)
    future: "asyncio.Future[RecordMetadata] | None" = None

    def outcome(self, index: int) -> Outcome:
        """Return what became of the row that stands `index`th in the batch; None when nobody knows yet."""
        if self.future is None or not self.future.done() or self.future.cancelled():
            return None
        error = self.future.exception()
        return error or (self.partition, self.future.result().offset + index)


async def send(producer: AIOKafkaProducer, rows: Sequence[Row]) -> list[Outcome]:
    """Send the rows in order; an outcome is None where the deadline passed first.

    Each partition gets one batch. A second one could arrive where the first has failed, and with it a key's version 2
    before its version 1: what does not fit is LATER, and sent when the first has arrived.
    """
    batches: list[Batch] = []
    outcomes: list[Outcome] = [None] * len(rows)
    with suppress(TimeoutError):
        async with asyncio.timeout(DEADLINE_S):
            await _fill(producer, rows, batches, outcomes)
            futures = [batch.future for batch in batches if batch.future is not None]
            if futures:
                await asyncio.wait(futures)
    for batch in batches:
        for index, row in enumerate(batch.rows):
            outcomes[row] = batch.outcome(index)
    return outcomes


async def _fill(producer: AIOKafkaProducer, rows: Sequence[Row], batches: list[Batch], outcomes: list[Outcome]) -> None:
    filling: dict[tuple[str, int], Batch] = {}
    partitions = {topic: len(await producer.partitions_for(topic)) for topic in {row["topic"] for row in rows}}
    for number, row in enumerate(rows):
        key, value = row["key"].encode(), row["body"].encode()
        if len(key) + len(value) + ROOM > PRODUCER["max_request_size"]:
            outcomes[number] = MessageSizeTooLargeError("outbox row")
            continue
        where = row["topic"], partition_of(key, partitions[row["topic"]])
        batch = filling.get(where) or filling.setdefault(where, Batch(where[1], producer.create_batch()))
        if not _append(batch, number, key, value):
            outcomes[number] = LATER
    batches.extend(filling.values())
    for where, batch in filling.items():
        await _send_batch(producer, where, batch)


def _append(batch: Batch, number: int, key: bytes, value: bytes) -> bool:
    """Say whether the row fits; where one did not, the builder is closed and takes no later one either."""
    fits = batch.builder.append(timestamp=None, key=key, value=value, headers=HEADERS) is not None
    if fits:
        batch.rows.append(number)
    return fits


async def _send_batch(producer: AIOKafkaProducer, where: tuple[str, int], batch: Batch) -> None:
    batch.builder.close()
    batch.future = await producer.send_batch(batch.builder, where[0], partition=where[1])


@lru_cache(maxsize=10_000)
def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition of a key: murmur2, as Java's and aiokafka's own partitioner, which is slow in Python."""
    number: int = DefaultPartitioner()(key, list(range(partitions)), [])
    return number


_closing: set["asyncio.Task[None]"] = set()


def abandon(producer: AIOKafkaProducer) -> None:
    """Let go of a producer without waiting for it: its own `stop` hangs for as long as the broker does."""
    producer._closed = True  # noqa: SLF001 - there is no public way that does not wait
    sender = producer._sender  # noqa: SLF001
    if sender.sender_task is not None:
        sender.sender_task.cancel()
    task = asyncio.create_task(_close(producer))
    _closing.add(task)
    task.add_done_callback(_closing.discard)


async def _close(producer: AIOKafkaProducer) -> None:
    with suppress(KafkaError, OSError, TimeoutError, asyncio.CancelledError):
        await asyncio.wait_for(producer.client.close(), DEADLINE_S)
