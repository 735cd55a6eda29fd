"""All services in one process: `python -m deploy.embedded.services <settings file>`, started by the launcher."""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from deploy.embedded.home import OneAddress, home
from deploy.embedded.ports import HOST
from programs.services import app_of
from programs.simulators.outside import Simulators
from shared.directory import service_names
from shared.service import log
from shared.service.serving import metrics_of, server


def apps(said: dict[str, Any]) -> dict[str, FastAPI]:
    """Build every service from what the launcher said: what all share, and what each has for itself."""
    return {name: app_of(name, **said["settings"], **said["services"][name]) for name in service_names()}


async def serve(said: dict[str, Any]) -> None:
    """Run until a signal asks to stop."""
    services = apps(said)
    metrics = {name: metrics_of(app.state.parts.metrics.registry) for name, app in services.items()}
    settings = next(iter(services.values())).state.settings
    front = home(settings, Simulators(**said["outside"]) if "outside" in said else None)
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
