"""The sample in a process of its own, that can be killed at a chosen point.

Usage: python -m tests.sample.process <database url> <kafka> <instance> [<point>]; "up" means that it hears its topics.
"""

# mypy: disable-error-code="method-assign, assignment"
# A point is chosen by putting something else in the place of a function.
import asyncio
import os
import signal
import sys
from typing import Any

from fastapi import FastAPI
from pydantic import SecretStr

from shared.kernel import sending
from shared.kernel.consumer import Batches
from shared.kernel.messaging import Handlers
from shared.service import log
from shared.service.running import Parts, lifespan
from shared.service.settings import Settings
from tests import planted
from tests.running import assigned, eventually
from tests.sample import service as sample


def die() -> None:
    """End as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_in_the_middle_of_a_slice() -> None:
    """Some handlers have run, nothing is committed."""
    handle = Handlers.handle

    async def handle_and_die(self: Handlers, *given: Any) -> None:
        await handle(self, *given)
        die()

    Handlers.handle = handle_and_die


def die_between_database_commit_and_offset_commit() -> None:
    """The effects are committed, the offsets are not."""

    async def commit(*_: Any) -> None:
        die()

    Batches._commit = commit


def die_between_broker_ack_and_marking_rows() -> None:
    """Kafka has the records, the outbox does not know."""
    send = sending.send

    async def send_and_die(*given: Any) -> Any:
        await send(*given)
        die()

    sending.send = send_and_die


POINTS = {
    "slice": die_in_the_middle_of_a_slice,
    "commit": die_between_database_commit_and_offset_commit,
    "mark": die_between_broker_ack_and_marking_rows,
}


async def main(database_url: str, kafka: str, instance: str, point: str = "") -> None:
    """Run until killed."""
    log.configure()
    planted.apply(os.environ.get("TAKWIN_PLANT", ""))
    if point:
        POINTS[point]()
    secret = SecretStr("only-for-tests-" * 4)
    settings = Settings(database_url=SecretStr(database_url), kafka_servers=kafka, secret=secret, instance=instance)
    parts = Parts(sample.service(), settings)
    async with lifespan(FastAPI(), parts):
        await eventually(lambda: assigned(parts))
        print("up", flush=True)  # noqa: T201 - the test reads it
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
