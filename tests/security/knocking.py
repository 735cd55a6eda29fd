"""Knocking at every route of every service as it is built in earnest; no server runs, callers are known by heart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from shared.access.caller import Caller
from shared.access.secrets import new_secret
from shared.events.access import Grant
from tests.accounts import cookies, known_by_heart
from tests.architecture.built import NAMES, app, routes
from tests.architecture.test_routes import open_to_all

SAFE = {"GET", "HEAD"}


@dataclass(frozen=True)
class Route:
    """One way into a service: its method, and its path with some id in each blank."""

    service: str
    method: str
    path: str
    open: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def every_route() -> Iterator[Route]:
    """Yield each method of each route of all services; `open` are those that ask nobody who they are."""
    for service in NAMES:
        for path, route in routes(app(service)):
            filled, is_open = re.sub(r"\{\w+\}", str(UUID(int=7)), path), path in open_to_all(service)
            yield from (Route(service, method, filled, is_open) for method in sorted(route.methods))


EVERY = list(every_route())
UNSAFE = [it for it in EVERY if it.method not in SAFE]
CLOSED = [it for it in EVERY if not it.open]


def of(service: str, among: list[Route]) -> list[Route]:
    """Return those of one service; there are some."""
    found = [it for it in among if it.service == service]
    assert found or service == "notifications", service
    return found


def browser(patch: pytest.MonkeyPatch, service: str, database: Any, *, known: bool = True) -> httpx2.AsyncClient:
    """Return an administrator's browser, that says nothing of where its requests come from.

    It comes by a secret of its own: for a second a service remembers who came by another.
    """
    built, secret = app(service), new_secret()
    patch.setattr(built.state, "database", database, raising=False)
    if known:
        grants = (Grant(role="national-administrator"),)
        known_by_heart(patch, {secret: Caller(uuid4(), "person", grants, strong=True)})  # with an allowance of its own
    transport = httpx2.ASGITransport(built, raise_app_exceptions=False)
    settings = built.state.settings
    return httpx2.AsyncClient(transport=transport, base_url=settings.origin, cookies=cookies(settings, secret))
