"""The front door of an embedded installation: the one-time link, and one address for all services."""

import hmac
from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import RedirectResponse, Response
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.embedded.outside import Sinks, outside
from shared import problems
from shared.door import COOKIE, COOKIE_S, Door, new_cookie
from shared.settings import Settings

START = "/registration/"


def home(settings: Settings, key_file: Path, sinks: Sinks) -> FastAPI:
    """Return the app for what belongs to no service: `/`, the link that opens the pages once, and the outer world."""
    app = FastAPI(openapi_url=None)
    app.state.settings = settings

    @app.get("/")
    async def start() -> Response:
        """Go where the work of today is."""
        return RedirectResponse(START, 303)

    @app.get("/open/{key}")
    async def open_once(key: str, request: Request) -> Response:
        """Give whoever brings the printed key a cookie, the first time."""
        if not _take(key_file, key):
            return problems.problem(request, 403, rule="link-used")
        answer = RedirectResponse(START, 303, {"referrer-policy": "no-referrer", "cache-control": "no-store"})
        cookie = new_cookie(settings.secret.get_secret_value())
        answer.set_cookie(COOKIE, cookie, max_age=COOKIE_S, httponly=True, samesite="strict")
        return answer

    app.include_router(outside(sinks))
    app.add_middleware(Door, settings=settings)
    problems.install(app)
    return app


def _take(key_file: Path, key: str) -> bool:
    """Say whether this is the key; it is gone afterwards, whoever else asks at the same time."""
    try:
        right = hmac.compare_digest(key_file.read_text().encode(), key.encode())
        if right:
            key_file.unlink()
    except FileNotFoundError:
        return False
    return right


class OneAddress:
    """Sends each request to the service its path begins with; paths stay as they are, as behind a proxy."""

    def __init__(self, services: Mapping[str, ASGIApp], otherwise: ASGIApp) -> None:
        self._services = services
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        name = scope["path"].split("/", 2)[1] if scope["type"] == "http" else ""
        await self._services.get(name, self._otherwise)(scope, receive, send)
