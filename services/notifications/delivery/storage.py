"""Parts that were handed to providers, and receipts that came before anybody knew of the hand-over."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.delivery import statements
from services.notifications.delivery.domain import HANDED_FOR, KEPT_FOR, UNCONFIRMED_AFTER, Fate, Handed, Receipt
from services.notifications.tables import UTC_TIME, Table
from shared.kernel.database import run

Row = Mapping[str, Any]
Rows = Sequence[Row]


class HandedPart(Table, table=True):
    """One part of a message, by the name that a provider which gives receipts has for it."""

    __tablename__ = "handed_parts"
    __table_args__ = (
        Index("ix_handed_parts_intent_id", "intent_id"),
        Index("ix_handed_parts_handed_at", "handed_at"),
    )

    provider: str = Field(primary_key=True)
    reference: str = Field(primary_key=True)
    intent_id: UUID
    part: int
    state: str | None = None
    reason: str | None = None
    told_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="the provider's clock")
    handed_at: datetime = Field(sa_type=UTC_TIME, description="the database's clock")


class EarlyReceipt(Table, table=True):
    """A receipt of which no hand-over is known yet."""

    __tablename__ = "early_receipts"

    provider: str = Field(primary_key=True)
    reference: str = Field(primary_key=True)
    state: str
    reason: str | None = None
    told_at: datetime = Field(sa_type=UTC_TIME, description="the provider's clock")
    kept_at: datetime = Field(sa_type=UTC_TIME, description="the database's clock")


async def keep_handed(db: AsyncSession, parts: Iterable[Handed]) -> None:
    """Keep under which names a provider has the parts; a name that it gives again stands for the newer part."""
    newest = {(part.provider, part.reference): part for part in parts}
    await run(db, statements.HAND, rows=_json([part._asdict() for part in newest.values()]))


async def keep_receipts(db: AsyncSession, receipts: Iterable[Receipt]) -> None:
    """Keep receipts until they are matched; of two for one part the one that it was delivered."""
    kept: dict[tuple[str, str], Receipt] = {}
    for receipt in receipts:
        known = kept.get(named := (receipt.provider, receipt.reference))
        if known is None or known.state == "undelivered":
            kept[named] = receipt
    await run(db, statements.KEEP, rows=_json([asdict(receipt) for receipt in kept.values()]))


async def matching(db: AsyncSession, references: Iterable[str]) -> Sequence[UUID]:
    """Return the messages of whose parts a kept receipt speaks."""
    found = await run(db, statements.MATCHING, references=list(references))
    return [row.intent_id for row in found]


async def all_matching(db: AsyncSession) -> Sequence[UUID]:
    """Return the messages of which any kept receipt speaks: hand-over and receipt may have missed one another."""
    return [row.intent_id for row in await run(db, statements.ALL_MATCHING)]


async def hold(db: AsyncSession, intents: Iterable[UUID]) -> None:
    """Let nobody else tell of these messages until this transaction ends."""
    await run(db, statements.HOLD, intents=sorted(intents))


async def judge(db: AsyncSession, intents: Sequence[UUID]) -> list[Fate]:
    """Let kept receipts speak of their parts, and return what has become of the messages of which that is clear."""
    await run(db, statements.SPEAK, intents=list(intents))
    found = await run(db, statements.JUDGE, intents=list(intents))
    return [Fate(**row) for row in found.mappings()]


async def note(db: AsyncSession, fates: Sequence[Fate]) -> Rows:
    """Note what has become of messages, and return those of which that is news."""
    found = await run(db, statements.NOTE, rows=_json([asdict(fate) for fate in fates]))
    rows: Rows = found.mappings().all()
    return rows


async def unconfirmed(db: AsyncSession) -> Rows:
    """Note of which messages a provider that gives receipts has told nothing in time, and return them."""
    rows: Rows = (await run(db, statements.UNCONFIRMED, after=UNCONFIRMED_AFTER)).mappings().all()
    return rows


async def forget(db: AsyncSession) -> None:
    """Forget receipts that nobody can match, and the names of parts of which none will come any more."""
    await run(db, statements.FORGET_RECEIPTS, kept_for=KEPT_FOR)
    await run(db, statements.FORGET_PARTS, handed_for=HANDED_FOR)


async def know(db: AsyncSession, told: list[dict[str, Any]]) -> None:
    """Keep what events say has become of messages."""
    await run(db, statements.KNOW, rows=_json(told))


async def count(db: AsyncSession) -> Rows:
    """Return of how many messages what is known of their delivery."""
    rows: Rows = (await run(db, statements.COUNTS)).mappings().all()
    return rows


def _json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=str)
