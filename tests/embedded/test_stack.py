"""The embedded Kafka and Postgres keep their data and come back, whatever is killed."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.embedded.processes import Server
from deploy.embedded.stack import FolderHeld, Stack
from tests.unit.embedded.given_ports import given

ROOT = Path(__file__).parents[2]
GENEROUS_S = 40
ANOTHER = """
import asyncio, pathlib, sys
from deploy.embedded.stack import Stack

async def run():
    async with Stack(pathlib.Path(sys.argv[1]), say=lambda _: None) as stack:
        print(stack.kafka.pid, stack.postgres.pid, flush=True)
        await asyncio.sleep(600)

asyncio.run(run())
"""


async def until(fact: Callable[[], bool]) -> float:
    """How many seconds it took."""
    began = time.monotonic()
    while not fact():
        assert time.monotonic() - began < GENEROUS_S
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def ask(stack: Stack, query: str) -> object:
    connection = await asyncpg.connect(stack.database_url("scheduling").replace("+asyncpg", ""))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def say(stack: Stack, text: bytes) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=stack.cluster.servers)
    await admin.start()
    await admin.create_topics([NewTopic("kept", 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=stack.cluster.servers, acks="all") as producer:
        await producer.send_and_wait("kept", text)


async def hear(stack: Stack) -> bytes:
    consumer = AIOKafkaConsumer("kept", bootstrap_servers=stack.cluster.servers, auto_offset_reset="earliest")
    async with consumer, asyncio.timeout(GENEROUS_S):
        return bytes((await consumer.getone()).value)


async def killed_and_back(server: Server) -> float:
    """Kill the server as the kernel would; how many seconds until its successor is ready."""
    killed = server.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    await until(lambda: not server.alive())
    took = await until(lambda: server.alive() and server.pid != killed)
    await server.start()  # takes its turn behind the start that is under way
    return took


async def test_both_keep_their_data_over_stop_and_start(stack: Stack) -> None:
    await ask(stack, "create table kept as select 41 + 1 as answer")
    await say(stack, b"told")

    await asyncio.gather(stack.kafka.stop(), stack.postgres.stop())
    assert not stack.kafka.alive()
    assert not stack.postgres.alive()
    await asyncio.gather(stack.kafka.start(), stack.postgres.start())

    assert await ask(stack, "select answer from kept") == 42
    assert await hear(stack) == b"told"


async def test_a_killed_postgres_comes_back_although_its_children_linger(stack: Stack) -> None:
    await ask(stack, "create table after_kill as select 1 as answer")
    children = psutil.Process(stack.postgres.pid).children()
    for child in children:
        with suppress(psutil.NoSuchProcess):  # a connection that has just ended
            child.suspend()  # so that it does not notice that its server is gone

    took = await killed_and_back(stack.postgres)

    print(f"Postgres was started again {took:.2f} s after it was killed")  # noqa: T201 - the figure is worth seeing
    assert await ask(stack, "select answer from after_kill") == 1
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


async def test_a_killed_kafka_comes_back_at_the_same_address(stack: Stack) -> None:
    address = stack.cluster.servers

    took = await killed_and_back(stack.kafka)

    print(f"Kafka was started again {took:.2f} s after it was killed")  # noqa: T201 - the figure is worth seeing
    assert stack.cluster.servers == address
    assert await hear(stack) == b"told"


async def test_the_port_of_a_kafka_that_rests_is_given_to_nobody(stack: Stack) -> None:
    address, port = stack.cluster.servers, stack.kafka.port

    await stack.kafka.stop()
    others = given(port)
    await stack.kafka.start()

    assert others != port
    assert stack.cluster.servers == address


async def test_what_was_stopped_rests_until_it_is_started(stack: Stack) -> None:
    await stack.postgres.stop()
    await asyncio.sleep(0.5)  # longer than the watch looks away
    rested = not stack.postgres.alive()
    await stack.postgres.start()

    assert rested
    assert await ask(stack, "select 1") == 1


async def test_a_folder_in_use_is_refused_and_the_holder_is_named(stack: Stack) -> None:
    with pytest.raises(FolderHeld, match=f"process {os.getpid()}"):
        async with Stack(stack.folder, say=print):
            pass

    assert stack.kafka.alive()


async def test_what_a_killed_process_left_running_is_ended_by_the_next_start(folder: Path) -> None:
    place = folder.with_name("orphaned")
    other = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", ANOTHER, str(place)),
        stdout=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert other.stdout
    orphans = [psutil.Process(int(pid)) for pid in (await other.stdout.readline()).split()]
    other.kill()
    await other.wait()
    assert all(orphan.is_running() for orphan in orphans)

    began = time.monotonic()
    async with Stack(place, say=print) as stack:
        print(f"ready {time.monotonic() - began:.1f} s after the parent was killed")  # noqa: T201 - the figure is worth seeing

        assert time.monotonic() - began < GENEROUS_S
        assert not {orphan.pid for orphan in orphans} & {stack.kafka.pid, stack.postgres.pid}
        assert not any(orphan.is_running() and orphan.status() != psutil.STATUS_ZOMBIE for orphan in orphans)
