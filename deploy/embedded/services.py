"""All services in one process: `python -m deploy.embedded.services <settings file>`, started by the launcher."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from prometheus_client import make_asgi_app
from starlette.types import ASGIApp

from deploy.embedded.home import OneAddress, home
from deploy.embedded.outside import Sinks
from services.notifications.app import create_app as notifications
from services.notifications.settings import NotificationsSettings
from services.registration.app import create_app as registration
from services.registration.settings import RegistrationSettings
from services.reporting.app import create_app as reporting
from services.scheduling.app import create_app as scheduling
from shared import log
from shared.settings import Settings

CREATE: dict[str, tuple[Callable[[Any], FastAPI], type[Settings]]] = {
    "scheduling": (scheduling, Settings),
    "registration": (registration, RegistrationSettings),
    "notifications": (notifications, NotificationsSettings),
    "reporting": (reporting, Settings),
}
GOODBYE_S = 5


def apps(said: dict[str, Any]) -> dict[str, FastAPI]:
    """Build every service from what the launcher said: what all share, and what each has for itself."""
    return {
        name: create(settings(**said["settings"], **said["services"][name]))
        for name, (create, settings) in CREATE.items()
    }


def server(app: ASGIApp, port: int) -> uvicorn.Server:
    """Return a server for this machine alone."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host="127.0.0.1",
            port=port,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GOODBYE_S,
        )
    )


async def serve(said: dict[str, Any], folder: Path) -> None:
    """Run until a signal asks to stop."""
    services = apps(said)
    metrics = {name: make_asgi_app(app.state.parts.metrics.registry) for name, app in services.items()}
    settings = next(iter(services.values())).state.settings
    front = home(settings, folder / "open-key", Sinks(**said["outside"]))
    async with AsyncExitStack() as stack:
        for app in services.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        pages, inner = (
            server(OneAddress(services, front), said["port"]),
            server(OneAddress(metrics, front), said["inner_port"]),
        )
        await asyncio.gather(pages.serve(), inner.serve())


def main(file: str) -> None:
    """Read the settings and serve."""
    log.configure()
    asyncio.run(serve(json.loads(Path(file).read_text()), Path(file).parents[1]))


if __name__ == "__main__":
    main(sys.argv[1])
