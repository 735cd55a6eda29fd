"""Pages of the browsers in which one is signed in: others are signed out by whoever has shown lately who she is."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.frame import door_of, show, transaction
from services.access.own.forms import EndForm, ProofForm
from services.access.own.proof import own_account, own_session, show_again
from services.access.sessions.actions import end_session, end_sessions, open_session
from services.access.sessions.domain import Factor
from shared.http.access import caller_of, needs
from shared.refusals import Conflict, Invalid
from shared.web.filling import Filled, fill
from shared.web.forms import TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter(prefix="/sessions")
OWN = needs("account.own")
End = Callable[[AsyncSession, UUID], Awaitable[None]]


@router.post("/end", dependencies=[OWN, TWICE_IS_ONCE])
async def end_one(request: Request) -> Response:
    """Sign out another browser."""
    filled = await fill(request, EndForm)
    chosen = filled.form.session if filled.form else ""
    return await end(request, filled, lambda db, account_id: end_session(db, account_id, chosen))


@router.post("/end-others", dependencies=[OWN, TWICE_IS_ONCE])
async def end_others(request: Request) -> Response:
    """Sign out every browser but this one."""
    filled, this_one = await fill(request, ProofForm), caller_of(request).digest
    return await end(request, filled, lambda db, account_id: end_sessions(db, account_id, this_one))


async def end(request: Request, filled: Filled[Any], ending: End) -> Response:
    """End sessions once a factor was shown, lately or now; else ask for it. Raises TooManyGuesses."""
    if filled.form is None:
        return await ask_again(request, filled)
    try:
        shown = await show_again(request, filled.form)
    except (Invalid, Conflict) as refused:
        filled.refuse(request, refused)
        return await ask_again(request, filled)
    answer = see_other("/access/?done=ended")
    async with transaction(request) as db:
        await ending(db, (await own_session(request, db)).account_id)
        secret = await renewed(request, db, shown) if shown else ""
    if secret:
        door_of(request).cookie.give(answer, secret)
    return answer


async def ask_again(request: Request, filled: Filled[Any]) -> HTMLResponse:
    """Ask for one factor before anything is ended."""
    account = await own_account(request)
    return show(request, "proof.html", 422, filled=filled, account=account, asks_code=account.has_second_factor)


async def renewed(request: Request, db: AsyncSession, shown: Factor) -> str:
    """Let whoever has shown a factor anew go on by another secret, which is returned; others stay as they are."""
    before, device = await own_session(request, db), door_of(request).device
    await end_session(db, before.account_id, before.digest)
    return await open_session(
        db, before.account_id, device, strong=before.strong, factor=shown, proved_at=before.proved_at
    )
