"""Topics, made from topics.toml, whose settings they get; another number of partitions is told, not changed."""

import asyncio
import tomllib
from dataclasses import dataclass
from pathlib import Path

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from shared.kernel.cluster import Cluster
from shared.kernel.kafka import PAUSE_S, SOON_MS, TRIES, new_admin

RECORD_AT_MOST = 1024 * 1024 + 12  # bytes of a record or a batch as the broker keeps it: Kafka's own default
SET_ON_TOPIC = 1  # DescribeConfigs: a setting's source
log = structlog.get_logger()


# The broker unpacks what was compressed before it takes it: 190 MB of zeros are 0.2 MB on the way to a consumer.
UNPACKED = {"compression.type": "uncompressed", "max.message.bytes": str(RECORD_AT_MOST)}


@dataclass(frozen=True)
class Topic:
    """What one topic is to be."""

    name: str
    partitions: int
    retention_ms: int
    compacted: bool

    @property
    def settings(self) -> dict[str, str]:
        """The broker's settings for the topic."""
        policy = {"cleanup.policy": "compact"} if self.compacted else {"retention.ms": str(self.retention_ms)}
        return {**policy, "message.timestamp.type": "CreateTime", **UNPACKED}


def read(file: Path) -> list[Topic]:
    """Return the topics that `file` (deploy/kafka/topics.toml) describes."""
    text = tomllib.loads(file.read_text(encoding="utf-8"))
    defaults = {"compacted": False, **text["defaults"]}
    return [Topic(name=name, **{**defaults, **settings}) for name, settings in text["topics"].items()]


async def provision(cluster: Cluster, wanted: list[Topic], replication: int = 1) -> None:
    """Make and set topics until the broker, which is behind its controller, shows them. Raises KafkaError, OSError."""
    admin = new_admin(cluster)
    await admin.start()
    try:
        async with asyncio.timeout(TRIES * PAUSE_S):
            while await _make(admin, wanted, replication) or await _set(admin, wanted):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(SOON_MS / 1000)
        await _compare(admin, wanted)
    finally:
        await admin.close()


async def _make(admin: AIOKafkaAdminClient, topics: list[Topic], replication: int) -> bool:
    """Make what is missing; say whether anything was."""
    known = set(await admin.list_topics())
    new = [NewTopic(t.name, t.partitions, replication, topic_configs=t.settings) for t in topics if t.name not in known]
    for name, code, *_ in (await admin.create_topics(new)).topic_errors if new else []:
        if code and for_code(code) is not TopicAlreadyExistsError:
            raise for_code(code)(name)
    return bool(new)


async def _set(admin: AIOKafkaAdminClient, topics: list[Topic]) -> bool:
    """Set what is ours alone, an operator's own being sent again as all are set at once; say whether there was any."""
    known = await _settings(admin, topics)
    wanted = {topic.name: {**known[topic.name], **topic.settings} for topic in topics}
    changed = {name: settings for name, settings in wanted.items() if settings != known[name]}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name, configs=configs) for name, configs in changed.items()]
    answers = await admin.alter_configs(resources) if resources else []
    for code, _, _, name in (resource for answer in answers for resource in answer.resources):
        if code:
            raise for_code(code)(name)
        log.info("topic.set", topic=name)
    return bool(changed)


async def _settings(admin: AIOKafkaAdminClient, topics: list[Topic]) -> dict[str, dict[str, str]]:
    """Return the settings that each topic has of its own, beside what the broker has for all."""
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in topics])
    found = {}
    for code, _, _, name, entries in (resource for answer in answers for resource in answer.resources):
        if code:
            raise for_code(code)(name)
        found[name] = {key: value for key, value, _, source, *_ in entries if source == SET_ON_TOPIC}
    return found


async def _compare(admin: AIOKafkaAdminClient, wanted: list[Topic]) -> None:
    partitions = {t["topic"]: len(t["partitions"]) for t in await admin.describe_topics([t.name for t in wanted])}
    for topic in wanted:
        if partitions.get(topic.name, 0) not in (0, topic.partitions):
            log.error("topic.differs", topic=topic.name, partitions=partitions[topic.name], wanted=topic.partitions)
