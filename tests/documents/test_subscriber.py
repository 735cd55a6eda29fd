"""The subscriber of the examples, as a process of its own, on a real Kafka."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from programs.documents.catalogue import GOLDEN
from shared.kernel.cluster import Cluster
from shared.kernel.kafka import new_producer
from tests.documents.written import ROOT
from tests.places import Places

TOPIC = "public.training"


def golden(type_: str) -> bytes:
    told = json.loads(Path(GOLDEN / f"{type_}.json").read_text(encoding="utf-8")) | {"id": str(uuid4())}
    return json.dumps(told).encode()


async def tell(kafka: Cluster, *events: bytes) -> None:
    admin = AIOKafkaAdminClient(**kafka.client)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, 1, 1)])
    await admin.close()
    async with new_producer(kafka, "test") as producer:
        for event in events:
            await producer.send_and_wait(TOPIC, event, key=b"session")


async def heard(kafka: str, count: int) -> list[str]:
    """Run the client until it has said so many lines."""
    command = (sys.executable, ROOT / "examples" / "subscriber.py", kafka)
    process = await asyncio.create_subprocess_exec(*map(str, command), stdout=PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            return [(await process.stdout.readline()).decode() for _ in range(count)]
    finally:
        process.kill()
        await process.wait()


async def test_a_subscriber_hears_each_public_event_once(places: Places) -> None:
    await places.forget_topics()
    planned, counted = golden("public.session.planned.v1"), golden("public.seats.counted.v1")

    await tell(places.kafka, planned, planned, counted)
    lines = await heard(places.kafka.servers, 2)

    assert [line.split()[1] for line in lines] == ["public.session.planned.v1", "public.seats.counted.v1"]
    assert '"registered": 15' in lines[1]
