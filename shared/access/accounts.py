"""Accounts as access has told them: each service decides by its own copy, and asks nobody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access.caller import Caller
from shared.access.looks import know_looks
from shared.events.access import AccountGranted, Grant
from shared.kernel.clock import machine_now
from shared.kernel.database import Database, KernelTable, run


class KnownAccount(KernelTable, table=True):
    """An account, and what it may do; whose it is stands in access alone."""

    __tablename__ = "known_account"

    account_id: UUID = Field(primary_key=True)
    version: int
    kind: str
    active: bool
    grants: list[dict[str, Any]] = Field(sa_type=JSONB)


class KnownKey(KernelTable, table=True):
    """The digest of a secret by which an account comes."""

    __tablename__ = "known_key"

    digest: str = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="known_account.account_id", index=True)
    strong: bool
    ends_at: datetime = Field(sa_type=DateTime(timezone=True))


async def know_account(event: AccountGranted, db: AsyncSession) -> None:
    """Keep the account as it now stands; a key that is not told any more opens nothing from now on."""
    known = await db.get(KnownAccount, event.account_id, with_for_update=True)
    if known is not None and known.version >= event.aggregateversion:
        return
    grants = [grant.model_dump(mode="json") for grant in event.grants]
    about: dict[str, Any] = {"account_id": event.account_id, "version": event.aggregateversion, "kind": event.kind}
    await db.merge(KnownAccount(**about, active=event.active, grants=grants))
    await know_looks(event, db)
    await db.flush()  # keys name it
    await run(db, "delete from known_key where account_id = :account", account=event.account_id)
    db.add_all([KnownKey(account_id=event.account_id, **key.model_dump()) for key in event.keys])
    await db.flush()


BY_KEY = """
select account.account_id, account.kind, account.grants, key.strong
from known_key key join known_account account using (account_id)
where key.digest = :digest and key.ends_at > :now and account.active
"""


async def caller_by(database: Database, digest: str) -> Caller | None:
    """Return who comes by the key of this digest; nobody where it is not known, has ended, or was taken back."""
    async with database.engine.connect() as connection:  # these tables have no wall, so nothing is said of a reach
        row = (await connection.execute(text(BY_KEY), {"digest": digest, "now": machine_now()})).one_or_none()
    if row is None:
        return None
    grants = tuple(Grant.model_validate(grant) for grant in row.grants)
    return Caller(row.account_id, row.kind, grants, row.strong or row.kind == "program", digest)
