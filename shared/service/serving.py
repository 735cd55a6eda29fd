"""A service as a process: its pages and API on one port, its metrics on another that no proxy knows."""

import asyncio
import ipaddress
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry, make_asgi_app
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.service import log
from shared.service.settings import Settings, secrets_dir
from shared.service.timeouts import Impatient

GOODBYE_S = 5
PATIENCE_S = 8.0  # the door holds a request for twenty
LOOK_S = 0.05


def server(app: ASGIApp, host: str, port: int) -> uvicorn.Server:
    """Return a server that says nothing of itself and logs nothing of who asks."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=Impatient,
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,  # whose address counts, shared/http/limits.py says
            server_header=False,
            timeout_graceful_shutdown=GOODBYE_S,
        )
    )


def metrics_of(registry: CollectorRegistry) -> ASGIApp:
    """Return the page of metrics, for whoever asks by an address or by a name of the inner network.

    A page of the web that has its own name lead here must not read them; such a name has a dot.
    """
    page = make_asgi_app(registry)

    async def by_no_foreign_name(scope: Scope, receive: Receive, send: Send) -> None:
        ours = _is_inner(Headers(scope=scope).get("host", ""))
        await (page if ours else PlainTextResponse("", 421))(scope, receive, send)

    return by_no_foreign_name


def _is_inner(said: str) -> bool:
    try:
        host = urlsplit(f"//{said}").hostname or "."
        return "." not in host or bool(ipaddress.ip_address(host))
    except ValueError:
        return False


async def serve(app: FastAPI) -> None:
    """Serve until a signal asks to stop."""
    settings: Settings = app.state.settings
    metrics = metrics_of(app.state.parts.metrics.registry)
    async with app.router.lifespan_context(app):
        await _come_up(app)
        pages = server(app, settings.host, settings.port)
        inner = server(metrics, settings.host, settings.metrics_port)
        await asyncio.gather(pages.serve(), inner.serve())


async def _come_up(app: FastAPI) -> None:
    """Listen once the database is there, so that an upgrade under way refuses nobody; but do not wait for ever."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            while not hasattr(app.state, "database"):  # noqa: ASYNC110 - looked at a few times, once
                await asyncio.sleep(LOOK_S)


def run(create_app: Callable[[Any], FastAPI], settings: type[Settings]) -> None:
    """Read the settings from the environment and the files of secrets, and serve."""
    log.configure()
    asyncio.run(serve(create_app(settings(_secrets_dir=secrets_dir()))))
