"""Reads the log as any outsider would, and checks what must hold of it."""

import json
from typing import Any

from shared.kernel.cluster import Cluster
from shared.kernel.kafka import read_whole


async def read_all(kafka: Cluster, *topics: str) -> list[dict[str, Any]]:
    """Return every event on the topics, partition by partition, in order."""
    return [json.loads(record.value) for record in await read_whole(kafka, *topics)]


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
