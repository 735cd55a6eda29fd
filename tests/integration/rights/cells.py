"""Cells of the matrix: one user asks one thing of one topic or group, and the broker's own answer is what counts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    TopicAuthorizationFailedError,
)
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.protocol.group import HeartbeatRequest

from shared.kernel.cluster import Cluster
from shared.kernel.kafka import in_time, new_admin

ERRORS = (TopicAuthorizationFailedError, GroupAuthorizationFailedError, ClusterAuthorizationFailedError)
REFUSED = {error.errno for error in ERRORS}


@dataclass
class Asking:
    """One user, connected."""

    admin: AIOKafkaAdminClient
    producer: AIOKafkaProducer

    async def sees(self, topic: str) -> bool:
        """Say whether the broker tells that there is such a topic."""
        (described,) = await self.admin.describe_topics([topic])
        return described["error_code"] not in REFUSED

    async def reads(self, topic: str) -> bool:
        """Say whether records of the topic are given out."""
        request = FetchRequest(0, 0, 1000, 0, [(topic, [(0, 0, 1000)])])
        ((_, ((_, code, *_),)),) = (await self.admin._send_request(request)).topics
        return code not in REFUSED

    async def writes(self, topic: str) -> bool:
        """Say whether a record is taken."""
        try:
            await self.producer.send_and_wait(topic, b"{}", key=b"somebody", partition=0)
        except (TopicAuthorizationFailedError, ClusterAuthorizationFailedError):
            return False
        return True

    async def is_member_of(self, group: str) -> bool:
        """Say whether one who is no member yet is refused for that alone."""
        answer = await self.admin._send_request(HeartbeatRequest(group, 1, "nobody"))
        return answer.error_code not in REFUSED

    async def sees_group(self, group: str) -> bool:
        """Say whether the broker tells how far the group has heard."""
        try:
            await self.admin.list_consumer_group_offsets(group)
        except GroupAuthorizationFailedError:
            return False
        return True

    async def makes_topics(self) -> bool:
        """Say whether a topic could be made; it is not."""
        answer = await self.admin.create_topics([NewTopic("another", 1, 1)], validate_only=True)
        return answer.topic_errors[0][1] not in REFUSED


async def groups_are_kept(admin: AIOKafkaAdminClient) -> bool:
    """Say whether the broker has made the topic of its groups, which it does when the first is asked for."""
    try:
        await admin.list_consumer_group_offsets("unlisted")
    except GroupCoordinatorNotAvailableError:
        return False
    return True


@asynccontextmanager
async def asking(cluster: Cluster) -> AsyncIterator[Asking]:
    """Connect as the cluster says."""
    admin, producer = new_admin(cluster), AIOKafkaProducer(**cluster.client)  # a number for once-only is a right too
    try:
        await admin.start()
        await producer.start()
        yield Asking(admin, producer)
    finally:
        await in_time(producer.stop())
        await in_time(admin.close())
