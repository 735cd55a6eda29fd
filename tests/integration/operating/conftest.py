"""An operator's desk: four databases with their tables, an empty log, and the command."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest
import structlog
from typer.testing import CliRunner, Result

from programs.operator.__main__ import takwin
from programs.operator.installation import SERVICES, Installation
from programs.services import service_of
from shared.kernel.cluster import Cluster
from shared.kernel.database import Database
from shared.kernel.relay import LOCK
from tests.places import owner_url_of
from tests.running import Running

NOWHERE = Cluster("127.0.0.1:1")


@dataclass
class Desk:
    """Where an operator sits. No service runs unless a test starts it."""

    run: Running
    secrets: Path
    databases: dict[str, Database] = field(default_factory=dict)
    kafka: Cluster = NOWHERE

    @property
    def place(self) -> Installation:
        """The installation as the command knows it."""
        return Installation(origin="https://localhost:8443", kafka_servers=self.kafka.servers, secrets=self.secrets)

    async def takwin(self, *words: object) -> Result:
        """Give the command these words; it answers, and never with a traceback."""
        place = self.place
        told = {"ORIGIN": place.origin, "KAFKA_SERVERS": place.kafka_servers, "SECRETS": str(place.secrets)}
        environment = {f"TAKWIN_{name}": value for name, value in told.items()}
        line = [str(word) for word in words]
        answered = await asyncio.to_thread(CliRunner().invoke, takwin, line, env=environment)
        assert answered.exception is None or isinstance(answered.exception, SystemExit), answered.exception
        return answered

    def lose_database(self, service: str) -> None:
        """Let the service's database be where nobody listens."""
        (self.secrets / service).write_text(f"postgresql+asyncpg://nobody:nothing@{NOWHERE.servers}/{service}")

    @asynccontextmanager
    async def leases_held(self) -> AsyncIterator[None]:
        """Hold what a running service holds: the lease of its relay."""
        async with AsyncExitStack() as stack:
            for database in self.databases.values():
                holder = await asyncpg.connect(database.dsn)
                stack.push_async_callback(holder.close)
                await holder.execute("select pg_advisory_lock($1)", LOCK)
            yield


@pytest.fixture(autouse=True)
def logs_elsewhere() -> Iterator[None]:
    """Let services that run in this process write their log where nobody takes it for what the command says."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))
    yield
    structlog.reset_defaults()


@pytest.fixture
async def desk(run: Running, tmp_path: Path) -> AsyncIterator[Desk]:
    """An operator's desk beside an installation in which nothing has happened yet."""
    async with AsyncExitStack() as stack:
        made = Desk(run, tmp_path, kafka=run.places.kafka)
        for name in SERVICES:
            made.databases[name] = await stack.enter_async_context(run.database(service_of(name)))
            (tmp_path / name).write_text(owner_url_of(made.databases[name].url))
        yield made
