"""Quiet on every topic: only then may the story's clock move on, for what comes too late is never sent."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Self

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from programs.heard_topics import HEARD_TOPICS
from programs.scenario.cast import Cast
from programs.scenario.staff import OPERATOR
from shared.kernel.cluster import Cluster
from shared.kernel.kafka import partitions, reading

TOPICS = sorted(set().union(*HEARD_TOPICS.values()))
MOVING = {"pending", "sending"}

Positions = Mapping[TopicPartition, int]


class Quiet:
    """Looks at outboxes, at the log and at messages; has clients of Kafka, new ones after an outage of it."""

    def __init__(self, cast: Cast, cluster: Cluster) -> None:
        self._cast = cast
        self._cluster = cluster
        self._stack = AsyncExitStack()
        self._clients: Any = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._let_go()

    async def everywhere(self) -> bool:
        """Say whether all that was done has reached everybody, and no message is due any more."""
        try:
            ends = await self._ends()
            arrived = await self._all_heard(ends) and await self._all_sent() and await self._no_message_due()
            return arrived and await self._ends() == ends
        except (KafkaError, OSError, TimeoutError):
            await self._let_go()
            return False

    async def _ends(self) -> Positions:
        if self._clients is None:
            self._clients = await self._stack.enter_async_context(reading(self._cluster))
        admin, reader = self._clients
        return dict(await reader.end_offsets(await partitions(admin, TOPICS)))

    async def _all_heard(self, ends: Positions) -> bool:
        """Offsets are committed after what they stand for: whoever is at the end has done it all."""
        admin, _ = self._clients
        groups = await asyncio.gather(*(admin.list_consumer_group_offsets(service) for service in HEARD_TOPICS))
        for topics, positions in zip(HEARD_TOPICS.values(), groups, strict=True):
            own = {where: end for where, end in ends.items() if where.topic in topics}
            if any((positions[where].offset if where in positions else 0) < end for where, end in own.items()):
                return False
        return True

    async def _all_sent(self) -> bool:
        read = self._cast.player.read
        told = await asyncio.gather(*(read(f"/{service}/api/v1/demo/outbox") for service in HEARD_TOPICS))
        return not any(outbox["events"] for outbox in told)

    async def _no_message_due(self) -> bool:
        answer = await self._cast.of(OPERATOR).read("/notifications/api/v1/messages")
        return not any(it["count"] for it in answer["messages"] if it["state"] in MOVING)

    async def _let_go(self) -> None:
        self._clients = None
        await self._stack.aclose()
