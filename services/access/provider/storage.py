"""Identities: by which subject of which provider an account is opened; no address, no name, no token."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.tables import UTC_TIME, Table
from shared.kernel.database import run


class Identity(Table, table=True):
    """Somebody as a provider knows her, linked to the account once."""

    __table_args__ = (UniqueConstraint("account_id", "issuer"),)

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id")
    linked_at: datetime = Field(sa_type=UTC_TIME)


async def identities_of(db: AsyncSession, account_id: UUID) -> Sequence[Identity]:
    """Return by what the account is opened."""
    return (await db.exec(select(Identity).where(Identity.account_id == account_id))).all()


async def forget_identities(db: AsyncSession, account_id: UUID) -> None:
    """Let no identity open the account until one is linked again."""
    await run(db, "delete from identity where account_id = :account", account=account_id)
