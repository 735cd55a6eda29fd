"""Lag of each service behind the log, and what of it stands still or is nobody's: what moves is no worry."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from programs.heard_topics import HEARD_TOPICS
from programs.operator.groups import heard_by
from programs.operator.installation import SERVICES, Installation
from programs.operator.reaching import kafka_of
from shared.kernel.kafka import partitions
from shared.kernel.ownership import SETTLED, owned_by

WITHIN_S, ALL_WITHIN_S = 2.5, 4.5
LOOKS, PAUSE_S = 3, 0.8


@dataclass(frozen=True)
class Heard:
    """One service's place on the log at one moment."""

    position: dict[TopicPartition, int]
    behind: dict[TopicPartition, int]
    unheard: frozenset[TopicPartition]

    def stands_since(self, before: "Heard") -> "Heard":
        """Return what is as it was: not one record was heard, nobody has taken a partition over."""
        still = {
            where: n
            for where, n in self.behind.items()
            if n and before.behind.get(where) and self.position[where] == before.position.get(where)
        }
        return Heard(self.position, still, self.unheard & before.unheard)

    @property
    def troubled(self) -> bool:
        """Say whether there is anything to look at again."""
        return any(self.behind.values()) or bool(self.unheard)

    def by_topic(self) -> dict[str, int]:
        """Return how many records of each topic are not heard."""
        found: Counter[str] = Counter()
        for where, n in self.behind.items():
            found[where.topic] += n
        return dict(found)


@dataclass(frozen=True)
class LogState:
    """Each service's place on the log, and what of it has stood still while we looked."""

    now: dict[str, Heard]
    stands: dict[str, Heard]

    def worries(self, handling: Iterable[str]) -> list[str]:
        """Return one sentence for each topic and service; who handles events at this moment gets on."""
        lags = {name: {} if name in handling else heard.by_topic() for name, heard in self.stands.items()}
        return [
            f"{service} does not get on with {topic}: {n} records not heard yet."
            for service, lag in lags.items()
            for topic, n in lag.items()
            if n
        ] + [
            f"{service} is to hear {len(heard.unheard)} partitions that nobody hears: see PartitionsUnheard."
            for service, heard in self.stands.items()
            if heard.unheard
        ]


async def log_of(place: Installation) -> LogState:
    """Look, and look again at what is behind, until it moves or has stood for some seconds. Raises Refused."""
    async with kafka_of(place, WITHIN_S) as clients, asyncio.timeout(ALL_WITHIN_S):
        now = stands = await _all_heard(*clients)
        for _ in range(LOOKS):
            if not any(heard.troubled for heard in stands.values()):
                break
            await asyncio.sleep(PAUSE_S)
            now = await _all_heard(*clients)
            stands = {name: heard.stands_since(stands[name]) for name, heard in now.items()}
    return LogState(now, stands)


async def _all_heard(admin: AIOKafkaAdminClient, reader: AIOKafkaConsumer) -> dict[str, Heard]:
    found = await asyncio.gather(*(_heard(admin, reader, service) for service in SERVICES))
    return dict(zip(SERVICES, found, strict=True))


async def _heard(admin: AIOKafkaAdminClient, reader: AIOKafkaConsumer, service: str) -> Heard:
    topics = sorted(HEARD_TOPICS[service])
    existing = await partitions(admin, topics) if topics else []
    committed, ends = await heard_by(admin, service), dict(await reader.end_offsets(existing)) if existing else {}
    position = {where: committed.get(where, 0) for where in existing}
    behind = {where: max(ends[where] - position[where], 0) for where in existing}
    return Heard(position, behind, await _unheard(admin, service, topics, set(existing)))


async def _unheard(
    admin: AIOKafkaAdminClient, service: str, topics: list[str], partitions: set[TopicPartition]
) -> frozenset[TopicPartition]:
    """A group without members does not run, which its relay tells; one that shares out has not finished."""
    state, owned = await owned_by(admin, service)
    missing = set(topics) - {where.topic for where in partitions}
    return frozenset(
        (partitions - owned if state == SETTLED else set()) | {TopicPartition(topic, 0) for topic in missing}
    )
