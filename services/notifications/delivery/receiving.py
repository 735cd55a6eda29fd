"""Receiving: whoever brings receipts has them taken in one transaction, and counted once that has committed."""

import asyncio
from collections.abc import Sequence

from services.notifications.delivery import actions
from services.notifications.delivery.domain import Receipt
from shared.kernel.database import Database
from shared.kernel.metrics import Metrics
from shared.service.running import Parts

TIDY_EVERY_S = 60.0


async def receive(database: Database, metrics: Metrics, receipts: Sequence[Receipt]) -> None:
    """Take the receipts; a provider is told that they were taken only after this."""
    async with database.sessions.begin() as db:
        await actions.take(db, receipts)
    taken = metrics.counter("receipts", "Receipts that providers gave", "provider", "state")
    for receipt in receipts:
        taken.labels(receipt.provider, receipt.state).inc()


async def tidy_receipts(parts: Parts) -> None:
    """Tidy for as long as the service runs."""
    while True:
        async with parts.database.sessions.begin() as db:
            await actions.tidy(db)
        await asyncio.sleep(TIDY_EVERY_S)
