"""Proof: what opens the account was shown not long ago, or is shown anew in a session that is open."""

import structlog
from fastapi import Request
from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.factors.actions import show_code
from services.access.frame import door_of, transaction
from services.access.guessing import actions as guessing
from services.access.own.forms import ProofForm
from services.access.passwords import hashing
from services.access.passwords.domain import NoPassword, PasswordWrong
from services.access.people.storage import Account
from services.access.sessions.domain import CodeAgain, Factor, PasswordAgain, SignInAgain, is_recent
from services.access.sessions.storage import Session
from shared.http.access import caller_of
from shared.kernel.clock import machine_now

log = structlog.get_logger()


async def own_account(request: Request) -> Account:
    """Return whose session this is."""
    async with transaction(request) as db:
        return await db.get_one(Account, caller_of(request).account_id)


async def is_proved(request: Request) -> bool:
    """Say whether all that opens the account was shown lately in this browser."""
    async with transaction(request) as db:
        return is_recent((await own_session(request, db)).proved_at, machine_now())


async def own_session(request: Request, db: AsyncSession) -> Session:
    """Return the session of this browser."""
    return await db.get_one(Session, caller_of(request).digest)


async def asks_code(request: Request, account: Account) -> bool:
    """Say whether a change of what opens the account needs a code beside the password."""
    return account.has_second_factor and not await is_proved(request)


async def by_password(request: Request, account: Account, present: SecretStr) -> None:
    """Look at the password. Raises NoPassword, PasswordWrong, TooManyGuesses."""
    if account.password_hash is None:
        raise NoPassword
    async with transaction(request) as db:
        guess_id = await guessing.count(db, door_of(request).guesses.whose("password", account.id))
    async with hashing.gate():
        looked = await hashing.looked_at(account.password_hash, present.get_secret_value())
    if not looked.fits:
        log.info("password.refused", account_id=account.id)
        raise PasswordWrong("present")
    async with transaction(request) as db:
        await guessing.was_right(db, guess_id)
        if not account.has_second_factor:
            await _note(request, db, account)


async def by_code(request: Request, account: Account, code: str) -> Factor:
    """Take a code, once; return of which kind it was. Raises CodeAgain, CodeWrong, TooManyGuesses."""
    if not code:
        raise CodeAgain("code")
    door = door_of(request)
    async with transaction(request) as db:
        guess_id = await guessing.count(db, door.guesses.whose("code", account.id))
    async with transaction(request) as db:
        factor = await show_code(db, door.seal, account, code)
        await guessing.was_right(db, guess_id)
        await _note(request, db, account)
        return factor


async def _note(request: Request, db: AsyncSession, account: Account) -> None:
    (await own_session(request, db)).proved_at = machine_now()
    log.info("proof.shown", account_id=account.id)


async def show_again(request: Request, form: ProofForm) -> Factor | None:
    """Take one factor, the second where there is one, and return it; nothing where it was shown lately.

    Raises what `by_code` and `by_password` raise, PasswordAgain, SignInAgain.
    """
    account = await own_account(request)
    if await is_proved(request):
        return None
    if account.has_second_factor:
        return await by_code(request, account, form.code)
    if account.password_hash is None:
        raise SignInAgain
    if not form.present.get_secret_value():
        raise PasswordAgain("present")
    await by_password(request, account, form.present)
    return "password"
