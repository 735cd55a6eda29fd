"""The client settings that keep events from being lost, on every subscriber and every producer of every service."""

import ast
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.partitioner import DefaultPartitioner
from fastapi import FastAPI
from faststream import AckPolicy

from shared.kernel import broker
from shared.kernel.cluster import Cluster
from shared.kernel.consumer import Batches
from shared.service.running import Parts
from tests.architecture.built import NAMES, ROOT, app, python_files

OF_AIOKAFKA = ("AIOKafkaProducer", "AIOKafkaConsumer", "AIOKafkaAdminClient")
CLIENTS = dict.fromkeys(OF_AIOKAFKA, "shared/kernel/kafka.py")
CLIENTS |= {"KafkaBroker": "shared/kernel/broker.py", "KafkaRouter": "nowhere"}


def parts(name: str) -> Parts:
    """Return what the service will run."""
    built: FastAPI = app(name)
    assert isinstance(built.state.parts, Parts)
    return built.state.parts


def unpinned(subscriber: Any) -> list[str]:
    """Return the settings of a subscriber under which events may be lost or a partition may stand still."""
    client = subscriber._connection_args
    facts = {
        "ack_policy": subscriber.ack_policy is AckPolicy.MANUAL,
        "auto_offset_reset": client["auto_offset_reset"] == "earliest",
        "enable_auto_commit": client["enable_auto_commit"] is False,
        "partition_assignment_strategy": tuple(client["partition_assignment_strategy"]) == (StickyPartitionAssignor,),
        "group_instance_id": str(client["group_instance_id"]).startswith(f"{subscriber.group_id}-test-"),
        "max_poll_interval_ms": client["max_poll_interval_ms"] == 300_000,
        "max_records": subscriber.max_records == 2_000,
        "parser": subscriber._call_options.parser is broker._untouched,
        "decoder": subscriber._call_options.decoder is broker._raw_records,
    }
    return [setting for setting, holds in facts.items() if not holds]


@pytest.mark.parametrize("name", NAMES)
def test_every_subscriber_keeps_what_it_has_not_dealt_with(name: str) -> None:
    subscribers = list(parts(name).broker.subscribers)

    assert len(subscribers) == bool(parts(name).service.handlers.topics), "one consumer per service over all its topics"
    assert {subscriber.group_id for subscriber in subscribers} <= {name}  # type: ignore[attr-defined]
    assert [unpinned(subscriber) for subscriber in subscribers] == [[]] * len(subscribers)


def test_a_planted_subscriber_with_the_defaults_of_its_library_is_seen() -> None:
    made = broker.new_broker(Cluster("127.0.0.1:1"), "test", Batches(*_heard_by("registration")))

    careless = made.subscriber("scheduling.sessions", group_id="registration", batch=True)

    assert {"ack_policy", "auto_offset_reset", "enable_auto_commit", "parser"} <= set(unpinned(careless))


def _heard_by(name: str) -> tuple[Any, Any, Any]:
    return parts(name).service.handlers, parts(name).database, parts(name).metrics


@pytest.mark.parametrize("name", NAMES)
def test_every_broker_only_consumes_and_makes_no_topic(name: str) -> None:
    config = parts(name).broker.config

    assert (config.consumer_only, config.allow_auto_create_topics) == (True, False)
    assert list(parts(name).broker.publishers) == []


@pytest.fixture
async def producers() -> AsyncIterator[list[AIOKafkaProducer]]:
    """The producer of every service's relay, never started."""
    made = [parts(name).relay.new_producer() for name in NAMES]
    yield made
    for producer in made:
        producer._closed = True


async def test_every_producer_is_idempotent_and_waits_for_all(producers: list[AIOKafkaProducer]) -> None:
    for producer in producers:
        assert producer._sender._acks == -1, "-1 is how Kafka writes `all`"
        assert producer._txn_manager is not None, "only an idempotent producer has one"
        assert producer._txn_manager.transactional_id is None
        assert isinstance(producer._partitioner, DefaultPartitioner)


def known_to_kafka(client: Any) -> tuple[str, str, str]:
    """Return how a client of aiokafka, or the arguments of one, go to Kafka, and as whom."""
    told = client if isinstance(client, dict) else {key.removeprefix("_"): it for key, it in vars(client).items()}
    assert told["ssl_context"].check_hostname, "it holds the server to its name"
    return told["security_protocol"], told["sasl_mechanism"], told["sasl_plain_username"]


async def test_every_client_of_a_service_goes_by_its_user_and_encrypted(producers: list[AIOKafkaProducer]) -> None:
    brokers = [parts(name).broker for name in NAMES]

    found = [known_to_kafka(producer.client) for producer in producers]
    found += [known_to_kafka(cast("Any", one.config.broker_config.builder).keywords) for one in brokers]
    found += [known_to_kafka(parts(name).watch.cluster.client) for name in NAMES]

    assert found == [("SASL_SSL", "SCRAM-SHA-512", "somebody")] * 3 * len(NAMES)


def made_of(source: str, client: str) -> list[ast.Call]:
    """Return the calls that make such a client."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call for call in calls if ast.unparse(call.func) == client]


def test_every_client_is_made_from_a_cluster() -> None:
    source = (ROOT / "shared" / "kernel" / "kafka.py").read_text(encoding="utf-8")

    made = [call for client in OF_AIOKAFKA for call in made_of(source, client)]

    told = [{ast.unparse(word.value) for word in call.keywords if word.arg is None} for call in made]
    assert len(made) == 1 + 2 + 1
    assert [it for it in told if "cluster.client" not in it] == []


def test_who_looks_at_the_log_from_outside_commits_nothing() -> None:
    source = (ROOT / "shared" / "kernel" / "kafka.py").read_text(encoding="utf-8")

    made = made_of(source, "AIOKafkaConsumer")

    said = [{word.arg: ast.unparse(word.value) for word in call.keywords} for call in made]
    assert {one["enable_auto_commit"] for one in said} == {"False"}
    assert sorted(one["group_id"] for one in said) == ["None", "group"], "in a group is only who sets it back"


def clients_made(source: str) -> set[str]:
    """Return the Kafka clients that this module makes by itself."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = {getattr(func, "attr", getattr(func, "id", "")) for func in calls}
    return names & set(CLIENTS)


def test_no_client_is_made_outside_the_one_place_that_sets_what_matters() -> None:
    for file in python_files("shared", "services", "programs", "deploy"):
        name = str(file.relative_to(ROOT))
        astray = {client for client in clients_made(file.read_text(encoding="utf-8")) if CLIENTS[client] != name}
        assert not astray, f"{name} makes {astray}"


def test_a_planted_client_is_seen() -> None:
    assert clients_made("import aiokafka\np = aiokafka.AIOKafkaProducer(acks=1)") == {"AIOKafkaProducer"}
