"""Services as they run in earnest, inside the test's own process."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from aiokafka.admin import AIOKafkaAdminClient
from fastapi import FastAPI
from pydantic import SecretStr

from shared.kernel import topics
from shared.kernel.database import Database
from shared.service.running import Parts, Service, lifespan
from shared.service.settings import Settings
from tests.places import Places, owner_url_of

TOPICS = topics.read(Settings.model_fields["topics_file"].default)


async def eventually(fact: Callable[[], Awaitable[bool]], within_s: float = 60.0) -> None:
    """Wait until `fact` holds. Raises TimeoutError."""
    deadline = time.monotonic() + within_s
    while not await fact():
        if time.monotonic() > deadline:
            raise TimeoutError("the fact that was waited for has not come")
        await asyncio.sleep(0.05)


@dataclass
class Running:
    """Starts and stops services for one test, on an empty log."""

    places: Places
    ended: list[str] = field(default_factory=list)  # services that would have ended their process
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        await self.places.forget_topics()
        await topics.provision(self.places.kafka, TOPICS)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stack.aclose()

    def settings(self, database_url: str, instance: str = "0", **more: Any) -> Settings:
        """Return settings as a test wants them."""
        return Settings(
            database_url=SecretStr(database_url),
            owner_url=SecretStr(owner_url_of(database_url)),
            kafka_servers=self.places.kafka.servers,
            secret=SecretStr("only-for-tests-" * 4),
            instance=f"test-{instance}",
            **more,
        )

    @asynccontextmanager
    async def started(self, service: Service, database_url: str, instance: str = "0") -> AsyncIterator[Parts]:
        """Run a service until the block ends."""
        async with self.up(self.parts(service, database_url, instance)) as parts:
            await eventually(lambda: assigned(parts))
            yield parts

    def parts(self, service: Service, database_url: str, instance: str = "0") -> Parts:
        """Return the parts of a service, not yet running."""
        return Parts(
            service, self.settings(database_url, instance), end_process=lambda: self.ended.append(service.name)
        )

    @asynccontextmanager
    async def up(self, parts: Parts) -> AsyncIterator[Parts]:
        """Run these parts until the block ends."""
        async with lifespan(FastAPI(), parts):
            yield parts

    def database(self, service: Service) -> AbstractAsyncContextManager[Database]:
        """Return a fresh database for a service."""
        return self.places.fresh_database(service)


async def assigned(parts: Parts) -> bool:
    """Say whether the service hears its topics, if it hears any."""
    return not parts.service.handlers.topics or bool(parts.batches.assigned())


@asynccontextmanager
async def admin(run: Running) -> AsyncIterator[AIOKafkaAdminClient]:
    """Ask and tell the broker about its topics until the block ends."""
    client = AIOKafkaAdminClient(**run.places.kafka.client)
    await client.start()
    try:
        yield client
    finally:
        await client.close()
