"""Places of Kafka and Postgres for the tests, and a database of its own for each test."""

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from aiokafka.admin import AIOKafkaAdminClient
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.kernel.clock import Clock
from shared.kernel.cluster import Cluster
from shared.kernel.database import Database
from shared.service import migrate
from shared.service.clock_store import begin
from shared.service.running import Service
from tests.containers import containers
from tests.emptying import empty, shape
from tests.switch import Switch

if TYPE_CHECKING:
    from deploy.embedded.processes import Server


_ADMINS: dict[str, str] = {}  # role of the services of a run → the way in for whoever owns their databases


def owner_url_of(url: str) -> str:
    """Return the way into the same database for whoever owns its tables; of any other role the same way."""
    told = make_url(url)
    admin = _ADMINS.get(str(told.username))
    return _in_sqlalchemy(_with_database(admin, str(told.database))) if admin else url


@asynccontextmanager
async def owned(database: Database) -> AsyncIterator[AsyncConnection]:
    """One transaction in the database as whoever owns its tables."""
    owner = Database(owner_url_of(database.url), database.clock)
    try:
        async with owner.engine.begin() as connection:
            yield connection
    finally:
        await owner.close()


@dataclass
class Places:
    """A running broker and a running database server."""

    kind: str
    kafka: Cluster
    postgres: str  # postgresql://… of somebody who may create databases
    broker_switch: Switch | None = None  # None where they belong to somebody else
    database_switch: Switch | None = None
    service_role: str = field(default_factory=lambda: f"service_{secrets.token_hex(4)}")  # owns nothing, as in earnest
    password: str = field(default_factory=lambda: secrets.token_hex(8), repr=False)
    migrated: dict[Path, str] = field(default_factory=dict)  # where migrations lie → the database that has them
    shapes: dict[str, str] = field(default_factory=dict)  # that database → what the migrations have made
    emptied: dict[str, list[str]] = field(default_factory=dict)  # that database → copies that tests have given back

    async def make_role(self) -> None:
        """Make the role in which the services of this run work."""
        await self._as_admin(f"create role {self.service_role} login password '{self.password}'")
        _ADMINS[self.service_role] = self.postgres

    @asynccontextmanager
    async def new_database_url(self) -> AsyncIterator[str]:
        """An empty database, gone afterwards."""
        name = await self._new("template1")
        try:
            yield self._url(name)
        finally:
            await self._as_admin(f"drop database if exists {name} with (force)")

    @asynccontextmanager
    async def fresh_database(self, service: Service, clock: Clock | None = None) -> AsyncIterator[Database]:
        """A database with the service's tables, and nothing in them, whose business clock has begun."""
        template = await self._template(service)
        free = self.emptied.setdefault(template, [])
        name = free.pop() if free else await self._new(template)
        database = Database(self._url(name), clock or Clock())
        try:
            await begin(database, None, self.kafka, [])
            yield database
        finally:
            await database.close()
            if await empty(_with_database(self.postgres, name), self.shapes[template]):
                free.append(name)
            else:
                await self._as_admin(f"drop database {name} with (force)")

    async def _new(self, template: str) -> str:
        name = f"t_{secrets.token_hex(4)}"
        await self._as_admin(f"create database {name} template {template} strategy file_copy")
        return name

    async def _template(self, service: Service) -> str:
        """Let one database go through the service's migrations; the others are copies of it."""
        if service.migrations not in self.migrated:
            name = f"template_{secrets.token_hex(4)}"
            await self._as_admin(f"create database {name}")
            database = Database(self.owner_url(name), Clock())
            await migrate.upgrade(database, service.migrations, service.metadata, self.service_role)
            async with database.engine.begin() as connection:  # for tables that a test adds
                rights = f"grant all on tables to {self.service_role}"
                await connection.execute(text(f"alter default privileges in schema public {rights}"))
            await database.close()
            self.shapes[name] = await shape(_with_database(self.postgres, name))
            self.migrated[service.migrations] = name
        return self.migrated[service.migrations]

    async def forget_databases(self) -> None:
        """Leave nothing behind on a server of somebody else's."""
        for name in chain(self.migrated.values(), *self.emptied.values()):
            await self._as_admin(f"drop database {name}")
        await self._as_admin(f"drop role {self.service_role}")

    def owner_url(self, name: str) -> str:
        """Return the way into the database for whoever owns its tables."""
        return _in_sqlalchemy(_with_database(self.postgres, name))

    def _url(self, name: str) -> str:
        """Return the way into the database in the role of a service."""
        return self.in_service_role(self.owner_url(name))

    def in_service_role(self, owner_url: str) -> str:
        """Return the same way in the role of a service."""
        role = make_url(owner_url).set(username=self.service_role, password=self.password)
        return role.render_as_string(hide_password=False)

    async def _as_admin(self, statement: str) -> None:
        connection = await asyncpg.connect(self.postgres)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def forget_topics(self) -> None:
        """Delete every topic, so that the next test begins with an empty log."""
        admin = AIOKafkaAdminClient(**self.kafka.client)
        await admin.start()
        try:
            ours = [name for name in await admin.list_topics() if not name.startswith("__")]
            if ours:
                await admin.delete_topics(ours)
            while set(ours) & set(await admin.list_topics()):  # noqa: ASYNC110 - Kafka deletes in its own time
                await asyncio.sleep(0.05)
        finally:
            await admin.close()


def _in_sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+asyncpg://", 1)


def _with_database(url: str, name: str) -> str:
    head, _, options = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")


@asynccontextmanager
async def find_places() -> AsyncIterator[Places]:
    """Given by URL, else Docker, else embedded. With REQUIRE_DOCKER=1 nothing but Docker will do."""
    given = os.environ.get("TAKWIN_TEST_KAFKA"), os.environ.get("TAKWIN_TEST_POSTGRES")
    wanted = os.environ.get("TAKWIN_TEST_PLACES", "")
    required = os.environ.get("REQUIRE_DOCKER") == "1"
    if given[0] and given[1] and not required:
        yield (places := await _with_role(Places("given", Cluster(given[0]), given[1])))
        await places.forget_databases()
    elif required or (wanted != "embedded" and docker_answers()):
        async with containers() as (kafka, postgres, broker_switch, database_switch):
            yield await _with_role(Places("docker", Cluster(kafka), postgres, broker_switch, database_switch))
    else:
        async with _embedded() as places:
            yield await _with_role(places)


async def _with_role(places: Places) -> Places:
    await places.make_role()
    return places


def docker_answers() -> bool:
    """Say whether there is a Docker engine to be asked."""
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0


def switch(server: "Server") -> Switch:
    """Return what ends the server and starts it again."""

    def signalled(number: int) -> Callable[[], Awaitable[None]]:
        async def send() -> None:
            assert server._child is not None
            os.killpg(server._child.pid, number)

        return send

    return Switch(server.stop, server.start, signalled(signal.SIGSTOP), signalled(signal.SIGCONT))


@asynccontextmanager
async def _embedded() -> AsyncIterator[Places]:
    from deploy.embedded.stack import Stack, erase  # noqa: PLC0415 - needed only where there is no URL and no Docker

    folder = Path(tempfile.mkdtemp(prefix="takwin-tests-"))
    try:
        async with Stack(folder, say=lambda _: None) as stack:
            yield Places("embedded", stack.cluster, stack.admin_url, switch(stack.kafka), switch(stack.postgres))
    finally:
        erase(folder)
