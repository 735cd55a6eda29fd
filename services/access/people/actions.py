"""Actions on accounts: somebody is invited, given a role, and leaves. Each is told, and says who did it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.factors.actions import remove_factors
from services.access.people import domain
from services.access.people.domain import ADMINISTRATOR, Asked
from services.access.people.storage import (
    Account,
    Granted,
    having_for_good,
    one_change_of_administrators_at_a_time,
)
from services.access.people.telling import tell
from services.access.provider.storage import forget_identities
from services.access.sessions.actions import end_sessions
from services.access.tables import lock
from services.access.ways_in import storage as links
from services.access.ways_in.actions import make_way_in
from shared.country.mail_address import mail_address
from shared.kernel import clock
from shared.kernel.clock import machine_now
from shared.rows import insert

MakeLink = Callable[[AsyncSession, UUID, UUID | None], Awaitable[str]]
log = structlog.get_logger()


@dataclass(frozen=True)
class Person:
    """Somebody of the office."""

    email: str
    name: str
    language: str


async def invite(db: AsyncSession, person: Person, asked: Asked, by: UUID | None) -> tuple[UUID, str]:
    """Make an account with a role; return it, and the secret of the link that is handed over.

    Raises what `check_grant` raises, EmailImpossible, EmailKnown.
    """
    domain.check_grant(asked, machine_now())
    account = Account(id=clock.new_id(db), email=_address(person.email), name=person.name, language=person.language)
    await insert(db, account, {"uq_account_email": domain.EmailKnown("email")})
    _give(db, account.id, asked, by)
    secret = await make_way_in(db, account.id, "invitation")
    await tell(db, account.id)
    log.info("account.invited", account_id=account.id, by=by)
    return account.id, secret


def _address(email: str) -> str:
    try:
        return mail_address(email)
    except ValueError:
        raise domain.EmailImpossible("email") from None


async def grant_role(db: AsyncSession, account_id: UUID, asked: Asked, by: UUID | None) -> None:
    """Give the person one more role. Raises what `check_grant` raises, NotForOneself, AccountEnded."""
    domain.check_grant(asked, machine_now())
    account = await known(db, account_id, by)
    if account.ended_at is not None:
        raise domain.AccountEnded
    _give(db, account_id, asked, by)
    await tell(db, account_id)


def _give(db: AsyncSession, account_id: UUID, asked: Asked, by: UUID | None) -> None:
    row = vars(asked) | {"session_ids": list(asked.session_ids)}
    granted = Granted(id=clock.new_id(db), account_id=account_id, given_by=by, given_at=machine_now(), **row)
    db.add(granted)
    log.info("role.granted", account_id=account_id, grant_id=granted.id, by=by)


async def take_back(db: AsyncSession, account_id: UUID, grant_id: UUID, by: UUID | None) -> None:
    """End a role of the person; one that has ended stays so. Raises GrantUnknown, LastAdministrator."""
    await one_change_of_administrators_at_a_time(db)
    await known(db, account_id)
    granted = await lock(db, Granted, grant_id)
    if granted is None or granted.account_id != account_id:
        raise domain.GrantUnknown
    if granted.ends_at is not None and granted.ends_at <= machine_now():
        return
    before = await having_for_good(db, ADMINISTRATOR)
    domain.check_administered(before, await having_for_good(db, ADMINISTRATOR, but=[grant_id]))
    granted.ends_at = machine_now()
    await tell(db, account_id)
    log.info("role.taken_back", account_id=account_id, grant_id=grant_id, by=by)


async def end_account(db: AsyncSession, account_id: UUID, by: UUID | None) -> None:
    """Let the person do nothing any more, at once; an account that has ended stays so. Raises LastAdministrator."""
    await one_change_of_administrators_at_a_time(db)
    account = await known(db, account_id, by)
    if account.ended_at is not None:
        return
    before = await having_for_good(db, ADMINISTRATOR)
    domain.check_administered(before, before - {account_id})
    account.ended_at = machine_now()
    await links.end_all(db, account_id, machine_now())
    await end_sessions(db, account_id)
    await tell(db, account_id)
    log.info("account.ended", account_id=account_id, by=by)


async def open_again(db: AsyncSession, account_id: UUID, by: UUID | None) -> str:
    """Let the person come back by a new link, which is returned; not as before. Raises AccountNotEnded."""
    account = await known(db, account_id, by)
    if account.ended_at is None:
        raise domain.AccountNotEnded
    account.ended_at, account.password_hash = None, None
    await forget_identities(db, account_id)
    secret = await make_way_in(db, account_id, "invitation")
    await tell(db, account_id)
    log.info("account.opened_again", account_id=account_id, by=by)
    return secret


async def make_link(db: AsyncSession, account_id: UUID, by: UUID | None) -> str:
    """Return the secret of a link by which the person sets a new password. Raises NotForOneself, AccountEnded."""
    account = await known(db, account_id, by)
    if account.ended_at is not None:
        raise domain.AccountEnded
    return await make_way_in(db, account_id, "reset" if account.password_hash else "invitation")


async def remove_second_factor(db: AsyncSession, account_id: UUID, by: UUID | None) -> None:
    """Let the password alone open the account, for little, and sign the person out. Raises NoSecondFactor."""
    await known(db, account_id, by)
    await remove_factors(db, account_id)
    await end_sessions(db, account_id)
    log.info("second_factor.removed_by_other", account_id=account_id, by=by)


async def forget_identity(db: AsyncSession, account_id: UUID, by: UUID | None) -> None:
    """Let another identity of the provider be linked at the next sign-in, and sign the person out."""
    await known(db, account_id, by)
    await forget_identities(db, account_id)
    await end_sessions(db, account_id)
    log.info("identity.removed_by_other", account_id=account_id, by=by)


async def known(db: AsyncSession, account_id: UUID, by: UUID | None = None) -> Account:
    """Return the account, which nobody else changes meanwhile. Raises AccountUnknown, NotForOneself."""
    domain.check_not_oneself(account_id, by)
    account = await lock(db, Account, account_id)
    if account is None:
        raise domain.AccountUnknown("account_id")
    return account
