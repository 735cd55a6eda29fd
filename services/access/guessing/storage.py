"""Guesses: attempts of the last minutes at a secret, by whose it is or whence they come; both hashed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.tables import UTC_TIME, Table
from shared.kernel.database import run


class Guess(Table, table=True):
    """An attempt that failed, or has not ended yet."""

    id: UUID = Field(primary_key=True)
    whose: str = Field(index=True, description="keyed hash of an e-mail address, an account, or a network address")
    at: datetime = Field(sa_type=UTC_TIME)


async def one_at_a_time(db: AsyncSession, whose: str) -> None:
    """Let one attempt after the other be counted, so that a hundred at once are not all the first."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended('guess ' || :whose, 0))", whose=whose)


async def attempts(db: AsyncSession, whose: str, since: datetime) -> Sequence[datetime]:
    """Return when it was tried since then."""
    found = await run(db, "select at from guess where whose = :whose and at > :since", whose=whose, since=since)
    times: Sequence[datetime] = found.scalars().all()
    return times


OLD = "delete from guess where id in (select id from guess where at <= :before for update skip locked)"


async def forget_old(db: AsyncSession, before: datetime) -> None:
    """Forget attempts that count no more."""
    await run(db, OLD, before=before)


async def forget(db: AsyncSession, guess_id: UUID) -> None:
    """Forget an attempt that was no guess."""
    await run(db, "delete from guess where id = :id", id=guess_id)
