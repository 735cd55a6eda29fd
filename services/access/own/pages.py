"""Pages of one's own account: name, language, and the browsers in which one is signed in."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.factors.storage import codes_left
from services.access.frame import door_of, provider_of, show
from services.access.own.forms import ProfileForm
from services.access.people.storage import Account, grants_of
from services.access.sessions.actions import end_session
from services.access.sessions.storage import open_sessions
from services.access.tables import lock
from shared.http.access import Db, caller_of, needs
from shared.http.language import keep_language
from shared.kernel.clock import machine_now
from shared.web.filling import Filled, fill
from shared.web.forms import TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter()
OWN = needs("account.own")


@router.get("/", dependencies=[OWN])
async def show_account(request: Request, db: Db) -> HTMLResponse:
    """Show the account to whose it is."""
    return await account_page(request, db, None, 200)


async def account_page(request: Request, db: AsyncSession, filled: Filled[Any] | None, status: int) -> HTMLResponse:
    """Return the page; `filled` is the form of name and language as it was typed."""
    caller = caller_of(request)
    account = await db.get_one(Account, caller.account_id)
    found = {
        "sessions": await open_sessions(db, account.id, machine_now()),
        "granted": await grants_of(db, account.id, machine_now()),
        "by_provider": provider_of(request) is not None,
        "codes": await codes_left(db, account.id),
        "filled": filled or Filled({"name": account.name, "language": account.language}),
    }
    return show(request, "account.html", status, account=account, here_in=caller.digest, strong=caller.strong, **found)


@router.post("/profile", dependencies=[OWN, TWICE_IS_ONCE])
async def change_profile(request: Request, db: Db) -> Response:
    """Keep name and language, in which pages are shown from now on."""
    filled = await fill(request, ProfileForm)
    form = filled.form
    if form is None:
        return await account_page(request, db, filled, 422)
    account = await lock(db, Account, (await db.get_one(Account, caller_of(request).account_id)).id)
    if account is not None:
        account.name, account.language = form.name, form.language
    answer = see_other("/access/?done=profile")
    keep_language(request, answer, form.language)
    return answer


@router.post("/sign-out", dependencies=[OWN, TWICE_IS_ONCE])
async def sign_out(request: Request, db: Db) -> Response:
    """End the session, and let the browser forget what it has kept of us."""
    caller = caller_of(request)
    if caller.account_id is not None:
        await end_session(db, caller.account_id, caller.digest)
    answer = see_other("/access/sign-in")
    answer.headers["clear-site-data"] = '"cache", "storage"'
    door_of(request).cookie.take(answer)
    return answer
