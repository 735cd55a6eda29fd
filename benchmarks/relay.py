"""The outbox on its way to Kafka: the kernel's relay against one row, one send, one update."""

import asyncio
import time
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaProducer

from shared.kernel import outbox, topics
from shared.kernel.database import Database
from shared.kernel.kafka import new_producer
from shared.kernel.metrics import Metrics
from shared.kernel.relay import MARK, WAITING, Relay
from shared.kernel.sending import HEADERS
from tests import wire
from tests.places import Places
from tests.running import TOPICS, eventually
from tests.sample import service as sample
from tests.sample.service import Said

FEW = 300


async def rates(places: Places, many: int) -> tuple[float, float]:
    """Return rows per second: by the relay, and one at a time."""
    await places.forget_topics()
    await topics.provision(places.kafka, TOPICS)
    async with places.fresh_database(sample.service()) as database:
        await _fill(database, many)
        ours = await _relayed(places, database, many)
        await _fill(database, FEW)
        return ours, await _one_at_a_time(places, database)


async def _fill(database: Database, number: int) -> None:
    things = [uuid4() for _ in range(500)]
    async with database.sessions.begin() as db:
        for n in range(number):
            db.add(outbox.row_of(wire.stamped(Said(about=things[n % 500]), n // 500 + 1)))


class Timed(Relay):
    """Notes when each batch was published and marked."""

    marks: list[tuple[float, int]]

    def got_on(self, rows: int) -> None:
        super().got_on(rows)
        self.marks.append((time.perf_counter(), self.moved))


async def _relayed(places: Places, database: Database, many: int) -> float:
    relay = Timed(database, lambda: new_producer(places.kafka, "bench"), Metrics("bench"), lambda: None)
    relay.marks = []
    running = asyncio.create_task(relay.run())
    try:
        await eventually(lambda: _moved(relay, many), within_s=60)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    (began, first), (ended, last) = relay.marks[0], relay.marks[-1]
    return (last - first) / (ended - began)


async def _moved(relay: Relay, number: int) -> bool:
    return relay.moved >= number


async def _one_at_a_time(places: Places, database: Database) -> float:
    producer = new_producer(places.kafka, "plain")
    connection = await asyncpg.connect(database.dsn)
    await producer.start()
    try:
        fence = await connection.fetchval("select fence from relay")
        started = time.perf_counter()
        for _ in range(FEW):
            await _move_one(connection, producer, fence)
        return FEW / (time.perf_counter() - started)
    finally:
        await producer.stop()
        await connection.close()


async def _move_one(connection: asyncpg.Connection, producer: AIOKafkaProducer, fence: int) -> None:
    (row,) = await connection.fetch(WAITING, [], 1)
    sent = await producer.send_and_wait(row["topic"], row["body"].encode(), key=row["key"].encode(), headers=HEADERS)
    await connection.execute(MARK, [row["position"]], [sent.partition], [sent.offset], fence)
