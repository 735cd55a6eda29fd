"""Relay: moves the outbox to Kafka; one per service at a time, in batches, in order by key, never hanging."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from sqlmodel import Field

from shared.kernel import sending
from shared.kernel.database import DATABASE_ERRORS, TIMEOUTS_MS, Database, KernelTable
from shared.kernel.metrics import Metrics
from shared.kernel.sending import DEADLINE_S, LATER, Outcome, Row

log = structlog.get_logger()

BATCH = 2_000  # rows; at some 600 bytes each about a megabyte in flight
GATHER_S = 0.02  # under load, rows that are written one by one are sent together
LEASE_S = 10  # a holder that does not touch its connection for so long has lost it (idle_session_timeout)
PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # the floor under the bell; each look also touches the lease
STUCK_AT_MOST = 3
LOCK = 0x74616B77  # one per database: advisory locks do not reach further

# One statement, one snapshot, from the very first row: whoever sees version 2 sees version 1, whose position is lower,
# since writers lock what they speak about. No cursor, for positions are given at insert and not at commit.
WAITING = """
select position, topic, key, body::text as body from outbox
where published_at is null and refused is null and position not in (select unnest($1::bigint[]))
order by position limit $2"""
MARK = """
update outbox set published_at = clock_timestamp(), partition = sent.partition, kafka_offset = sent.kafka_offset
from unnest($1::bigint[], $2::int[], $3::bigint[]) as sent (position, partition, kafka_offset)
where outbox.position = sent.position and exists (select from relay where fence = $4)"""
REFUSE = "update outbox set refused = $2 where position = $1 and exists (select from relay where fence = $3)"
TAKE_FENCE = """
insert into relay (id, fence) values (1, 1) on conflict (id) do update set fence = relay.fence + 1 returning fence"""

Connection: TypeAlias = "asyncpg.Connection"


class Lease(KernelTable, table=True):
    """Counts the holders: a row is marked only by the holder of the day."""

    __tablename__ = "relay"

    id: int = Field(default=1, primary_key=True)
    fence: int


class LeaseLost(RuntimeError):
    """Another relay has taken over; what this one has sent, the other sends again, and the inboxes see it once."""


class ProducerStuck(RuntimeError):
    """The broker was there and yet a deadline has passed: the producer is given up, never awaited again."""


@dataclass
class Relay:
    """Runs for as long as its task does; any number of replicas may run one, the first holds the lease."""

    database: Database
    new_producer: Callable[[], AIOKafkaProducer]
    metrics: Metrics
    end_process: Callable[[], None]
    stuck: int = 0
    moved: int = 0
    progress_at: float = field(default_factory=time.monotonic)

    async def run(self) -> None:
        """Take the lease and relay, again after every outage."""
        while True:
            try:
                await self._hold_lease()
            except ProducerStuck:
                self._count_stuck()
            except LeaseLost:
                log.warning("relay.lease_lost")
            except (KafkaError, *DATABASE_ERRORS) as error:
                log.warning("relay.waiting", error=type(error).__name__)
            await asyncio.sleep(PAUSES_S[-1])

    def _count_stuck(self) -> None:
        self.stuck += 1
        log.error("relay.stuck", times=self.stuck)
        if self.stuck >= STUCK_AT_MOST:
            self.end_process()

    async def _hold_lease(self) -> None:
        db = await self._connect(idle_session_timeout=str(LEASE_S * 1000))
        try:
            while not await db.fetchval("select pg_try_advisory_lock($1)", LOCK):
                self.progress_at = time.monotonic()
                await asyncio.sleep(PAUSES_S[-1])
            await self._relay_with(db, await db.fetchval(TAKE_FENCE))
        finally:
            db.terminate()

    async def _connect(self, **settings: str) -> Connection:
        dsn, settings = self.database.dsn, {**TIMEOUTS_MS, **settings}
        return await asyncpg.connect(dsn, timeout=DEADLINE_S, server_settings=settings)

    async def _relay_with(self, db: Connection, fence: int) -> None:
        # A mark lost in a crash of the server costs a second sending, which the inboxes see once: no wait for the disk.
        marker, producer = Marker(self, await self._connect(synchronous_commit="off"), fence), self.new_producer()
        try:
            async with asyncio.timeout(DEADLINE_S):
                await producer.start()
            await self._drain_for_ever(db, marker, producer)
        finally:
            sending.abandon(producer)
            await marker.give_up()

    async def _drain_for_ever(self, db: Connection, marker: "Marker", producer: AIOKafkaProducer) -> None:
        """Read and send a batch while the one before it is being marked."""
        idle = 0
        while True:
            self.database.outbox_bell.clear()
            if rows := await self._read(db, marker.on_their_way):
                await marker.after_the_last(rows, await sending.send(producer, rows))
                idle = 0
                await asyncio.sleep(0 if len(rows) == BATCH else GATHER_S)
                continue
            await marker.done()
            await self._rest(PAUSES_S[idle])
            idle = min(idle + 1, len(PAUSES_S) - 1)

    async def _read(self, db: Connection, on_their_way: list[int]) -> list[Row]:
        """Return what waits, in order of position, but for what this holder has sent and is about to mark."""
        rows: list[Row] = await db.fetch(WAITING, on_their_way, BATCH)
        return rows

    async def _rest(self, pause_s: float) -> None:
        self.progress_at = time.monotonic()
        with suppress(TimeoutError):
            await asyncio.wait_for(self.database.outbox_bell.wait(), pause_s)

    def got_on(self, rows: int) -> None:
        """Note that so many rows are published and marked."""
        self.moved += rows
        self.metrics.published.inc(rows)
        self.stuck, self.progress_at = 0, time.monotonic()


@dataclass
class Marker:
    """Marks rows on a connection of its own, so that the next batch need not wait for it."""

    relay: Relay
    db: Connection
    fence: int
    on_their_way: list[int] = field(default_factory=list)  # positions that Kafka has and that are not marked for sure
    _marking: "asyncio.Task[None] | None" = None

    async def after_the_last(self, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
        """Wait for the batch before, then begin to mark this one. Raises LeaseLost, ProducerStuck, KafkaError."""
        await self.done()
        failure = next((it for it in outcomes if _has_failed(it)), None)
        self.on_their_way = [row["position"] for row, it in zip(rows, outcomes, strict=True) if it is not LATER]
        self._marking = asyncio.create_task(self._mark(rows, outcomes))
        if failure is not None or None in outcomes:
            await self.done()
            raise failure if isinstance(failure, BaseException) else ProducerStuck

    async def done(self) -> None:
        """Wait until everything sent is marked."""
        if self._marking is not None:
            marking, self._marking = self._marking, None
            await marking
            self.on_their_way = []

    async def give_up(self) -> None:
        """Mark nothing more; what had not been marked is sent again by the next holder."""
        self.db.terminate()
        if self._marking is not None:
            await asyncio.gather(self._marking, return_exceptions=True)

    async def _mark(self, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
        sent = [(row["position"], *it) for row, it in zip(rows, outcomes, strict=True) if isinstance(it, tuple)]
        if sent:
            marked = await self.db.execute(MARK, *map(list, zip(*sent, strict=True)), self.fence)
            if marked == "UPDATE 0":
                raise LeaseLost
            self.relay.got_on(len(sent))
        for row, outcome in zip(rows, outcomes, strict=True):
            if isinstance(outcome, MessageSizeTooLargeError):
                await self._refuse(row, outcome)

    async def _refuse(self, row: Row, error: MessageSizeTooLargeError) -> None:
        """One event that Kafka will never take must not hold the others."""
        await self.db.execute(REFUSE, row["position"], type(error).__name__, self.fence)
        self.relay.metrics.refused.inc()
        log.error("event.refused", position=row["position"], topic=row["topic"], error=type(error).__name__)


def _has_failed(outcome: Outcome) -> bool:
    return isinstance(outcome, BaseException) and not isinstance(outcome, MessageSizeTooLargeError)
