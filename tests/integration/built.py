"""A service's app on a database of its own, which need not start or hear anything by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.routing import BaseRoute

from services.registration.settings import RegistrationSettings
from shared.http.routes import put_side_by_side
from shared.kernel.database import Database
from shared.service import assembly

EVERYTHING = "national-administrator"  # the role of a program that may do, in tests alone, what people do
TOKEN = "token-of-the-test"  # noqa: S105 - a caller's, in tests alone
Build = Callable[[RegistrationSettings], FastAPI]
_ROUTES: dict[tuple[str, bool], list[BaseRoute]] = {}


def on_database(build: Build, database: Database, caller: str = EVERYTHING, **more: Any) -> FastAPI:
    """Return the app; `caller`, a role, has the token. Registration's settings are the kernel's and some more."""
    settings = RegistrationSettings(
        database_url=SecretStr(database.url),
        kafka_servers="unused",
        secret=SecretStr("only-for-tests-" * 4),
        tokens={caller: SecretStr(TOKEN)},
        instance="test",
        **more,
    )
    return at(database, lambda: build(settings))


def at(database: Database, build: Callable[[], FastAPI]) -> FastAPI:
    """Return the app on the database, with the routes of the first that was built like it, which are ready.

    FastAPI takes longer to make a service's routes ready than most tests do.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assembly, "put_side_by_side", _as_the_first)
        app = build()
    app.state.database = database
    return app


def _as_the_first(app: FastAPI) -> None:
    kind = (app.title, app.state.settings.demo)
    if kind not in _ROUTES:
        put_side_by_side(app)
        _ROUTES[kind] = app.router.routes
    app.router.routes = _ROUTES[kind]
