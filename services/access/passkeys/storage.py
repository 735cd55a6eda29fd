"""Passkeys: keys that devices keep and never show."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.tables import UTC_TIME, Table
from shared.kernel.database import run


class Passkey(Table, table=True):
    """A key by which a person signs in without a password."""

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int
    name: str
    added_at: datetime = Field(sa_type=UTC_TIME)


async def passkeys_of(db: AsyncSession, account_id: UUID) -> Sequence[Passkey]:
    """Return the person's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.account_id == account_id)
    return (await db.exec(query.order_by(col(Passkey.added_at), col(Passkey.id)))).all()


async def passkey_by(db: AsyncSession, credential_id: bytes) -> Passkey | None:
    """Return the passkey, which nobody else uses meanwhile."""
    query = select(Passkey).where(Passkey.credential_id == credential_id).with_for_update()
    return (await db.exec(query)).one_or_none()


async def forget_passkey(db: AsyncSession, account_id: UUID, passkey_id: UUID) -> None:
    """Forget one of the person's."""
    await run(db, "delete from passkey where account_id = :account and id = :id", account=account_id, id=passkey_id)


async def forget_passkeys(db: AsyncSession, account_id: UUID) -> None:
    """Forget all of the person's."""
    await run(db, "delete from passkey where account_id = :account", account=account_id)
