"""Scheduling: needs, programmes, modules, venues, sessions. Its parts are put together here."""

from pathlib import Path

from fastapi import FastAPI

from services.scheduling import api, handlers, tables
from services.scheduling.recovery import RECOVERY
from shared.service.assembly import build
from shared.service.running import Service
from shared.service.settings import Settings


def service() -> Service:
    """Return what scheduling is made of."""
    migrations = Path(__file__).parent / "migrations"
    return Service("scheduling", tables.Table.metadata, migrations, api.router, handlers.on, recovery=RECOVERY)


def create_app(settings: Settings) -> FastAPI:
    """Build the service's app."""
    return build(service(), settings)
