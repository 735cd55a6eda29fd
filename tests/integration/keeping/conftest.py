"""Four databases with roles of their own, as an installation has them, on an empty log."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg
import pytest
from sqlalchemy import make_url

from programs.operator.installation import SERVICES
from tests.integration.keeping.installed import Installed, with_tables
from tests.places import Places
from tests.running import Running


@asynccontextmanager
async def _database(places: Places) -> AsyncIterator[str]:
    """An empty database and the role that owns it, gone afterwards."""
    name = f"t_{secrets.token_hex(4)}"
    admin = await asyncpg.connect(places.postgres)
    try:
        await admin.execute(f"create role {name} login password '{name}'")
        await admin.execute(f"alter role {name} set takwin.reach = 'whole'")
        await admin.execute(f"create database {name} owner {name}")
        url = make_url(places.postgres).set(
            drivername="postgresql+asyncpg", username=name, password=name, database=name
        )
        yield url.render_as_string(hide_password=False)
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.execute(f"drop role if exists {name}")
        await admin.close()


@pytest.fixture
async def empty(places: Places, run: Running) -> AsyncIterator[Installed]:
    """An installation whose databases hold nothing yet."""
    async with AsyncExitStack() as stack:
        urls = {name: await stack.enter_async_context(_database(places)) for name in SERVICES}
        yield Installed(run.places.kafka, urls)


@pytest.fixture
async def installed(empty: Installed) -> Installed:
    """An installation whose services have run once."""
    await with_tables(empty)
    return empty
