"""Confirming: whoever changes what opens the account shows the present password, and the second factor if any."""

import structlog
from fastapi import Request
from pydantic import SecretStr
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.factors.actions import sign_in_anew
from services.access.frame import door_of, transaction
from services.access.guessing import actions as guessing
from services.access.passwords import hashing
from services.access.passwords.domain import NoPassword, PasswordWrong, SecondFactorNotShown
from services.access.people.storage import Account
from shared.http.access import caller_of
from shared.refusals import Conflict, Invalid, Refusal

log = structlog.get_logger()


async def own_account(request: Request) -> Account:
    """Return whose session this is."""
    async with transaction(request) as db:
        return await db.get_one(Account, caller_of(request).account_id)


async def refusal_of(request: Request, present: SecretStr) -> Refusal | None:
    """Say why nothing may be changed, if so. Raises TooManyGuesses."""
    try:
        await confirm(request, present.get_secret_value())
    except (Conflict, Invalid) as refused:
        return refused
    return None


async def go_on(request: Request, db: AsyncSession) -> str:
    """Let who has confirmed go on by another secret, which is returned; every session of before ends."""
    caller = caller_of(request)
    account_id = (await db.get_one(Account, caller.account_id)).id
    return await sign_in_anew(db, account_id, door_of(request).device, strong=caller.strong, factor="password")


async def confirm(request: Request, present: str) -> None:
    """Raise SecondFactorNotShown, NoPassword, PasswordWrong, TooManyGuesses."""
    caller, guesses = caller_of(request), door_of(request).guesses
    async with transaction(request) as db:
        account = await db.get_one(Account, caller.account_id)
        if account.has_second_factor and not caller.strong:
            raise SecondFactorNotShown
        if account.password_hash is None:
            raise NoPassword
        guess_id = await guessing.count(db, guesses.whose("password", account.id))
    async with hashing.gate():
        looked = await hashing.looked_at(account.password_hash, present)
    if not looked.fits:
        log.info("password.refused", account_id=account.id)
        raise PasswordWrong("present")
    async with transaction(request) as db:
        await guessing.was_right(db, guess_id)
