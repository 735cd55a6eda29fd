"""Moves the outbox to Kafka: one relay per service at a time, in batches, in order by key, never hanging."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata
from sqlmodel import Field

from shared.contracts import CONTENT_TYPE
from shared.database import TIMEOUTS_MS, Database, KernelTable
from shared.metrics import Metrics

log = structlog.get_logger()

BATCH = 2_000  # rows; at some 600 bytes each about a megabyte in flight
DEADLINE_S = 5.0  # for any await on the producer; below LEASE_S, so that a slow broker costs no lease
LEASE_S = 10  # a holder that does not touch its connection for so long has lost it (idle_session_timeout)
PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # the floor under the bell; each look also touches the lease
STUCK_AT_MOST = 3
LOCK = 0x74616B77  # one per database: advisory locks do not reach further
HEADERS = [("content-type", CONTENT_TYPE.encode())]

WAITING = """
select position, topic, key, body::text as body from outbox
where published_at is null and refused is null order by position limit $1"""
MARK = """
update outbox set published_at = clock_timestamp(), partition = sent.partition, kafka_offset = sent.kafka_offset
from unnest($1::bigint[], $2::int[], $3::bigint[]) as sent (position, partition, kafka_offset)
where outbox.position = sent.position and exists (select from relay where fence = $4)"""
REFUSE = "update outbox set refused = $2 where position = $1"
TAKE_FENCE = """
insert into relay (id, fence) values (1, 1) on conflict (id) do update set fence = relay.fence + 1 returning fence"""


class Lease(KernelTable, table=True):
    """Counts the holders: a row is marked only by the holder of the day."""

    __tablename__ = "relay"

    id: int = Field(default=1, primary_key=True)
    fence: int


class LeaseLost(RuntimeError):
    """Another relay has taken over; what this one has sent, the other sends again, and the inboxes see it once."""


class ProducerStuck(RuntimeError):
    """The broker is there and yet a deadline has passed: the producer is given up, never awaited again."""


Row: TypeAlias = Any  # asyncpg.Record
Outcome: TypeAlias = "RecordMetadata | BaseException | None"


@dataclass
class Relay:
    """Runs for as long as its task does; any number of replicas may run one, the first holds the lease."""

    database: Database
    new_producer: Callable[[], AIOKafkaProducer]
    metrics: Metrics
    end_process: Callable[[], None]
    stuck: int = 0
    progress_at: float = field(default_factory=time.monotonic)
    moved: int = 0

    async def run(self) -> None:
        """Take the lease and relay, again after every outage."""
        while True:
            try:
                await self._hold_lease()
            except ProducerStuck:
                self._count_stuck()
            except LeaseLost:
                log.warning("relay.lease_lost")
            except (KafkaError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("relay.waiting", error=type(error).__name__)
            await asyncio.sleep(PAUSES_S[-1])

    def _count_stuck(self) -> None:
        self.stuck += 1
        log.error("relay.stuck", times=self.stuck)
        if self.stuck >= STUCK_AT_MOST:
            self.end_process()

    async def _hold_lease(self) -> None:
        settings = {**TIMEOUTS_MS, "idle_session_timeout": str(LEASE_S * 1000)}
        db = await asyncpg.connect(self.database.dsn, timeout=DEADLINE_S, server_settings=settings)
        try:
            while not await db.fetchval("select pg_try_advisory_lock($1)", LOCK):
                self.progress_at = time.monotonic()
                await asyncio.sleep(PAUSES_S[-1])
            await self._relay_with(db, await db.fetchval(TAKE_FENCE))
        finally:
            db.terminate()

    async def _relay_with(self, db: asyncpg.Connection, fence: int) -> None:
        producer = self.new_producer()
        try:
            async with asyncio.timeout(DEADLINE_S):
                await producer.start()
            await self._drain_for_ever(db, producer, fence)
        finally:
            abandon(producer)

    async def _drain_for_ever(self, db: asyncpg.Connection, producer: AIOKafkaProducer, fence: int) -> None:
        idle = 0
        while True:
            self.database.outbox_bell.clear()
            rows = await db.fetch(WAITING, BATCH)
            if rows:
                await self._move(db, producer, fence, rows)
                idle = 0
                continue
            self.progress_at = time.monotonic()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.database.outbox_bell.wait(), PAUSES_S[idle])
            idle = min(idle + 1, len(PAUSES_S) - 1)

    async def _move(self, db: asyncpg.Connection, producer: AIOKafkaProducer, fence: int, rows: Sequence[Row]) -> None:
        outcomes = await self._send(producer, rows)
        sent = [(row["position"], it) for row, it in zip(rows, outcomes, strict=True) if isinstance(it, RecordMetadata)]
        marked = await db.execute(
            MARK, [p for p, _ in sent], [it.partition for _, it in sent], [it.offset for _, it in sent], fence
        )
        if sent and marked == "UPDATE 0":
            raise LeaseLost
        self.moved += len(sent)
        self.metrics.published.inc(len(sent))
        await self._refuse(db, rows, outcomes)
        if sent:
            self.stuck, self.progress_at = 0, time.monotonic()
        self._raise_failures(outcomes)

    async def _send(self, producer: AIOKafkaProducer, rows: Sequence[Row]) -> list[Outcome]:
        """Send the rows in order; an outcome is None where the deadline passed first."""
        waiting: list[asyncio.Future[RecordMetadata] | MessageSizeTooLargeError] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(DEADLINE_S):
                for row in rows:
                    waiting.append(await self._send_one(producer, row))  # noqa: PERF401 - kept at the deadline
                await asyncio.wait([it for it in waiting if isinstance(it, asyncio.Future)] or [_done()])
        return [outcome(it) for it in waiting] + [None] * (len(rows) - len(waiting))

    async def _send_one(
        self, producer: AIOKafkaProducer, row: Row
    ) -> "asyncio.Future[RecordMetadata] | MessageSizeTooLargeError":
        try:
            future: asyncio.Future[RecordMetadata] = await producer.send(
                row["topic"], row["body"].encode(), key=row["key"].encode(), headers=HEADERS
            )
        except MessageSizeTooLargeError as error:
            return error
        return future

    async def _refuse(self, db: asyncpg.Connection, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
        """One event that Kafka will never take must not hold the others."""
        for row, it in zip(rows, outcomes, strict=True):
            if isinstance(it, MessageSizeTooLargeError):
                await db.execute(REFUSE, row["position"], type(it).__name__)
                self.metrics.refused.inc()
                log.error("event.refused", position=row["position"], topic=row["topic"], error=type(it).__name__)

    def _raise_failures(self, outcomes: Sequence[Outcome]) -> None:
        if any(it is None for it in outcomes):
            raise ProducerStuck
        for it in outcomes:
            if isinstance(it, BaseException) and not isinstance(it, MessageSizeTooLargeError):
                raise it


def outcome(it: "asyncio.Future[RecordMetadata] | MessageSizeTooLargeError") -> Outcome:
    """Return what became of one send: where it stands, why it failed, or None when nobody knows yet."""
    if not isinstance(it, asyncio.Future):
        return it
    if not it.done() or it.cancelled():
        return None
    return it.exception() or it.result()


def _done() -> "asyncio.Future[None]":
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.set_result(None)
    return future


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
