"""The services as they are built in earnest, and what their routes ask for."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import SecretStr

from programs.services import app_of
from shared.directory import service_names
from shared.http.access import Needs
from shared.web.forms import Promise

ROOT = Path(__file__).parents[2]
NAMES = service_names()
KNOWN_TO_KAFKA = {"kafka_protocol": "SASL_SSL", "kafka_user": "somebody", "kafka_password": SecretStr("only-for-tests")}
DATABASE = SecretStr("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")


@cache
def app(name: str) -> FastAPI:
    """Return the service, built for a demonstration so that every route is there, and never started."""
    told: dict[str, Any] = {
        "database_url": DATABASE,
        "kafka_servers": "127.0.0.1:1",
        **KNOWN_TO_KAFKA,
        "secret": SecretStr("only-for-tests-" * 4),
        "instance": "test",
        "demo": True,
    }
    return app_of(name, **told)


def python_files(*folders: str) -> list[Path]:
    """Return the modules in these folders of the project."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def routes(app: FastAPI) -> Iterator[tuple[str, Any]]:
    """Yield path and route, however deep it was included."""
    for context in iter_route_contexts(app.routes):
        yield str(context.path), context


def permissions(route: Any) -> list[str]:
    """Return what a caller must be allowed to do; nothing is asked by a route that is not FastAPI's own."""
    if not isinstance(route.original_route, APIRoute):
        return []
    return [call.permission for call in _calls(route.dependant) if isinstance(call, Needs)]


def promises(route: Any) -> list[Promise]:
    """Return what a route with a form says of pages that were opened earlier, or are sent twice."""
    return [call for call in _calls(route.dependant) if isinstance(call, Promise)]


def _calls(dependant: Dependant) -> Iterator[Any]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)
