"""The batch behind every handler: one transaction per partition slice, then the commit of exactly that slice."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel import inbox, parking
from shared.kernel.contracts import Event
from shared.kernel.database import Database, is_outage
from shared.kernel.messaging import PERMANENT, BadRecord, Handlers, Record
from shared.kernel.metrics import Metrics

log = structlog.get_logger()

RETRY_PAUSES_S = (0.2, 0.8, 1.5, 2.5)  # 5 s in all while other keys wait
TURN_S = 20.0  # then positions are committed: below STUCK_AFTER_S of health, and a third of the poll interval
PROBE_S = 1.0

Read = tuple[Record, Event | Exception | None]


class Batches:
    """Takes what the subscriber polled, slice by slice. Lets no exception out but cancellation."""

    def __init__(self, on: Handlers, database: Database, metrics: Metrics) -> None:
        self.on = on
        self.database = database
        self.metrics = metrics
        self.held: set[TopicPartition] = set()
        self.client: Callable[[], AIOKafkaConsumer | None] = lambda: None  # known once there is a broker
        self.pauses_s: tuple[float, ...] = RETRY_PAUSES_S
        self._probing: asyncio.Task[None] | None = None

    async def take(self, records: Sequence[Record], client: AIOKafkaConsumer | None) -> None:
        """Handle `records`; what an outage interrupts is sought back, paused, and taken again later."""
        structlog.contextvars.clear_contextvars()
        until = time.monotonic() + TURN_S
        blocked = False
        for where, group in groupby(records, lambda record: TopicPartition(record.topic, record.partition)):
            slice_ = list(group)
            done = 0 if blocked else await self._take_slice(slice_, until)
            await self._commit(client, where, slice_[:done])
            if done < len(slice_):
                blocked = True
                self._hold(client, where, slice_[done].offset)

    async def _take_slice(self, records: list[Record], until: float) -> int:
        """Return how many records from the front are dealt with: all of them unless there is an outage."""
        read = [(record, self._read(record)) for record in records]
        try:
            await self._in_one_transaction(read)
        except Exception as error:  # noqa: BLE001 - whatever it is, the partition must move on
            if is_outage(error):
                return self._outage(error, 0)
            return await self._one_by_one(read, until)
        self._count(read)
        return len(read)

    def _read(self, record: Record) -> Event | Exception | None:
        try:
            return self.on.read(record)
        except PERMANENT as error:
            return error

    async def _in_one_transaction(self, read: Sequence[Read]) -> None:
        async with self.database.sessions.begin() as db:
            held = await self._held_keys(db, [record for record, found in read if found is not None])
            events = [found.id for _, found in read if isinstance(found, Event)]
            fresh = await inbox.mark(db, self.on.consumer, events)
            for record, found in read:
                if isinstance(found, Exception):
                    await self._park(db, record, parking.reason_for(found, blocks=False))
                elif found is not None and found.id in fresh:
                    fresh.remove(found.id)
                    await self._handle_or_park(db, record, found, held=record.key in held)

    async def _handle_or_park(self, db: AsyncSession, record: Record, event: Event, *, held: bool) -> None:
        if held:
            await self._park(db, record, parking.Reason("behind a parked event"))
        else:
            await self.on.handle(event, db)

    async def _held_keys(self, db: AsyncSession, records: Sequence[Record]) -> set[bytes]:
        keys = [record.key for record in records if record.key is not None]
        return await parking.held_keys(db, self.on.consumer, records[0].topic, keys) if keys else set()

    async def _one_by_one(self, read: Sequence[Read], until: float) -> int:
        for done, read_record in enumerate(read):
            if time.monotonic() > until:
                log.warning("slice.interrupted", consumer=self.on.consumer, done=done, waiting=len(read) - done)
                return done
            try:
                await self._with_retries(read_record)
            except Exception as error:  # noqa: BLE001 - parking itself failed: nothing is lost, it is all taken again
                return self._outage(error, done)
        return len(read)

    async def _with_retries(self, read: Read) -> None:
        """Try one record several times, then park it. Raises only for an outage."""
        record, found = read
        for pause_s in (*self.pauses_s, None):
            try:
                await self._in_one_transaction([read])
            except Exception as error:
                if is_outage(error):
                    raise
                if pause_s is None:
                    return await self._give_up(record, found, error)
                self._tell_retry(record, error, pause_s)
                await asyncio.sleep(pause_s)
            else:
                return self._count([read])
        return None

    def _tell_retry(self, record: Record, error: Exception, pause_s: float) -> None:
        self.metrics.retried.labels(record.topic).inc()
        log.warning("event.retried", **place(record), error=type(error).__name__, pause_s=pause_s)

    async def _give_up(self, record: Record, found: Event | Exception | None, error: Exception) -> None:
        """Park the record with its inbox mark in one transaction; its key waits from here on.

        Where its partition has gone to another process which has handled it meanwhile, there is nothing to park.
        """
        events = [found.id] if isinstance(found, Event) else []
        async with self.database.sessions.begin() as db:
            await self._held_keys(db, [record])
            if len(await inbox.mark(db, self.on.consumer, events)) == len(events):
                await self._park(db, record, parking.reason_for(error))

    async def _park(self, db: AsyncSession, record: Record, reason: parking.Reason) -> None:
        await parking.park(db, self.on.consumer, record, reason)
        self.metrics.parked.labels(record.topic).inc()
        log.error("event.parked", **place(record), error=reason.error, fields=reason.fields, blocks=reason.blocks)

    def _count(self, read: Sequence[Read]) -> None:
        skipped = sum(found is None for _, found in read)
        topic = read[0][0].topic
        self.metrics.skipped.labels(topic).inc(skipped)
        self.metrics.handled.labels(topic).inc(len(read) - skipped)

    def _outage(self, error: Exception, done: int) -> int:
        log.warning("consumer.waiting", consumer=self.on.consumer, error=type(error).__name__)
        return done

    async def _commit(self, client: AIOKafkaConsumer | None, where: TopicPartition, done: Sequence[Record]) -> None:
        """Commit one past the last record done. Where the partition is lost, its new owner does it again in vain."""
        if client is None or not done:
            return
        try:
            await client.commit({where: done[-1].offset + 1})
        except (KafkaError, IllegalStateError) as error:
            self.metrics.lost.labels(where.topic).inc()
            log.warning("slice.lost", topic=where.topic, partition=where.partition, error=type(error).__name__)

    def _hold(self, client: AIOKafkaConsumer | None, where: TopicPartition, offset: int) -> None:
        """Put the partition back to `offset` and pause it until the outage is over."""
        try:
            if client is not None:
                client.seek(where, offset)
                client.pause(where)
        except IllegalStateError:  # no longer ours
            return
        self.held.add(where)
        if client is not None and (self._probing is None or self._probing.done()):
            self._probing = asyncio.create_task(self._probe(client))

    async def _probe(self, client: AIOKafkaConsumer) -> None:
        """Wait until the database answers, then resume whatever is still ours."""
        await asyncio.sleep(PROBE_S)
        while not await self.database.answers():  # noqa: ASYNC110 - no event tells it
            await asyncio.sleep(PROBE_S)
        still_ours = self.held & client.assignment()
        self.held.clear()
        client.resume(*still_ours)
        log.info("consumer.resumed", consumer=self.on.consumer, partitions=len(still_ours))

    def assigned(self) -> set[TopicPartition]:
        """Return the partitions that are this process's own at the moment."""
        client = self.client()
        return set() if client is None else set(client.assignment())

    async def stop(self) -> None:
        """End the probe; the client itself is the broker's to stop."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.gather(self._probing, return_exceptions=True)

    async def replay(self, parked: parking.Parked, again: Mapping[int, Record] | None = None) -> int:
        """Handle again what waits for the key of `parked`; returns how many. Raises NotReplayed.

        `again` holds, by offset, records that were read from the log once more because their bytes are forgotten.
        """
        try:
            return await parking.replay(self.database, partial(self._handle_again, again or {}), parked)
        except Exception as error:
            if is_outage(error):
                raise
            raise parking.NotReplayed(parking.reason_for(error)) from error

    async def _handle_again(self, again: Mapping[int, Record], db: AsyncSession, record: Record) -> None:
        record = again.get(record.offset, record)
        event = self.on.read(record)
        if event is None:
            raise BadRecord("type")
        await inbox.mark(db, self.on.consumer, [event.id])
        await self.on.handle(event, db)


def place(record: Record) -> dict[str, str | int]:
    """Say where a record stands in the log."""
    return {"topic": record.topic, "partition": record.partition, "offset": record.offset}
