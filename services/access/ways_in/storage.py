"""Ways in: links that open an account once, kept by their digest."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.tables import UTC_TIME, Table
from shared.kernel.database import run

Purpose = Literal["invitation", "reset", "demonstration"]


class WayIn(Table, table=True):
    """A link that was handed over."""

    __tablename__ = "way_in"

    digest: str = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    purpose: Purpose = Field(sa_type=String)
    made_at: datetime = Field(sa_type=UTC_TIME)
    ends_at: datetime = Field(sa_type=UTC_TIME)
    used_at: datetime | None = Field(default=None, sa_type=UTC_TIME)


USE = """
update way_in set used_at = :now
where digest = :digest and used_at is null and ends_at > :now
"""


async def use(db: AsyncSession, digest: str, now: datetime) -> bool:
    """Say whether the link was good until now; whoever brings it from now on comes too late."""
    return bool((await run(db, USE, digest=digest, now=now)).rowcount)


END = "update way_in set ends_at = :now where account_id = :account and used_at is null and ends_at > :now"


async def end_all(db: AsyncSession, account_id: UUID, now: datetime) -> None:
    """Let the links that were handed over open nothing any more."""
    await run(db, END, account=account_id, now=now)


async def forget_old(db: AsyncSession, before: datetime) -> None:
    """Forget links that ended before then."""
    await run(db, "delete from way_in where ends_at < :before", before=before)
