"""An installation without its services: four databases and Kafka."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from pyrage import x25519
from sqlalchemy import text

from deploy.embedded.postgres import PACKAGE
from programs.operator.archive import Lock
from programs.operator.backup import back_up
from programs.operator.dumps import Programs
from programs.operator.installation import SERVICES
from programs.services import service_of
from services.scheduling.catalogue.storage import Programme
from shared.events import DonorNames, ProgrammeDefined
from shared.kernel import outbox
from shared.kernel.clock import Clock
from shared.kernel.cluster import Cluster
from shared.kernel.database import Database
from shared.service import clock_store, migrate

IDENTITY = x25519.Identity.generate()
LOCK = Lock.of(str(IDENTITY.to_public()), "")
PROGRAMS = Programs(PACKAGE / "pginstall" / "bin")  # no older than any server the tests meet


@dataclass
class Installed:
    """Where it is."""

    cluster: Cluster
    urls: dict[str, str]

    def database_url(self, service: str) -> str:
        """Return the way into a service's database."""
        return self.urls[service]

    @asynccontextmanager
    async def database(self, service: str) -> AsyncIterator[Database]:
        """Open a service's database as the service itself does."""
        database = Database(self.urls[service], Clock())
        await clock_store.load(database)
        try:
            yield database
        finally:
            await database.close()

    async def rows(self, service: str, statement: str) -> list[Any]:
        """Return what the statement finds."""
        async with self.database(service) as database, database.engine.connect() as connection:
            return [tuple(row) for row in await connection.execute(text(statement))]

    async def backed_up(self, folder: Path, lock: Lock = LOCK) -> Path:
        """Return the file of a backup."""
        return await back_up(self, folder, lock, PROGRAMS)


async def with_tables(installed: Installed) -> None:
    """Let every database begin, as a service does when it starts for the first time."""
    for name in SERVICES:
        database = Database(installed.urls[name], Clock())
        service = service_of(name)
        await migrate.upgrade(database, service.migrations, service.metadata)
        await clock_store.begin(database, None, installed.cluster, [])
        await database.close()


async def define(installed: Installed, code: str, *, id_: UUID | None = None, version: int = 1) -> UUID:
    """Define a programme of scheduling, or say something new of it."""
    programme_id = id_ or uuid4()
    async with installed.database("scheduling") as database, database.sessions.begin() as db:
        known = await db.get(Programme, programme_id)
        programme = known or Programme(id=programme_id, code=code, title=f"Exemple {code}", donors=["Finland"])
        programme.code, programme.version = code, version
        db.add(programme)
        names = [DonorNames(donor="Finland", fr=f"Finlande, {code}")]
        about = ProgrammeDefined(programme_id=programme_id, code=code, donors=["Finland"], donor_names=names)
        outbox.publish(db, about, version=version)
    return programme_id
