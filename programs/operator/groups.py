"""Groups of consumers as the broker knows them: how far they have heard, whether anybody hears, and forgetting them."""

import asyncio

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupCoordinatorNotAvailableError,
    GroupIdNotFound,
    GroupLoadInProgressError,
    NonEmptyGroup,
    NotCoordinatorForGroupError,
    for_code,
)
from aiokafka.protocol.admin import DeleteGroupsRequest

NOT_YET = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)
LOOK_S = 0.5
LOOKS = 20


async def heard_by(admin: AIOKafkaAdminClient, group: str) -> dict[TopicPartition, int]:
    """Return the offsets that the group has committed."""
    known = await admin.list_consumer_group_offsets(group, await _coordinator(admin, group))
    return {where: max(one.offset, 0) for where, one in known.items()}


async def is_heard(admin: AIOKafkaAdminClient, group: str) -> bool:
    """Say whether the group has members."""
    (answered,) = await admin.describe_consumer_groups([group], await _coordinator(admin, group))
    _error, _name, state, *_ = answered.groups[0]
    return state not in {"Empty", "Dead"}


async def forget(admin: AIOKafkaAdminClient, group: str) -> bool:
    """Forget the group: it begins with the first record again. Say False, with nothing done, where it has members."""
    # The library has the request and no public way to send it.
    answered = await admin._send_request(DeleteGroupsRequest([group]), await _coordinator(admin, group))  # noqa: SLF001
    code = answered.results[0][1]
    if code and for_code(code) not in {NonEmptyGroup, GroupIdNotFound}:
        raise for_code(code)
    return not code or for_code(code) is GroupIdNotFound


async def _coordinator(admin: AIOKafkaAdminClient, group: str) -> int:
    """A broker that has just started, or never had a group, makes room for groups first."""
    for _ in range(LOOKS):
        try:
            found: int = await admin.find_coordinator(group)
        except NOT_YET:
            await asyncio.sleep(LOOK_S)
        else:
            return found
    raise GroupCoordinatorNotAvailableError
