"""Registration on a database of its own, asked over HTTP by one who may do everything."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from services.registration import app
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from tests.integration.built import EVERYTHING, TOKEN, on_database

BEFORE_THE_PILOT = datetime(2017, 7, 3, 9, tzinfo=UTC)


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """Registration's database in July 2017, when the pilot was planned."""
    return await new_database(app.service(), Clock(offset=BEFORE_THE_PILOT - machine_now()))


@pytest.fixture
async def api(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """The service's HTTP door, asked by one who may do everything."""
    async with asking(database, EVERYTHING) as client:
        yield client


@pytest.fixture
async def notifications(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """The service's HTTP door, asked by the service that sends messages."""
    async with asking(database, "notifications") as client:
        yield client


def asking(database: Database, caller: str, **more: Any) -> httpx2.AsyncClient:
    """Return a client of the service's app on `database`, which need not start or hear anything."""
    built = on_database(app.create_app, database, caller, **more)
    headers = {"authorization": f"Bearer {TOKEN}", "accept-language": "en"}
    transport = httpx2.ASGITransport(built, raise_app_exceptions=False)
    base = f"{built.state.settings.origin}/registration/api/v1"
    return httpx2.AsyncClient(transport=transport, base_url=base, headers=headers)
