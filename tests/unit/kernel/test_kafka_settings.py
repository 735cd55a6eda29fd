"""How Kafka is spoken to: as whom, and trusting whom; what would be noticed late is refused at once."""

import ssl
from pathlib import Path
from typing import Any

import pytest
from faststream.kafka.security import parse_security
from pydantic import ValidationError

from shared.kernel.broker import security
from shared.kernel.cluster import Cluster
from shared.service.kafka_settings import KafkaSettings

PASSWORD = "the-password-for-kafka"  # noqa: S105 - the canary
SOMEBODY = {"kafka_user": "registration", "kafka_password": PASSWORD}
NOT_TOLD = ("bootstrap_servers", "ssl_context")


def settings(**said: Any) -> KafkaSettings:
    return KafkaSettings(**{"kafka_servers": "127.0.0.1:9092", **said})


def told(**said: Any) -> dict[str, Any]:
    """Return what a client of aiokafka is told, but where and by which certificates."""
    return {key: value for key, value in settings(**said).cluster.client.items() if key not in NOT_TOLD}


def test_servers_alone_are_spoken_to_plainly() -> None:
    assert settings().cluster == Cluster("127.0.0.1:9092")
    assert told() == {"security_protocol": "PLAINTEXT"}


@pytest.mark.parametrize("protocol", ["SASL_SSL", "SASL_PLAINTEXT"])
@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "SCRAM-SHA-256"])
def test_a_user_is_told_to_every_client_alike(protocol: str, mechanism: str) -> None:
    known = settings(kafka_protocol=protocol, kafka_mechanism=mechanism, **SOMEBODY).cluster

    client, subscriber = known.client, parse_security(security(known))

    assert client["sasl_mechanism"] == mechanism
    assert (client["sasl_plain_username"], client["sasl_plain_password"]) == ("registration", PASSWORD)
    assert {key: client[key] for key in subscriber if key != "ssl_context"} == {
        key: value for key, value in subscriber.items() if key != "ssl_context"
    }


@pytest.mark.parametrize("said", [{"kafka_protocol": "SSL"}, {"kafka_protocol": "SASL_SSL", **SOMEBODY}])
def test_encrypted_means_that_the_server_is_held_to_its_name(said: dict[str, Any]) -> None:
    trust = settings(**said).cluster.client["ssl_context"]

    assert (trust.check_hostname, trust.verify_mode) == (True, ssl.CERT_REQUIRED)


REFUSED = [
    {"kafka_protocol": "SASL_SSL"},
    {"kafka_protocol": "SASL_SSL", "kafka_user": "registration"},
    {"kafka_protocol": "SASL_SSL", "kafka_password": PASSWORD},
    {"kafka_protocol": "SASL_PLAINTEXT", "kafka_mechanism": "PLAIN", **SOMEBODY},
    {"kafka_protocol": "PLAINTEXT", "kafka_ca": Path("ca.crt")},
    {"kafka_protocol": "TLS"},
    {"kafka_mechanism": "GSSAPI"},
]


@pytest.mark.parametrize("said", REFUSED)
def test_what_would_fail_late_or_tell_the_password_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**said)

    assert "kafka_" in str(refused.value)
    assert PASSWORD not in f"{refused.value} {refused.value!r}"


def test_no_password_is_shown_with_the_cluster() -> None:
    known = settings(kafka_protocol="SASL_SSL", **SOMEBODY)

    assert PASSWORD not in f"{known!r} {known.cluster!r} {known.model_dump()}"
