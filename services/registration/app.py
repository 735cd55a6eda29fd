"""Registration: organisations, participants, seats, attendance, voices. Its parts are put together here."""

from pathlib import Path

from fastapi import FastAPI
from prometheus_client import Counter

from services.registration import api, handlers
from services.registration.contacts.forgetting import forget_whose
from services.registration.delivery.calls import count_unreached
from services.registration.erasing.retention import forget_in_time
from services.registration.imports.applying.work import run_imports
from services.registration.imports.reading.receiving import UPLOADS
from services.registration.recovery import RECOVERY
from services.registration.seats.expiry import expire_offers
from services.registration.settings import RegistrationSettings
from services.registration.tables import Table
from shared.service.assembly import build
from shared.service.running import Service


def service() -> Service:
    """Return what registration is made of."""
    return Service(
        name="registration",
        metadata=Table.metadata,
        migrations=Path(__file__).with_name("migrations"),
        api=api.router,
        handlers=handlers.on,
        works=(expire_offers, forget_whose, forget_in_time, run_imports, count_unreached),
        uploads=UPLOADS,
        settings=RegistrationSettings,
        recovery=RECOVERY,
    )


def create_app(settings: RegistrationSettings) -> FastAPI:
    """Build the service's app."""
    app = build(service(), settings)
    registry = app.state.parts.metrics.registry
    name = "takwin_registration_contacts_capped"
    app.state.contacts_capped = Counter(name, "Requests for contacts beyond the day's number", registry=registry)
    return app
