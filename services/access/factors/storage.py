"""Codes of second factors: each is used once. The secret of an app stands in the account."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.tables import UTC_TIME, Table
from shared.kernel.database import run


class RecoveryCode(Table, table=True):
    """A code on paper, for whoever has lost the telephone; good for once."""

    __tablename__ = "recovery_code"

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    hash: str
    used_at: datetime | None = Field(default=None, sa_type=UTC_TIME)


USE_STEP = "update account set totp_last_step = :step where id = :account and totp_last_step < :step"


async def use_step(db: AsyncSession, account_id: UUID, step: int) -> bool:
    """Say whether no code of this step or a later one was used; from now on one was."""
    return bool((await run(db, USE_STEP, account=account_id, step=step)).rowcount)


USE_CODE = """
update recovery_code set used_at = :now
where account_id = :account and hash = :hash and used_at is null
"""


async def use_code(db: AsyncSession, account_id: UUID, hash_: str, now: datetime) -> bool:
    """Say whether the person has such a code, and has not used it; from now on it is used."""
    return bool((await run(db, USE_CODE, account=account_id, hash=hash_, now=now)).rowcount)


async def forget_codes(db: AsyncSession, account_id: UUID) -> None:
    """Forget the codes on paper; what was written down opens nothing."""
    await run(db, "delete from recovery_code where account_id = :account", account=account_id)


LEFT = "select count(*) from recovery_code where account_id = :account and used_at is null"


async def codes_left(db: AsyncSession, account_id: UUID) -> int:
    """Return how many codes on paper are good."""
    return int((await run(db, LEFT, account=account_id)).scalar_one())
