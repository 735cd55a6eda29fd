"""Records as anybody might put them on Kafka, and what has been set aside of them."""

import json
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlmodel import col, select

from shared.kernel.cluster import Cluster
from shared.kernel.contracts import CONTENT_TYPE, Event
from shared.kernel.database import Database
from shared.kernel.kafka import new_producer
from shared.kernel.parking import Parked, ParkedKey

HEADERS = (("content-type", CONTENT_TYPE.encode()),)
Headers = Sequence[tuple[str, bytes | None]]
Raw = tuple[bytes | None, bytes | None, Headers]

START = "2017-08-23T08:00:00Z"


def stamped(event: Event, version: int = 1, event_id: UUID | None = None) -> Event:
    """Return the event with an envelope, as the outbox gives it."""
    return event.model_validate(
        event.model_dump() | {"id": event_id or uuid4(), "time": START, "aggregateversion": version}
    )


def record(event: Event, **changes: object) -> Raw:
    """Return key, value and headers of a stamped event."""
    return event.key.encode(), json.dumps(event.to_cloudevent() | changes).encode(), HEADERS


async def put(kafka: Cluster, topic: str, *records: Raw, partition: int | None = None) -> None:
    """Put records on a topic in this order."""
    producer = new_producer(kafka, "test")
    await producer.start()
    try:
        for key, value, headers in records:
            await producer.send(topic, value, key=key, headers=list(headers), partition=partition)
        await producer.flush()
    finally:
        await producer.stop()


async def parked(database: Database) -> list[Parked]:
    """Return what is set aside and waits, in the order of the log."""
    async with database.sessions() as db:
        waiting = select(Parked).where(col(Parked.replayed_at).is_(None)).order_by(col(Parked.kafka_offset))
        return list((await db.exec(waiting)).all())


async def held_keys(database: Database) -> list[bytes]:
    """Return the keys whose events wait."""
    async with database.sessions() as db:
        return list((await db.exec(select(ParkedKey.key))).all())
