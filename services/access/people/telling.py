"""Telling: an account as it now stands, whole, to every service; this one knows it at once."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people.storage import Account, Granted, grants_of
from services.access.sessions.storage import Session, open_sessions
from services.access.tables import lock
from shared.access.accounts import know_account
from shared.events import AccountGranted
from shared.events.access import Grant, Key
from shared.kernel import outbox
from shared.kernel.clock import machine_now


async def tell(db: AsyncSession, account_id: UUID) -> None:
    """Say what the account may do from now on, and by which keys it comes; nobody else tells of it meanwhile."""
    await db.flush()
    account = await lock(db, Account, account_id)
    if account is None:
        raise LookupError("account")
    account.version += 1
    active = account.ended_at is None
    grants = [as_told(it) for it in await grants_of(db, account_id, machine_now())] if active else []
    keys = [key_of(it) for it in await open_sessions(db, account_id, machine_now())] if active else []
    event = AccountGranted(account_id=account_id, kind="person", active=active, grants=grants, keys=keys)
    await announce(db, event, account.version)


async def announce(db: AsyncSession, event: AccountGranted, version: int) -> None:
    """Let everybody know, this service first."""
    stamped = outbox.publish(db, event, version=version)
    await know_account(AccountGranted.model_validate(stamped.model_dump()), db)


def as_told(granted: Granted) -> Grant:
    """Return what others must know of it: not by whom, and not why."""
    return Grant.model_validate(granted, from_attributes=True)


def key_of(session: Session) -> Key:
    """Return the key by which a browser comes."""
    return Key(digest=session.digest, strong=session.strong, ends_at=session.ends_at)
