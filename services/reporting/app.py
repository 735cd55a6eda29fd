"""Reporting, put together."""

from pathlib import Path

from fastapi import FastAPI

from services.reporting.api import router
from services.reporting.handlers import on
from services.reporting.read_models.tables import Table
from services.reporting.recovery import RECOVERY
from shared.service.assembly import build
from shared.service.running import Service
from shared.service.settings import Settings


def service() -> Service:
    """Return what reporting is made of."""
    return Service(
        name="reporting",
        metadata=Table.metadata,
        migrations=Path(__file__).with_name("migrations"),
        api=router,
        handlers=on,
        recovery=RECOVERY,
    )


def create_app(settings: Settings) -> FastAPI:
    """Return the service as an app."""
    return build(service(), settings)
