"""Kafka and Postgres from the images that ops teams run, by testcontainers."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory
from typing import TypeVar

import asyncpg
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import LogMessageWaitStrategy

from deploy.embedded.ports import held
from tests.switch import Switch

KAFKA_IMAGE = "apache/kafka:4.3.1"
HELD: list[socket.socket] = []
C = TypeVar("C", bound=DockerContainer)

POSTGRES_IMAGE = "postgres:17"
# A thousand databases come and go, and what a killed server has written stays without: only a power cut would show.
POSTGRES_COMMAND = "postgres -c fsync=off"


def kafka_container(port: int) -> DockerContainer:
    """Return one broker that is its own controller and is reached at 127.0.0.1:`port`."""
    settings = {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": "PLAINTEXT://:9092,CONTROLLER://:9093",
        "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://127.0.0.1:{port}",
        "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    }
    container = on_port(DockerContainer(KAFKA_IMAGE), "9092/tcp", port)
    for name, value in settings.items():
        container = container.with_env(name, value)
    return container.waiting_for(LogMessageWaitStrategy("Kafka Server started"))


def on_port(container: C, inner: str, port: int) -> C:
    """Publish on this machine alone, and on the same port after a restart."""
    container.ports[inner] = ("127.0.0.1", port)  # type: ignore[assignment]
    return container


def switch(container: DockerContainer) -> Switch:
    """Return what kills the container and starts it again."""

    async def off() -> None:
        await asyncio.to_thread(container.get_wrapped_container().kill)

    async def on() -> None:
        await asyncio.to_thread(container.get_wrapped_container().start)

    async def stand_still() -> None:
        await asyncio.to_thread(container.get_wrapped_container().pause)

    async def go_on() -> None:
        await asyncio.to_thread(container.get_wrapped_container().unpause)

    return Switch(off, on, stand_still, go_on)


def free_port() -> int:
    """Return a port at which somebody may be told to listen, and which the kernel gives to nobody while we run."""
    HELD.append(held())
    return int(HELD[-1].getsockname()[1])


@asynccontextmanager
async def containers() -> AsyncIterator[tuple[str, str, Switch, Switch]]:
    """Yield the address of a broker, the URL of a database server, and their switches."""
    os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
    port, postgres_port = free_port(), free_port()
    kafka = kafka_container(port)
    with TemporaryDirectory(prefix="takwin-socket-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o777)  # noqa: PTH101, S103 - the server in the container is a user of its own
        postgres = on_port(PostgresContainer(POSTGRES_IMAGE, driver=None), "5432/tcp", postgres_port)
        postgres.with_command(POSTGRES_COMMAND).with_volume_mapping(folder, "/var/run/postgresql", "rw")
        try:
            await asyncio.gather(asyncio.to_thread(kafka.start), asyncio.to_thread(postgres.start))
            who = f"postgresql://{postgres.username}:{postgres.password}@"
            url = f"{who}127.0.0.1:{postgres_port}/{postgres.dbname}"
            await _ask_for_passwords(url)
            nearer = await _if_it_answers(f"{who}/{postgres.dbname}?host={folder}")
            yield f"127.0.0.1:{port}", nearer or url, switch(kafka), switch(postgres)
        finally:
            await asyncio.gather(asyncio.to_thread(kafka.stop), asyncio.to_thread(postgres.stop))


async def _ask_for_passwords(url: str) -> None:
    """By its socket, too, where the image trusts whoever comes."""
    connection = await asyncpg.connect(url)
    file = await connection.fetchval("show hba_file")
    await connection.execute(
        "copy (values ('local all all scram-sha-256'), ('host all all all scram-sha-256'))"
        f" to '{file}'; select pg_reload_conf()"
    )
    await connection.close()


async def _if_it_answers(url: str) -> str:
    """Return the URL of a socket that leads into the container: half the way of a published port. Else nothing."""
    try:
        await (await asyncpg.connect(url)).close()
    except OSError:  # the engine is in a virtual machine
        return ""
    return url
