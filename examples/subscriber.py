"""Hears what Takwin tells the outside, with a plain Kafka client: `subscriber.py SERVERS [USER CA]`."""

import asyncio
import json
import os
import ssl
import sys
from typing import Any

from aiokafka import AIOKafkaConsumer


def known_as(user: str, ca: str) -> dict[str, Any]:
    """Say to Kafka who comes, and hold it to the authority that signed its certificate."""
    who = {"sasl_plain_username": user, "sasl_plain_password": os.environ["KAFKA_PASSWORD"]}
    trust = ssl.create_default_context(cafile=ca)
    return {"security_protocol": "SASL_SSL", "sasl_mechanism": "SCRAM-SHA-512", "ssl_context": trust, **who}


async def listen(servers: str, user: str = "somebody", ca: str = "") -> None:
    """Print each public event once, and say to Kafka what has been dealt with."""
    settings = {"group_id": f"{user}.main", "auto_offset_reset": "earliest", "enable_auto_commit": False}
    settings |= known_as(user, ca) if ca else {}
    seen = set()  # a real subscriber keeps them where it keeps what it does, in the same transaction
    async with AIOKafkaConsumer("public.training", bootstrap_servers=servers, **settings) as consumer:
        async for record in consumer:
            event = json.loads(record.value)
            if event["id"] not in seen:
                print(event["time"], event["type"], event["region"], json.dumps(event["data"]), flush=True)
                seen.add(event["id"])
            await consumer.commit()


asyncio.run(listen(*sys.argv[1:]))
