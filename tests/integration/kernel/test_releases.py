"""Two releases on one database: the newer waits for a table without holding up others, the older goes on beside it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from services.scheduling import app
from shared.kernel.database import Database, is_outage
from shared.service import migrate
from shared.service.running import Service
from tests.lines import withheld
from tests.next_release import ADDED, migration
from tests.places import Places, owner_url_of
from tests.running import Running, eventually


@pytest.fixture
def newer(tmp_path: Path) -> Service:
    """Scheduling as the next release has it."""
    own = tmp_path / "migrations"
    shutil.copytree(app.service().migrations, own)
    name, text = migration("scheduling", own)
    (own / name).write_text(text)
    return replace(app.service(), migrations=own)


@pytest.fixture
async def database(places: Places) -> AsyncIterator[Database]:
    """A database of this release."""
    async with places.fresh_database(app.service()) as database:
        yield database


async def upgrade(database: Database, service: Service) -> None:
    owner = Database(owner_url_of(database.url), database.clock)
    try:
        await migrate.upgrade(owner, service.migrations, service.metadata)
    finally:
        await owner.close()


async def added(database: Database) -> int:
    """Say whether the next release has been here."""
    connection = await asyncpg.connect(database.dsn)
    try:
        return int(await connection.fetchval(ADDED))
    finally:
        await connection.close()


async def test_the_older_release_starts_on_a_database_of_the_newer(
    database: Database, newer: Service, run: Running
) -> None:
    await upgrade(database, newer)

    with structlog.testing.capture_logs() as said:
        async with run.started(app.service(), database.url) as parts:
            await eventually(parts.database.answers)

    assert await added(database) == 1
    told = [it for it in said if it["event"] == "database.of_a_newer_release"]
    assert [(it["revisions"], withheld(it)) for it in told] == [(["s9999"], [])]
    assert run.ended == []


async def test_a_migration_holds_nobody_up_behind_a_table_that_is_in_use(database: Database, newer: Service) -> None:
    reader, other = await asyncpg.connect(database.dsn), await asyncpg.connect(database.dsn)
    async with reader.transaction():
        await reader.fetch("select * from session")
        migrating = asyncio.create_task(upgrade(database, newer))
        await eventually(lambda: somebody_waits(other), within_s=10)

        assert await other.fetch("select * from session", timeout=10) == []
        with pytest.raises(DBAPIError) as gave_up:
            await migrating

    assert is_outage(gave_up.value), "a service that starts tries again"
    await upgrade(database, newer)
    assert await added(database) == 1
    await asyncio.gather(reader.close(), other.close())


async def somebody_waits(connection: "asyncpg.Connection") -> bool:
    """Say whether a lock on the table is asked for and not given."""
    return bool(
        await connection.fetchval(
            "select exists (select from pg_locks where not granted and relation = 'session'::regclass)"
        )
    )
