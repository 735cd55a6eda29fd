"""A rollout through three services: each on a database of its own, hearing the others as over Kafka."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx2
from sqlmodel import col, select

from programs.documents.catalogue import all_events
from services.registration import app as registration
from services.reporting import app as reporting
from services.scheduling import app as scheduling
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from shared.kernel.outbox import Outgoing
from shared.service.running import Service
from tests.hearing import hear
from tests.integration.built import TOKEN, Build, on_database

MAY = datetime(2017, 5, 2, 9, tzinfo=UTC)


@dataclass
class Asked:
    """A service with its own database, and its HTTP door for somebody who may do everything."""

    service: Service
    database: Database
    api: httpx2.AsyncClient

    async def hears(self, *others: "Asked") -> None:
        """Hear everything that the others have said so far; what was heard before has no second effect."""
        kinds = all_events()
        for other in others:
            async with other.database.sessions() as db:
                bodies = await db.exec(select(Outgoing.body).order_by(col(Outgoing.position)))
                said = [kinds[body["type"]].from_cloudevent(dict(body)) for body in bodies]
            await hear(self.database, self.service.handlers, *said)

    async def page(self, path: str, language: str) -> str:
        """Return one of the service's pages as its reader reads it."""
        headers = {"accept": "text/html", "accept-language": language}
        answer = await self.api.get(self.api.base_url.join(f"/{self.service.name}{path}"), headers=headers)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)


@dataclass
class Takwin:
    """The services that know of regions."""

    scheduling: Asked
    registration: Asked
    reporting: Asked

    async def let_all_hear(self) -> None:
        """Carry what was said to whom it concerns."""
        await self.registration.hears(self.scheduling)
        await self.scheduling.hears(self.registration)
        await self.reporting.hears(self.scheduling, self.registration)

    def move_clocks(self, moment: datetime) -> None:
        """Let it be a later moment everywhere."""
        for asked in (self.scheduling, self.registration, self.reporting):
            asked.database.clock.move_to(moment)


def door(build: Build, service: Service, database: Database) -> httpx2.AsyncClient:
    """Return a client of the service's app."""
    built = on_database(build, database)
    transport = httpx2.ASGITransport(built, raise_app_exceptions=False)
    base, headers = f"{built.state.settings.origin}/{service.name}/api/v1", {"authorization": f"Bearer {TOKEN}"}
    return httpx2.AsyncClient(transport=transport, base_url=base, headers=headers)


async def begin(stack: AsyncExitStack, new_database: Callable[..., Awaitable[Database]]) -> Takwin:
    """Return the services as they stand in May 2017, until the stack is left."""

    async def started(module: Any) -> Asked:
        service = module.service()
        database = await new_database(service, Clock(offset=MAY - machine_now()))
        client = door(module.create_app, service, database)
        return Asked(service, database, await stack.enter_async_context(client))

    return Takwin(await started(scheduling), await started(registration), await started(reporting))
