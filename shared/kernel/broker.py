"""The one subscriber of a service: FastStream polls, shared.kernel.consumer does the rest."""

from typing import Any
from zlib import crc32

from faststream import AckPolicy, StreamMessage
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER
from faststream.security import BaseSecurity, SASLPlaintext, SASLScram256, SASLScram512

from shared.kernel.cluster import Cluster
from shared.kernel.consumer import Batches
from shared.kernel.kafka import METADATA_MAX_AGE_MS, SUBSCRIBER
from shared.kernel.messaging import Handlers

SASL = {"SCRAM-SHA-512": SASLScram512, "SCRAM-SHA-256": SASLScram256, "PLAIN": SASLPlaintext}


async def _untouched(records: Any) -> KafkaMessage:
    """Wrap what was polled without looking at it: FastStream's own parser drops a batch for one odd header."""
    return KafkaMessage(body=b"", raw_message=records, consumer=FAKE_CONSUMER)


async def _raw_records(message: StreamMessage[Any]) -> Any:
    return message.raw_message


def new_broker(cluster: Cluster, instance: str, batches: Batches) -> KafkaBroker:
    """Return a broker with the service's one subscriber. It publishes nothing: events leave by the outbox."""
    broker = KafkaBroker(
        cluster.servers,
        security=security(cluster),
        client_id=batches.on.consumer,
        consumer_only=True,
        allow_auto_create_topics=False,
        logger=None,
        apply_types=False,
        graceful_timeout=10,
        metadata_max_age_ms=METADATA_MAX_AGE_MS,
    )
    if batches.on.topics:
        _subscribe(broker, instance, batches)
    return broker


def security(cluster: Cluster) -> BaseSecurity:
    """Return what `Cluster.client` says of the way to Kafka, as FastStream wants to be told it."""
    trust = cluster.trust() if cluster.encrypted else None
    if cluster.asks_who:
        return SASL[cluster.mechanism](cluster.user, cluster.password, ssl_context=trust, use_ssl=cluster.encrypted)
    return BaseSecurity(ssl_context=trust, use_ssl=cluster.encrypted)


def member_id(on: Handlers, instance: str) -> str:
    """Name the member of the group after what it wants to hear: under one name it would be given what it had before."""
    return f"{on.consumer}-{instance}-{crc32(' '.join(on.topics).encode()):08x}"


def _subscribe(broker: KafkaBroker, instance: str, batches: Batches) -> None:
    subscriber = broker.subscriber(
        *batches.on.topics,
        group_id=batches.on.consumer,
        group_instance_id=member_id(batches.on, instance),
        parser=_untouched,
        decoder=_raw_records,
        batch=True,
        ack_policy=AckPolicy.MANUAL,
        **SUBSCRIBER,
    )
    batches.client = lambda: subscriber.consumer

    async def hear(records: Any) -> None:
        await batches.take(records, batches.client())

    subscriber(hear)
