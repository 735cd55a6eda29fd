"""Scheduling on a database of its own, asked over HTTP by one who may do everything."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.scheduling import app
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from shared.service.settings import Settings
from tests.accounts import signed_in
from tests.integration.built import EVERYTHING, TOKEN, at

SECRET = "only-for-tests-" * 4
BEFORE_THE_PILOT = datetime(2017, 5, 2, 9, tzinfo=UTC)


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """Scheduling's database in May 2017, before the pilot was planned."""
    return await new_database(app.service(), Clock(offset=BEFORE_THE_PILOT - machine_now()))


@pytest.fixture
def built(database: Database) -> FastAPI:
    """The service, its database there at once."""
    settings = Settings(
        database_url=SecretStr(database.url),
        kafka_servers="unused",
        secret=SecretStr(SECRET),
        tokens={EVERYTHING: SecretStr(TOKEN)},
        instance="test",
    )
    return at(database, lambda: app.create_app(settings))


@pytest.fixture
async def api(built: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """The service's HTTP door."""
    headers = {"authorization": f"Bearer {TOKEN}", "accept-language": "en"}
    base = f"{built.state.settings.origin}/scheduling/api/v1"
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(built, raise_app_exceptions=False), base_url=base, headers=headers
    ) as client:
        yield client


@pytest.fixture
async def pages(built: FastAPI, database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """The service's pages, for an administrator in a browser."""
    headers = {"accept": "text/html", "sec-fetch-site": "same-origin"}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(built, raise_app_exceptions=False),
        base_url=built.state.settings.origin,
        headers=headers,
        cookies=await signed_in(database, built.state.settings),
    ) as client:
        yield client
