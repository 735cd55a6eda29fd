"""Actions of signing in, in two steps: an attempt is counted and committed before anybody looks at the password."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.guessing import actions as guessing
from services.access.guessing.domain import Whose
from services.access.passwords.hashing import Looked
from services.access.people.storage import Account, account_by
from services.access.signing_in.domain import SignInRefused
from services.access.tables import lock
from shared.country.mail_address import mail_address

log = structlog.get_logger()


@dataclass(frozen=True)
class Knock:
    """An attempt that was counted. `account` is nobody where none is known, or it has no password to be tried."""

    account: Account | None
    guess_id: UUID

    @property
    def password_hash(self) -> str | None:
        """Return what the password is compared with."""
        return self.account.password_hash if self.account else None


async def knock(db: AsyncSession, email: str, by_email: Whose, by_address: Whose) -> Knock:
    """Count an attempt, of the e-mail address. Raises TooManyGuesses, of either."""
    await guessing.check(db, by_address)
    guess_id = await guessing.count(db, by_email)
    account = await account_by(db, as_kept(email))
    may = account is not None and account.ended_at is None and account.password_hash is not None
    return Knock(account if may else None, guess_id)


def as_kept(email: str) -> str:
    """Return the address as accounts have it; what is none is nobody's."""
    try:
        return mail_address(email.strip())
    except ValueError:
        return ""


async def note_failure(db: AsyncSession, knocked: Knock, by_address: Whose) -> None:
    """Count the failure where it came from, too."""
    await guessing.note(db, by_address)
    if knocked.account is None:
        log.info("sign_in.refused", reason="unknown")
    else:
        log.info("sign_in.refused", reason="password", account_id=knocked.account.id)


async def let_in(db: AsyncSession, knocked: Knock, looked: Looked) -> Account:
    """Return whose password was right, if it still is. Raises SignInRefused."""
    if knocked.account is None:
        raise SignInRefused
    await guessing.was_right(db, knocked.guess_id)
    account = await lock(db, Account, knocked.account.id)
    if account is None or account.ended_at is not None or account.password_hash != knocked.password_hash:
        raise SignInRefused
    account.password_hash = looked.renewed or account.password_hash
    return account
