"""Mails on their way out: notifications' sender against a bare loop of the same client library.

Ours claims, asks for contacts, writes each mail in the reader's language with its calendar, begins, hands over, records
and announces. The bare loop hands over one finished mail again and again, by as many connections.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import cast
from uuid import uuid4

import httpx2
from aiosmtplib import SMTP
from pydantic import SecretStr

from services.notifications.app import service
from services.notifications.channels.channel import outlet_for
from services.notifications.channels.sender import Sender
from services.notifications.handlers import on
from services.notifications.settings import NotificationsSettings
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from tests import facts
from tests.hearing import hear
from tests.places import Places

WEDNESDAY = datetime(2017, 8, 2, 10, tzinfo=UTC)
OF_A_SESSION = 500  # people


async def mail_rates(places: Places, many: int) -> tuple[float, float]:
    """Return mails per second: by the sender, and by the bare loop."""
    clock = Clock(offset=WEDNESDAY - machine_now())
    async with places.fresh_database(service(), clock) as database, far_ends() as (smtp_port, http_port):
        settings = _settings(database, smtp_port, http_port)
        await _confirm(database, many)
        return await _sent(database, settings, many), await _bare(settings, many)


@asynccontextmanager
async def far_ends() -> AsyncIterator[tuple[int, int]]:
    """Yield the ports of a mail server and a contacts route that run beside us."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.far_ends", stdout=asyncio.subprocess.PIPE
    )
    try:
        smtp_port, http_port = (await cast("asyncio.StreamReader", process.stdout).readline()).split()
        yield int(smtp_port), int(http_port)
    finally:
        process.kill()
        await process.wait()


def _settings(database: Database, smtp_port: int, http_port: int) -> NotificationsSettings:
    return NotificationsSettings(
        database_url=SecretStr(database.url),
        kafka_servers="unused",
        secret=SecretStr("only-for-benchmarks-" * 3),
        tokens={"notifications": SecretStr("let-me-in")},
        instance="bench",
        smtp_port=smtp_port,
        contacts_url=f"http://127.0.0.1:{http_port}/contacts",
    )


async def _confirm(database: Database, many: int) -> None:
    """Let many people have a seat, and its confirmation be due."""
    now = database.clock.now()
    for session in [uuid4() for _ in range(many // OF_A_SESSION)]:
        starts_at = WEDNESDAY.replace(hour=8) + timedelta(days=7)
        seats = [facts.registered(session, uuid4(), number, at=now) for number in range(1, OF_A_SESSION + 1)]
        await hear(database, on, facts.planned(session, at=now, starts_at=starts_at), *seats)


async def _sent(database: Database, settings: NotificationsSettings, many: int) -> float:
    async with httpx2.AsyncClient(timeout=10, trust_env=False) as client:
        sender = Sender(database, settings, client, outlet_for("email", settings, database, client))
        began_at, sent = time.perf_counter(), 0
        while sent < many:
            sent += await sender.send_due()
        return sent / (time.perf_counter() - began_at)


async def _bare(settings: NotificationsSettings, many: int) -> float:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.sender_address, "someone@example.org", "Rappel"
    mail.set_content("Bonjour\n" * 60)
    content, each = mail.as_bytes(), many // settings.smtp_connections
    began_at = time.perf_counter()
    await asyncio.gather(*(_loop(settings, content, each) for _ in range(settings.smtp_connections)))
    return each * settings.smtp_connections / (time.perf_counter() - began_at)


async def _loop(settings: NotificationsSettings, content: bytes, many: int) -> None:
    async with SMTP(hostname=settings.smtp_host, port=settings.smtp_port) as smtp:
        for _ in range(many):
            await smtp.mail(settings.sender_address)
            await smtp.rcpt("someone@example.org")
            await smtp.data(content)
