"""Sessions of people who signed in: one per browser, kept by the digest of its secret."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.tables import UTC_TIME, Table
from shared.kernel.database import run


class Session(Table, table=True):
    """A browser in which somebody is signed in."""

    digest: str = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    opened_at: datetime = Field(sa_type=UTC_TIME)
    ends_at: datetime = Field(sa_type=UTC_TIME)
    strong: bool = Field(description="a second factor was shown")
    device: str = Field(description="in short, e.g. Firefox, Android")
    proved_at: datetime | None = Field(
        default=None, sa_type=UTC_TIME, description="when all that opens the account was last shown"
    )
    ended_at: datetime | None = Field(default=None, sa_type=UTC_TIME)


async def open_sessions(db: AsyncSession, account_id: UUID, now: datetime) -> Sequence[Session]:
    """Return in which browsers the person is signed in, the newest first."""
    query = select(Session).where(
        Session.account_id == account_id, col(Session.ended_at).is_(None), col(Session.ends_at) > now
    )
    return (await db.exec(query.order_by(col(Session.opened_at).desc(), col(Session.digest)))).all()


END = """
update session set ended_at = :now
where account_id = :account and ended_at is null and digest = any(:digests)
"""


async def end(db: AsyncSession, account_id: UUID, digests: Sequence[str], now: datetime) -> None:
    """End these of the account's."""
    await run(db, END, account=account_id, digests=list(digests), now=now)


async def forget_old(db: AsyncSession, before: datetime) -> None:
    """Forget where somebody was signed in before then."""
    await run(db, "delete from session where ends_at < :before", before=before)
