"""Reads the log as any outsider would, and checks what must hold of it."""

import json
from typing import Any

from aiokafka import TopicPartition

from shared.kafka import partitions, reading


async def read_all(kafka: str, topic: str) -> list[dict[str, Any]]:
    """Return every event on the topic, partition by partition, in order."""
    async with reading(kafka) as (admin, reader):
        return [event for one in sorted(await partitions(admin, [topic])) for event in await _read_one(reader, one)]


async def _read_one(reader: Any, where: TopicPartition) -> list[dict[str, Any]]:
    end = (await reader.end_offsets([where]))[where]
    reader.assign([where])
    await reader.seek_to_beginning(where)
    events: list[dict[str, Any]] = []
    while await reader.position(where) < end:
        for records in (await reader.getmany(where, timeout_ms=1000)).values():
            events += [json.loads(record.value) for record in records]
    return events


def order_breaks(events: list[dict[str, Any]]) -> list[str]:
    """Return the subjects whose versions do not first appear as 1, 2, 3 … (repeats of seen ones are allowed)."""
    highest: dict[tuple[str, str], int] = {}
    broken = []
    for event in events:
        of, version = (event["source"], event["subject"]), event["aggregateversion"]
        if version > highest.get(of, 0) + 1:
            broken.append(event["subject"])
        highest[of] = max(version, highest.get(of, 0))
    return broken
