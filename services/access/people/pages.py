"""Pages of accounts: who there is, and one more is invited."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.frame import ROLES, show, words_of
from services.access.people import actions
from services.access.people.forms import InviteForm
from services.access.people.storage import accounts_by_name, grants_by_account
from shared.access import roles
from shared.country import regions
from shared.http.access import Db, caller_of, needs
from shared.kernel.clock import machine_now
from shared.web.filling import Filled, attempt, fill
from shared.web.forms import ADDS_ONCE

router = APIRouter(prefix="/people")


@router.get("", dependencies=[needs("account.read")])
async def show_people(request: Request, db: Db) -> HTMLResponse:
    """Show every account with its roles."""
    told: dict[str, Any] = {
        "accounts": await accounts_by_name(db),
        "granted": await grants_by_account(db, machine_now()),
        "may_invite": caller_of(request).may("account.invite"),
    }
    return show(request, "people.html", **told)


def choices(request: Request) -> dict[str, Any]:
    """Return what can be chosen where somebody is given a role."""
    words = words_of(request)
    named = [(role, words.say(ROLES[role])) for role in roles.of_people()]
    return {"offered": named, "regions": [(code, words.region(code)) for code in regions.names()]}


@router.get("/new", dependencies=[needs("account.invite")])
async def show_invitation(request: Request) -> HTMLResponse:
    """Ask who is invited, and to what."""
    return show(request, "person_new.html", filled=Filled[InviteForm](), **choices(request))


@router.post("/new", dependencies=[needs("account.invite"), ADDS_ONCE])
async def invite(request: Request, db: Db) -> Response:
    """Make the account, and show its link once, to be handed over; sent again, the form leads to the account."""
    filled = await fill(request, InviteForm)
    if form := filled.form:
        async with attempt(db, filled.once(request)) as tried:
            account_id, secret = await actions.invite(db, form.person(), form.asked(), caller_of(request).account_id)
            tried.leads_to = f"/access/people/{account_id}"
        if tried.refusal is None:
            return await link_page(request, db, account_id, secret)
        filled.refuse(request, tried.refusal)
    return show(request, "person_new.html", 422, filled=filled, **choices(request))


async def link_page(request: Request, db: AsyncSession, account_id: UUID, secret: str) -> HTMLResponse:
    """Show a link; nobody can show it again."""
    account = await actions.known(db, account_id)
    link = f"{request.app.state.settings.origin}/access/open/{secret}"
    return show(request, "link.html", account=account, link=link)
