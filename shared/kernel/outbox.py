"""Outbox: events leave a service through its own database, if, and only if, its transaction commits."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Identity, Index, event, func, text
from sqlalchemy.orm import Session
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel import clock
from shared.kernel.contracts import Event
from shared.kernel.database import KernelTable, run

RINGS = "rings"  # in `info` of a session: this transaction wakes the relay


class Outgoing(KernelTable, table=True):
    """One committed event. Published rows stay: they are the service's log, for reconciliation and restore."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "position", postgresql_where=text("published_at is null and refused is null")),
        Index("uq_outbox_event_id_type", "event_id", "type", unique=True),
    )

    position: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    event_id: UUID
    type: str
    topic: str
    key: str
    body: dict[str, Any] = Field(sa_type=JSON)  # as text: it is read once, to be sent as it is
    written_at: datetime | None = Field(
        default=None, sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": func.now()}
    )
    published_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    partition: int | None = None
    kafka_offset: int | None = Field(default=None, sa_type=BigInteger)
    refused: str | None = Field(default=None, description="class of the error for which Kafka will never take it")


def publish(db: AsyncSession, fact: Event, *, version: int) -> Event:
    """Send `fact` when, and only when, the transaction of `db` commits; return it with its envelope.

    `version` is the number its aggregate has reached: 1, 2, 3 … without a gap, taken under the lock of its row.
    """
    stamped = stamp(db, fact, version)
    for form in (stamped, *stamped.older_forms()):
        db.add(row_of(form))
    ring_after_commit(db)
    return stamped


def stamp(db: AsyncSession, fact: Event, version: int) -> Event:
    """Fill in the envelope: business time, an id of its own, and what led to it."""
    cause: Event | None = db.info.get("cause")
    envelope = {
        "id": clock.new_id(db) if fact.id.int == 0 else fact.id,
        "time": clock.now(db),
        "aggregateversion": version,
        "incarnation": db.info.get("incarnation"),
        "causationid": cause.id if cause else None,
        "correlationid": cause.correlationid if cause else db.info.get("correlationid"),
    }
    return fact.model_copy(update=envelope)


def row_of(fact: Event) -> Outgoing:
    """Return the outbox row that carries `fact`."""
    return Outgoing(event_id=fact.id, type=fact.type, topic=fact.topic, key=fact.key, body=fact.to_cloudevent())


def ring_after_commit(db: AsyncSession) -> None:
    """Wake the relay as soon as the transaction has committed."""
    db.info[RINGS] = True


@event.listens_for(Session, "after_commit")
def _ring(session: Session) -> None:
    """Ring, where something was put into the outbox; a savepoint is told of here too, and does not end it."""
    if session.info.get(RINGS):
        ring(session)


def ring(db: Session | AsyncSession) -> None:
    """Wake the relay for what has been committed."""
    bell: asyncio.Event | None = db.info.get("outbox_bell")
    if bell:
        bell.set()


async def waiting(db: AsyncSession) -> int:
    """Return how many events are on their way."""
    rows = await run(db, "select count(*) from outbox where published_at is null and refused is null")
    number: int = rows.scalar_one()
    return number
