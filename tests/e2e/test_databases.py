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
    """Lay down a service's secrets as deploy/secrets-here does."""
    for role in (service, f"{service}_service"):
        (secrets / role).write_text(f"postgresql+asyncpg://{role}:only-for-{role}@postgres/{service}")


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


def asked(container: str, role: str, database: str, question: str) -> str:
    """Return what Postgres answers the role, which comes by its own password, over the network."""
    url = f"postgresql://{role}:only-for-{role}@{container[:12]}/{database}"
    return docker("exec", container, "psql", url, "-Atc", question, check=False)


def entered(container: str, service: str, database: str = "") -> bool:
    """Say whether both roles of the service enter a database, its own unless another is named."""
    roles = (service, f"{service}_service")
    return [asked(container, role, database or service, "select 1") for role in roles] == ["1", "1"]


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


def test_the_role_of_a_service_owns_nothing_and_the_owner_sees_everything(postgres: str) -> None:
    reach = "select current_setting('takwin.reach', true)"

    made = asked(postgres, "scheduling_service", "scheduling", "create table own ()")

    assert made == ""
    assert asked(postgres, "scheduling", "scheduling", "create table own ()") == "CREATE TABLE"
    assert asked(postgres, "scheduling_service", "scheduling", reach) == ""
    assert asked(postgres, "scheduling", "scheduling", reach) == "whole"
    assert asked(postgres, "scheduling_service", "scheduling", "set role scheduling; select 1") == ""


def test_an_installation_of_the_release_before_gets_the_role_of_its_service(postgres: str) -> None:
    docker(
        "exec",
        postgres,
        "psql",
        "-U",
        "postgres",
        "-c",
        "drop owned by scheduling_service",
        "-c",
        "drop role scheduling_service",
    )
    assert not entered(postgres, "scheduling")

    docker("exec", "-i", postgres, "bash", "-s", told=SCRIPT.read_text())

    assert entered(postgres, "scheduling")
