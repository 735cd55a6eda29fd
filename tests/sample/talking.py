"""The sample in a process of its own, which says something twice a second, and tells when its clock is off or right.

Usage: python -m tests.sample.talking <database url> <kafka>; "up" means that it has begun.
"""

import asyncio
import sys
from uuid import uuid4

from fastapi import FastAPI
from pydantic import SecretStr

from shared.service import log
from shared.service.running import Parts, lifespan
from shared.service.settings import Settings
from tests.running import assigned, eventually
from tests.sample import service as sample

PAUSE_S = 0.5


async def main(database_url: str, kafka: str) -> None:
    """Run until killed."""
    log.configure()
    secret = SecretStr("only-for-tests-" * 4)
    settings = Settings(database_url=SecretStr(database_url), kafka_servers=kafka, secret=secret, instance="talking")
    parts, told = Parts(sample.service(), settings), "right"
    async with lifespan(FastAPI(), parts):
        await eventually(lambda: assigned(parts))
        print("up", flush=True)  # noqa: T201 - the test reads it
        while True:
            now = "right" if (await parts.checks())["clock"] else "off"
            if told != now:
                print(told := now, flush=True)  # noqa: T201 - the test reads it
            await sample.say(parts.database, uuid4())
            await asyncio.sleep(PAUSE_S)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
