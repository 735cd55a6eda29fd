"""Announcements: the end of a message leaves as an event, in the transaction that settles it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import MessageSettled
from shared.kernel import outbox


def announce(db: AsyncSession, settled: Iterable[Mapping[str, Any]]) -> None:
    """Publish one event for each; the rows have the columns `statements.SETTLED`."""
    for row in settled:
        outbox.publish(db, MessageSettled.model_validate(dict(row)), version=row["announced"])
