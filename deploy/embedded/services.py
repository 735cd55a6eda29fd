"""All services in one process: `python -m deploy.embedded.services <settings file>`, started by the launcher."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from deploy.embedded.home import OneAddress, home
from deploy.embedded.ports import HOST
from programs.simulators.outside import Sinks
from services.notifications.app import create_app as notifications
from services.notifications.settings import NotificationsSettings
from services.registration.app import create_app as registration
from services.registration.settings import RegistrationSettings
from services.reporting.app import create_app as reporting
from services.scheduling.app import create_app as scheduling
from shared.service import log
from shared.service.serving import metrics_of, server
from shared.service.settings import Settings

CREATE: dict[str, tuple[Callable[[Any], FastAPI], type[Settings]]] = {
    "scheduling": (scheduling, Settings),
    "registration": (registration, RegistrationSettings),
    "notifications": (notifications, NotificationsSettings),
    "reporting": (reporting, Settings),
}


def apps(said: dict[str, Any]) -> dict[str, FastAPI]:
    """Build every service from what the launcher said: what all share, and what each has for itself."""
    return {
        name: create(settings(**said["settings"], **said["services"][name]))
        for name, (create, settings) in CREATE.items()
    }


async def serve(said: dict[str, Any]) -> None:
    """Run until a signal asks to stop."""
    services = apps(said)
    metrics = {name: metrics_of(app.state.parts.metrics.registry) for name, app in services.items()}
    settings = next(iter(services.values())).state.settings
    front = home(settings, Sinks(**said["outside"]))
    async with AsyncExitStack() as stack:
        for app in services.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        pages, inner = (
            server(OneAddress(services, front), HOST, said["port"]),
            server(OneAddress(metrics, front), HOST, said["inner_port"]),
        )
        await asyncio.gather(pages.serve(), inner.serve())


def main(file: str) -> None:
    """Read the settings and serve."""
    log.configure()
    asyncio.run(serve(json.loads(Path(file).read_text())))


if __name__ == "__main__":
    main(sys.argv[1])
