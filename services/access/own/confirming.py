"""Confirming: whoever changes what opens the account shows the present password, and the second factor if any."""

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.factors.actions import sign_in_anew
from services.access.frame import door_of
from services.access.own.forms import PresentForm
from services.access.own.proof import asks_code, by_code, by_password, own_account, own_session
from services.access.passwords.domain import SecondFactorNotShown
from shared.http.access import caller_of
from shared.refusals import Conflict, Invalid, Refusal


async def refusal_of(request: Request, form: PresentForm) -> Refusal | None:
    """Say why nothing may be changed, if so. Raises TooManyGuesses."""
    try:
        await confirm(request, form)
    except (Conflict, Invalid) as refused:
        return refused
    return None


async def go_on(request: Request, db: AsyncSession) -> str:
    """Let who has confirmed go on by another secret, which is returned; every session of before ends."""
    caller, before = caller_of(request), await own_session(request, db)
    device, proved_at = door_of(request).device, before.proved_at
    return await sign_in_anew(
        db, before.account_id, device, strong=caller.strong, factor="password", proved_at=proved_at
    )


async def confirm(request: Request, form: PresentForm) -> None:
    """Raise SecondFactorNotShown, and what `by_password` and, after a while, `by_code` raise."""
    account = await own_account(request)
    if account.has_second_factor and not caller_of(request).strong:
        raise SecondFactorNotShown
    await by_password(request, account, form.present)
    if await asks_code(request, account):
        await by_code(request, account, form.code)
