"""The databases of an installation in Docker: made in an empty Postgres, and later for a service that was not there."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers import POSTGRES_IMAGE
from tests.places import docker_answers

SCRIPT = Path(__file__).parents[2] / "deploy" / "compose" / "databases.sh"
PATIENCE_S = 60.0


def keep(secrets: Path, service: str) -> None:
    """Lay down a secret as deploy/secrets-here does."""
    (secrets / service).write_text(f"postgresql+asyncpg://{service}:only-for-{service}@postgres/{service}")


def docker(*words: str, told: str = "", check: bool = True) -> str:
    """Run a command of Docker; return what it says."""
    command = ["docker", *words]
    return subprocess.run(command, input=told, check=check, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    (tmp_path / "postgres").write_text("only-for-the-superuser")
    keep(tmp_path, "scheduling")
    return tmp_path


@pytest.fixture
def postgres(secrets: Path) -> Iterator[str]:
    """A Postgres that was empty and has begun, with one service's database; gone afterwards."""
    if not docker_answers():
        pytest.skip("there is no Docker engine here")
    files = ["-v", f"{secrets}:/run/secrets:ro", "-v", f"{SCRIPT}:/docker-entrypoint-initdb.d/databases.sh:ro"]
    told = ["-e", "POSTGRES_PASSWORD_FILE=/run/secrets/postgres", "--user", "postgres"]
    container = docker("run", "--detach", *files, *told, POSTGRES_IMAGE)
    try:
        until = time.monotonic() + PATIENCE_S
        while not entered(container, "scheduling"):
            assert time.monotonic() < until, docker("logs", container)
        yield container
    finally:
        docker("rm", "--force", "--volumes", container)


def entered(container: str, service: str, database: str = "") -> bool:
    """Say whether the service enters a database, its own, by its own password, over the network."""
    url = f"postgresql://{service}:only-for-{service}@{container[:12]}/{database or service}"
    return docker("exec", container, "psql", url, "-Atc", "select 1", check=False) == "1"


def test_a_service_that_came_later_gets_its_database_and_the_others_keep_theirs(secrets: Path, postgres: str) -> None:
    url = "postgresql://scheduling:only-for-scheduling@127.0.0.1/scheduling"
    docker("exec", postgres, "psql", url, "-c", "create table kept ()")
    keep(secrets, "certificates")

    said = docker("exec", "-i", postgres, "bash", "-s", told=SCRIPT.read_text())
    again = docker("exec", "-i", postgres, "bash", "-s", told=SCRIPT.read_text())

    assert "made the database of certificates" in said
    assert again == ""
    assert entered(postgres, "certificates")
    assert not entered(postgres, "certificates", "scheduling")
    assert docker("exec", postgres, "psql", url, "-Atc", "select count(*) from kept") == "0"
