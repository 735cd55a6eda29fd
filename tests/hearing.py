"""Services that hear, on a real database and without a broker: the kernel's own batches."""

import json
from collections.abc import Sequence

from aiokafka import ConsumerRecord

from shared.kernel.consumer import Batches
from shared.kernel.contracts import Event
from shared.kernel.database import Database
from shared.kernel.messaging import Handlers
from shared.kernel.metrics import Metrics
from tests.wire import HEADERS, parked


async def hear(database: Database, on: Handlers, *events: Event) -> None:
    """Let the service hear the events in this order, as one poll. Raises AssertionError where one was set aside."""
    batches = Batches(on, database, Metrics("test"))
    batches.pauses_s = ()
    await batches.take(_records(events), None)
    assert [(it.topic, it.error, it.fields) for it in await parked(database)] == []


def _records(events: Sequence[Event]) -> list["ConsumerRecord[bytes, bytes]"]:
    return [
        ConsumerRecord(
            topic=event.topic,
            partition=0,
            offset=offset,
            timestamp=0,
            timestamp_type=0,
            key=event.key.encode(),
            value=json.dumps(event.to_cloudevent()).encode(),
            checksum=None,
            serialized_key_size=-1,
            serialized_value_size=-1,
            headers=HEADERS,
        )
        for offset, event in enumerate(events)
    ]
