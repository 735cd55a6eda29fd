"""Health of a service, looked at from outside the Kafka client, which may think it is well and hear nothing."""

import asyncio
import math
import time
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from shared.kernel.cluster import Cluster
from shared.kernel.kafka import partitions, reading
from shared.kernel.metrics import Metrics
from shared.kernel.ownership import Ownership
from shared.kernel.relay import Relay

log = structlog.get_logger()

LOOK_S = 3.0
LOOK_AT_MOST_S = 10.0
STUCK_AFTER_S = 30.0  # lag, and no position moved for so long
ANSWERS_WITHIN_S = 8.0  # a broker that stands still keeps its connections: only the time since its last answer tells
EXIT_AFTER_S = 60.0  # red for so long: a new process is the cure
OUTBOX_AGE_AT_MOST_S = 30.0


@dataclass
class Watch:
    """Compares the group's committed positions with the end of the log."""

    cluster: Cluster
    group: str
    topics: list[str]
    held: set[TopicPartition]
    assigned: Callable[[], Collection[TopicPartition]]
    ownership: Ownership
    relay: Relay
    metrics: Metrics
    end_process: Callable[[], None]
    lag: dict[TopicPartition, int] = field(default_factory=dict)
    _moved: dict[TopicPartition, tuple[int, float]] = field(
        default_factory=dict
    )  # position, since when it stands there
    _answered_at: float = -math.inf
    _stuck: bool = False
    _red_since: float | None = None

    @property
    def kafka_answers(self) -> bool:
        """Whether the broker has answered lately."""
        return time.monotonic() - self._answered_at < ANSWERS_WITHIN_S

    async def run(self) -> None:
        """Look every LOOK_S seconds; end the process once it has been stuck for EXIT_AFTER_S."""
        while True:
            try:
                await self._look_while_kafka_answers()
            except (KafkaError, OSError, TimeoutError) as error:
                self._judge_nothing()
                log.warning("watch.waiting", error=type(error).__name__)
            await asyncio.sleep(LOOK_S)

    async def _look_while_kafka_answers(self) -> None:
        async with AsyncExitStack() as stack:
            async with asyncio.timeout(LOOK_AT_MOST_S):
                admin, reader = await stack.enter_async_context(reading(self.cluster))
            while True:
                async with asyncio.timeout(LOOK_AT_MOST_S):
                    await self._look(admin, reader)
                self._end_if_red_too_long()
                await asyncio.sleep(LOOK_S)

    async def _look(self, admin: AIOKafkaAdminClient, reader: AIOKafkaConsumer) -> None:
        existing = await partitions(admin, self.topics) if self.topics else []
        ends = dict(await reader.end_offsets(existing)) if existing else {}
        await self.ownership.look(admin, reader, existing)
        self._note(await self._committed(admin), ends)
        self._judge()

    async def _committed(self, admin: AIOKafkaAdminClient) -> dict[TopicPartition, int]:
        offsets = await admin.list_consumer_group_offsets(self.group)
        return {where: max(known.offset, 0) for where, known in offsets.items() if where.topic in self.topics}

    def _note(self, positions: dict[TopicPartition, int], ends: dict[TopicPartition, int]) -> None:
        self._answered_at = time.monotonic()
        self.lag = {where: max(end - positions.get(where, 0), 0) for where, end in ends.items()}
        self._moved = {where: known for where, known in self._moved.items() if where in ends}
        for where, lag in self.lag.items():
            position = positions.get(where, 0)
            if not lag or where in self.held or self._moved.get(where, (-1, 0.0))[0] != position:
                self._moved[where] = position, time.monotonic()
        for topic in self.topics:
            self.metrics.lag.labels(topic).set(sum(n for where, n in self.lag.items() if where.topic == topic))
        self.metrics.held.set(len(self.held))

    def _end_if_red_too_long(self) -> None:
        if self.live():
            self._red_since = None
        elif self._red_since is None:
            self._red_since = time.monotonic()
        elif time.monotonic() - self._red_since > EXIT_AFTER_S:
            log.error("process.stuck", consumer=self.group)
            self.end_process()

    def _judge(self) -> None:
        """Say whether what this process has in hand stands still; another's partition is no fault of it.

        One that has lost all partitions, with nobody to take them, is stuck.
        """
        mine = self.assigned() or self._moved.keys()
        since = [since for where, (_, since) in self._moved.items() if where in mine]
        self._stuck = time.monotonic() - min([*since, self.ownership.whole_at]) > STUCK_AFTER_S

    def _judge_nothing(self) -> None:
        """An outage is no fault of a process: what stood still in it has stood for no time."""
        self._moved.clear()
        self.ownership.whole_at = math.inf

    def live(self) -> bool:
        """Say whether the process got on when Kafka last answered."""
        return not self._stuck

    def ready(self) -> dict[str, bool]:
        """Return what must hold before people are sent here."""
        age = time.monotonic() - self.relay.progress_at
        self.metrics.outbox_age_s.set(age)
        return {
            "kafka": self.kafka_answers,
            "consumer": not self.held and self.live(),
            "partitions": not self.ownership.unheard,
            "outbox": age < OUTBOX_AGE_AT_MOST_S,
        }
