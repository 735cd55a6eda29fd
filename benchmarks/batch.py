"""Handlers written per event with the ORM: the kernel's batches against one transaction and one commit per message."""

import time
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, TopicPartition
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel import inbox, topics
from shared.kernel.contracts import Event
from shared.kernel.database import Database
from shared.kernel.kafka import SUBSCRIBER
from shared.kernel.messaging import Handlers
from tests import wire
from tests.places import Places
from tests.running import TOPICS, Running, eventually
from tests.sample import service as sample
from tests.sample.service import Said

FEW = 300


async def rates(places: Places, many: int) -> tuple[float, float]:
    """Return messages per second: in batches, and one by one. Both read the same log into a real database."""
    await places.forget_topics()
    await topics.provision(places.kafka, TOPICS)
    await _fill(places, many)
    return await _in_batches(places, many), await _one_by_one(places)


async def _fill(places: Places, number: int) -> None:
    things = [uuid4() for _ in range(500)]
    events = (wire.stamped(Said(about=things[n % 500]), n // 500 + 1) for n in range(number))
    await wire.put(places.kafka, Said.topic, *map(wire.record, events))


async def _in_batches(places: Places, many: int) -> float:
    service = sample.service(sample.keepers())
    running = Running(places)
    times: list[float] = []
    async with running.database(service) as database:
        parts = running.parts(service, database.url)
        take = parts.batches.take

        async def timed(records: object, client: object) -> None:
            times.append(time.perf_counter())
            await take(records, client)  # type: ignore[arg-type]
            times.append(time.perf_counter())

        parts.batches.take = timed  # type: ignore[method-assign]
        async with running.up(parts):
            await eventually(lambda: sample.has_kept(database, many), within_s=120)
    return many / (times[-1] - times[0])


async def _one_by_one(places: Places) -> float:
    service = sample.service(sample.keepers())
    group = f"plain-{uuid4()}"
    settings = {name: SUBSCRIBER[name] for name in ("auto_offset_reset", "fetch_max_wait_ms")}
    client = AIOKafkaConsumer(
        Said.topic, bootstrap_servers=places.kafka.servers, group_id=group, enable_auto_commit=False, **settings
    )
    async with places.fresh_database(service) as database:
        await client.start()
        try:
            await client.getone()
            started = time.perf_counter()
            for _ in range(FEW):
                await _handle_one(database, service.handlers, client)
            return FEW / (time.perf_counter() - started)
        finally:
            await client.stop()


async def _handle_one(database: Database, on: Handlers, client: AIOKafkaConsumer) -> None:
    record = await client.getone()
    event = on.read(record)
    async with database.sessions.begin() as db:
        await _act_once(db, on, event)
    await client.commit({TopicPartition(record.topic, record.partition): record.offset + 1})


async def _act_once(db: AsyncSession, on: Handlers, event: Event | None) -> None:
    if event is not None and await inbox.mark(db, on.consumer, [event.id]):
        await on.handle(event, db)
