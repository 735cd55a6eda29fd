"""Pages of one account: what the person may do is changed, and how she comes."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.frame import show
from services.access.people import actions
from services.access.people.domain import AccountUnknown
from services.access.people.forms import GrantForm, NothingAsked
from services.access.people.pages import choices, link_page
from services.access.people.storage import Account, grants_ever
from services.access.provider.storage import identities_of
from services.access.sessions.actions import end_sessions
from services.access.sessions.storage import open_sessions
from shared.http.access import Db, caller_of, needs
from shared.kernel.clock import machine_now
from shared.refusals import Conflict
from shared.web.filling import Attempt, Filled, attempt, fill
from shared.web.forms import ADDS_ONCE, TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter(prefix="/people/{account_id}")
CHANGE = needs("account.change")


@router.get("", dependencies=[needs("account.read")])
async def show_person(request: Request, account_id: UUID, db: Db) -> HTMLResponse:
    """Show one account."""
    return await person_page(request, db, account_id, Filled(), 200)


async def person_page(
    request: Request, db: AsyncSession, account_id: UUID, filled: Filled[Any], status: int
) -> HTMLResponse:
    """Return the page; `filled` is the form of one more role as it was typed."""
    account = await db.get(Account, account_id, populate_existing=True)
    if account is None:
        raise AccountUnknown("account_id")
    now, caller = machine_now(), caller_of(request)
    told = {
        "sessions": await open_sessions(db, account_id, now),
        "granted": await grants_ever(db, account_id),
        "linked": await identities_of(db, account_id),
        "now": now,
        "may_change": caller.may("account.change") and caller.account_id != account_id,
    }
    return show(request, "person.html", status, account=account, filled=filled, **told, **choices(request))


@router.post("/grants", dependencies=[CHANGE, ADDS_ONCE])
async def grant_role(request: Request, account_id: UUID, db: Db) -> Response:
    """Give the person one more role."""
    filled = await fill(request, GrantForm)
    if form := filled.form:
        async with attempt(db, filled.once(request)) as tried:
            await actions.grant_role(db, account_id, form.asked(), caller_of(request).account_id)
            tried.leads_to = f"/access/people/{account_id}?done=granted"
        if tried.refusal is None:
            return see_other(tried.leads_to)
        filled.refuse(request, tried.refusal)
    return await person_page(request, db, account_id, filled, 422)


@router.post("/grants/{grant_id}/take-back", dependencies=[CHANGE, TWICE_IS_ONCE])
async def take_back(request: Request, account_id: UUID, grant_id: UUID, db: Db) -> Response:
    """End one of the person's roles."""
    async with attempt(db) as tried:
        await actions.take_back(db, account_id, grant_id, caller_of(request).account_id)
    return await after(request, db, account_id, tried, "taken-back")


@router.post("/end", dependencies=[CHANGE, TWICE_IS_ONCE])
async def end_account(request: Request, account_id: UUID, db: Db) -> Response:
    """Let the person do nothing any more."""
    async with attempt(db) as tried:
        await actions.end_account(db, account_id, caller_of(request).account_id)
    return await after(request, db, account_id, tried, "account-ended")


@router.post("/sessions/end", dependencies=[CHANGE, TWICE_IS_ONCE])
async def sign_out(request: Request, account_id: UUID, db: Db) -> Response:
    """Sign the person out everywhere."""
    async with attempt(db) as tried:
        await actions.known(db, account_id, caller_of(request).account_id)
        await end_sessions(db, account_id)
    return await after(request, db, account_id, tried, "signed-out")


@router.post("/second-factor/off", dependencies=[CHANGE, TWICE_IS_ONCE])
async def remove_factor(request: Request, account_id: UUID, db: Db) -> Response:
    """Help somebody who has lost both the telephone and the paper, and whom the administrator knows."""
    async with attempt(db) as tried:
        await actions.remove_second_factor(db, account_id, caller_of(request).account_id)
    return await after(request, db, account_id, tried, "factor-removed")


@router.post("/identity/off", dependencies=[CHANGE, TWICE_IS_ONCE])
async def forget_identity(request: Request, account_id: UUID, db: Db) -> Response:
    """Help somebody whom the provider knows anew, e.g. because she was made there once more."""
    async with attempt(db) as tried:
        await actions.forget_identity(db, account_id, caller_of(request).account_id)
    return await after(request, db, account_id, tried, "identity-removed")


async def after(request: Request, db: AsyncSession, account_id: UUID, tried: Attempt, done: str) -> Response:
    """Show the person's page once more: what was done, or why it was not."""
    if tried.refusal is None:
        return see_other(f"/access/people/{account_id}?done={done}")
    filled = Filled[GrantForm]()
    filled.refuse(request, tried.refusal)
    return await person_page(request, db, account_id, filled, 409 if isinstance(tried.refusal, Conflict) else 422)


@router.post("/link", dependencies=[CHANGE, ADDS_ONCE])
async def make_link(request: Request, account_id: UUID, db: Db) -> Response:
    """Show, once, a link by which the person sets a new password."""
    return await with_link(request, account_id, db, actions.make_link)


@router.post("/open-again", dependencies=[CHANGE, ADDS_ONCE])
async def open_again(request: Request, account_id: UUID, db: Db) -> Response:
    """Show, once, a link by which somebody who had left comes back."""
    return await with_link(request, account_id, db, actions.open_again)


async def with_link(request: Request, account_id: UUID, db: AsyncSession, make: actions.MakeLink) -> Response:
    """Show the link that is made; a second click makes none, and leads to the account."""
    pressed = await fill(request, NothingAsked)
    async with attempt(db, pressed.once(request)) as tried:
        secret = await make(db, account_id, caller_of(request).account_id)
        tried.leads_to = f"/access/people/{account_id}"
    if tried.refusal is None:
        return await link_page(request, db, account_id, secret)
    return await after(request, db, account_id, tried, "")
