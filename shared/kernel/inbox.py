"""Inbox: an event's id is kept in the transaction of its effect; Kafka delivers at least once, and it acts once."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import KernelTable, run


class Handled(KernelTable, table=True):
    """An event this consumer has acted upon. Kept for ever, as the log is."""

    __tablename__ = "inbox"

    consumer: str = Field(primary_key=True)
    event_id: UUID = Field(primary_key=True)


async def mark(db: AsyncSession, consumer: str, ids: Sequence[UUID]) -> set[UUID]:
    """Mark the events as handled; return those that were not so before."""
    if not ids:
        return set()
    marked = await run(
        db,
        "insert into inbox (consumer, event_id) select :consumer, unnest(cast(:ids as uuid[]))"
        " on conflict do nothing returning event_id",
        consumer=consumer,
        ids=list(ids),
    )
    return set(marked.scalars())
