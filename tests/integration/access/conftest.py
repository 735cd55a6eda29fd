"""Access on a database of its own, asked by browsers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.access import app
from services.access.settings import AccessSettings
from shared.access import known
from shared.country import timezones
from shared.kernel.database import Database
from tests.integration.access.browsing import SECRET, Browser
from tests.integration.built import at


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """Access's database, nobody in it."""
    return await new_database(app.service())


@pytest.fixture
def built(database: Database, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The service, its database there at once; nothing is remembered, so that tests need not wait a second."""
    timezones.use_own_data()
    monkeypatch.setattr(known, "REMEMBERED_S", 0.0)
    settings = AccessSettings(
        database_url=SecretStr(database.url), kafka_servers="unused", secret=SecretStr(SECRET), instance="test"
    )
    return at(database, lambda: app.create_app(settings))


@pytest.fixture
async def browser(built: FastAPI) -> AsyncIterator[Callable[[], Browser]]:
    """Opens browsers that know nothing of one another, all in one office."""
    headers = {"accept": "text/html", "accept-language": "en", "user-agent": "Mozilla/5.0 (Android) Firefox/1"}
    async with AsyncExitStack() as stack:

        def opened(address: str = "192.0.2.1") -> Browser:
            transport = httpx2.ASGITransport(built, raise_app_exceptions=False, client=(address, 1))
            more, origin = headers | {"sec-fetch-site": "same-origin"}, built.state.settings.origin
            client = httpx2.AsyncClient(transport=transport, base_url=origin, headers=more)
            stack.push_async_callback(client.aclose)
            return Browser(client)

        yield opened
