"""Actions on passwords: one is set, and every session ends."""

from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.passwords import hashing
from services.access.passwords.domain import check_password, check_same
from services.access.people.storage import Account
from services.access.sessions.actions import end_sessions
from services.access.tables import lock
from services.access.ways_in.storage import end_all
from shared.kernel.clock import machine_now

log = structlog.get_logger()


async def new_hash(account: Account, password: str, again: str) -> str:
    """Return what is to be kept of a new password. Raises what `check_password` and `check_same` raise."""
    check_password(password, (account.name, account.email))
    check_same(password, again)
    return await hashing.hashed(password)


async def set_password(db: AsyncSession, account_id: UUID, kept: str) -> Account:
    """Keep the password, and end every session and every link; return the account."""
    account = await lock(db, Account, account_id)
    if account is None:
        raise LookupError("account")
    account.password_hash, account.password_changed_at = kept, machine_now()
    await end_all(db, account_id, machine_now())
    await end_sessions(db, account_id)
    log.info("password.changed", account_id=account_id)
    return account
