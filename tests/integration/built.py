"""A service's app on a database of its own, which need not start or hear anything by itself."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI
from pydantic import SecretStr

from services.registration.settings import RegistrationSettings
from shared.kernel.database import Database

EVERYTHING = "national-administrator"  # the role of a program that may do, in tests alone, what people do
TOKEN = "token-of-the-test"  # noqa: S105 - a caller's, in tests alone
Build = Callable[[RegistrationSettings], FastAPI]
_ROUTES: dict[tuple[str, bool], APIRouter] = {}


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
    return at(database, build(settings))


def at(database: Database, app: FastAPI) -> FastAPI:
    """Let the app use the database, and the routes of the first that was built like it, which are ready.

    FastAPI makes a service's routes ready at the first request, which takes longer than most tests do.
    """
    app.state.database = database
    app.router = _ROUTES.setdefault((app.title, app.state.settings.demo), app.router)
    return app
