"""Hears what Takwin tells the outside, with a plain Kafka client: `subscriber.py SERVERS GROUP`."""

import asyncio
import json
import sys

from aiokafka import AIOKafkaConsumer


async def listen(servers: str, group: str) -> None:
    """Print each public event once, and say to Kafka what has been dealt with."""
    settings = {"group_id": group, "auto_offset_reset": "earliest", "enable_auto_commit": False}
    seen = set()  # a real subscriber keeps them where it keeps what it does, in the same transaction
    async with AIOKafkaConsumer("public.training", bootstrap_servers=servers, **settings) as consumer:
        async for record in consumer:
            event = json.loads(record.value)
            if event["id"] not in seen:
                print(event["time"], event["type"], event["region"], json.dumps(event["data"]), flush=True)
                seen.add(event["id"])
            await consumer.commit()


asyncio.run(listen(*sys.argv[1:]))
