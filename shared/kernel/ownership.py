"""Ownership of partitions: every wanted one is somebody's, and still the log it was (KAFKA-13435).

A member that is back within the session's time gets what it had, and then nobody in the group looks for new partitions.
A topic made anew begins with 0 again, and a position from before would pass over its records.
"""

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.coordinator.protocol import ConsumerProtocol
from aiokafka.structs import OffsetAndTimestamp

from shared.kernel.metrics import Metrics

if TYPE_CHECKING:  # whoever only looks at a group needs nothing of what handles its records
    from shared.kernel.consumer import Batches

log = structlog.get_logger()

SETTLED = "Stable"


@dataclass
class Ownership:
    """Compares what a service wants to hear with what its group hears, and joins the group again where that is less."""

    batches: "Batches"
    group: str
    metrics: Metrics
    unheard: set[TopicPartition] = field(default_factory=set)
    whole_at: float = math.inf  # when nothing was unheard, or somebody began to look, for the last time
    _firsts: dict[TopicPartition, OffsetAndTimestamp] = field(default_factory=dict)

    @property
    def topics(self) -> list[str]:
        """Return what the service wants to hear."""
        return self.batches.on.topics

    async def look(
        self, admin: AIOKafkaAdminClient, reader: AIOKafkaConsumer, partitions: list[TopicPartition]
    ) -> None:
        """Compare with the partitions that exist. A topic that is missing counts as its first partition."""
        state, owned = await owned_by(admin, self.group)
        missing = {TopicPartition(topic, 0) for topic in self.topics} - {
            TopicPartition(it.topic, 0) for it in partitions
        }
        self.unheard = set(partitions) - owned | missing
        self.metrics.unheard.set(len(self.unheard))
        if not self.unheard or self.whole_at == math.inf:
            self.whole_at = time.monotonic()
        self._begin_again(await self._first_records(reader, partitions))
        if state == SETTLED and set(partitions) - owned:
            self._join_again()

    def _join_again(self) -> None:
        """Each member does so; the one that is the broker's leader makes it share out anew."""
        if client := self.batches.client():
            log.warning("group.joined_again", consumer=self.group, unheard=len(self.unheard))
            client.subscribe(self.topics)

    async def _first_records(
        self, reader: AIOKafkaConsumer, partitions: list[TopicPartition]
    ) -> dict[TopicPartition, OffsetAndTimestamp | None]:
        """Return where each log begins. One whose records have all gone with time is still the one that was known."""
        found = dict(await reader.offsets_for_times(dict.fromkeys(partitions, 0))) if partitions else {}
        empty = [where for where, first in found.items() if first is None and where in self._firsts]
        begins = await reader.beginning_offsets(empty) if empty else {}
        return found | {where: self._firsts[where] for where in empty if begins[where] > self._firsts[where].offset}

    def _begin_again(self, firsts: dict[TopicPartition, OffsetAndTimestamp | None]) -> None:
        """Hear a log that was made anew from its first record: positions of the one before say nothing about it.

        Made anew between its very first record and the next look, seconds later, it cannot be told from the one before.
        """
        anew = {where for where, first in firsts.items() if _is_another(self._firsts.get(where), first)}
        self._firsts = {where: first for where, first in firsts.items() if first is not None}
        if client := self.batches.client():
            for where in anew & client.assignment():
                log.error("topic.made_anew", topic=where.topic, partition=where.partition)
                client.seek(where, 0)


def _is_another(known: OffsetAndTimestamp | None, first: OffsetAndTimestamp | None) -> bool:
    """Compaction moves the first record up; in no log does it come down, or change where it stands."""
    if known is None:
        return False
    return first is None or first.offset < known.offset or (first.offset == known.offset and first != known)


async def owned_by(admin: AIOKafkaAdminClient, group: str) -> tuple[str, set[TopicPartition]]:
    """Return the state of the group, and which partitions its members have."""
    (answered,) = await admin.describe_consumer_groups([group])
    described = answered.to_object()["groups"][0]
    given = [ConsumerProtocol.ASSIGNMENT.decode(it["member_assignment"]) for it in _with_assignment(described)]
    return described["state"], {one for assignment in given for one in assignment.partitions()}


def _with_assignment(described: dict[str, list[dict[str, bytes]]]) -> list[dict[str, bytes]]:
    return [member for member in described["members"] if member["member_assignment"]]
