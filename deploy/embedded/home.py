"""The front of an embedded installation: one address for all services, the first page, and the outer world."""

from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from programs.simulators.outside import Simulators
from programs.simulators.page import app
from shared import directory
from shared.http.settings import GuardSettings


def home(settings: GuardSettings, simulators: Simulators | None) -> FastAPI:
    """Return the app for what belongs to no service: `/`, and in a demonstration the outer world."""
    made = app(settings, simulators)

    @made.get("/")
    async def start() -> Response:
        """Go where the work of today is."""
        return RedirectResponse(directory.way("start"), 303)

    return made


class OneAddress:
    """Sends each request to the service its path begins with; paths stay as they are, as behind a proxy."""

    def __init__(self, services: Mapping[str, ASGIApp], otherwise: ASGIApp) -> None:
        self._services = services
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        name = scope["path"].split("/", 2)[1] if scope["type"] == "http" else ""
        await self._services.get(name, self._otherwise)(scope, receive, send)
