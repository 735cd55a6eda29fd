"""Notifications, put together."""

from pathlib import Path

from fastapi import FastAPI

from services.notifications.api import router
from services.notifications.channels.outages import tell_outages
from services.notifications.channels.sender import send_mail, send_sms
from services.notifications.delivery.receiving import tidy_receipts
from services.notifications.handlers import on
from services.notifications.recovery import RECOVERY
from services.notifications.reminders.actions import remind
from services.notifications.settings import NotificationsSettings
from services.notifications.tables import Table
from shared.service.assembly import build
from shared.service.running import Service


def service() -> Service:
    """Return what notifications is made of."""
    return Service(
        name="notifications",
        metadata=Table.metadata,
        migrations=Path(__file__).with_name("migrations"),
        api=router,
        handlers=on,
        works=(send_mail, send_sms, remind, tell_outages, tidy_receipts),
        settings=NotificationsSettings,
        recovery=RECOVERY,
    )


def create_app(settings: NotificationsSettings) -> FastAPI:
    """Return the service as an app."""
    return build(service(), settings)
