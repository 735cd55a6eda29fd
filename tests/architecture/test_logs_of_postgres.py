"""Postgres in Docker writes as little into its log as the embedded one, which is tried with words that people typed."""

from deploy.embedded.postgres import QUIET_LOG
from tests.architecture.test_services import compose


def test_postgres_in_docker_logs_as_little_as_the_embedded_one() -> None:
    told = compose("docker-compose.yml")["services"]["postgres"]["command"]

    assert {f"-c{name}={value}" for name, value in QUIET_LOG.items()} <= set(told)
