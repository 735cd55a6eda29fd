"""Access on a real port, for browsers that keep its rules."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from services.access import app
from services.access.settings import AccessSettings
from shared.kernel.database import Database
from shared.service.serving import server
from tests.integration.access.browsing import SECRET


@asynccontextmanager
async def served(database: Database, **more: Any) -> AsyncIterator[str]:
    """Serve until the block ends; yield where. `more`: settings beside those that every test has."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings = AccessSettings(
            database_url=SecretStr(database.url),
            kafka_servers="unused",
            secret=SecretStr(SECRET),
            origin=f"http://localhost:{listening.getsockname()[1]}",
            **more,
        )
        built = app.create_app(settings)
        built.state.database = database
        running = server(built, "127.0.0.1", 0)
        serving = asyncio.create_task(running.serve(sockets=[listening]))
        try:
            yield settings.origin
        finally:
            running.should_exit = True
            await serving
