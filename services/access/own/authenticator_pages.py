"""Pages of one's own second factor: an app is set up or removed, codes for paper are made."""

from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.access.factors import actions, domain
from services.access.frame import door_of, show, transaction
from services.access.own.confirming import go_on, refusal_of
from services.access.own.forms import AppForm, PresentForm
from services.access.own.proof import asks_code, own_account
from services.access.people.storage import Account
from shared.http.access import needs
from shared.refusals import Conflict, Invalid
from shared.web.filling import Filled, fill
from shared.web.forms import TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter()
OWN = needs("account.own")


@router.get("/authenticator", dependencies=[OWN])
async def show_authenticator(request: Request) -> HTMLResponse:
    """Show a new secret to be put into an app; or, where there is a second factor, how it is removed."""
    return await page(request, await own_account(request), Filled[AppForm]())


async def page(request: Request, account: Account, filled: Filled[Any]) -> HTMLResponse:
    """Return the page, with the same secret where one has been put into the app and the code was mistyped."""
    status = 422 if filled.errors else 200
    if account.has_second_factor:
        asked = await asks_code(request, account)
        return show(request, "second_factor_kept.html", status, filled=filled, asks_code=asked)
    seal = door_of(request).seal
    secret = carried_by(request, account, filled) or domain.new_totp_secret()
    told = {"secret": domain.in_groups(secret), "carried": seal.for_set_up(account.id, secret)}
    code = segno.make(domain.address_for_apps(secret, account.email), error="m")
    return show(request, "authenticator.html", status, filled=filled, picture=code.svg_data_uri(scale=4), **told)


def carried_by(request: Request, account: Account, filled: Filled[Any]) -> str:
    """Return the secret that the page has shown before; "" where it was open for too long."""
    try:
        return door_of(request).seal.from_set_up(account.id, filled.values.get("carried", ""))
    except domain.SetUpTooOld:
        return ""


@router.post("/authenticator", dependencies=[OWN, TWICE_IS_ONCE])
async def set_up(request: Request) -> Response:
    """Keep an app that shows the right code, and show ten codes for paper, once."""
    filled = await fill(request, AppForm)
    if filled.form is not None:
        try:
            return await set_up_app(request, filled.form)
        except (Invalid, Conflict) as refused:
            filled.refuse(request, refused)
    return await page(request, await own_account(request), filled)


async def set_up_app(request: Request, form: AppForm) -> Response:
    """Raise what `refusal_of` and `set_up_app` of the actions say."""
    if refused := await refusal_of(request, form):
        raise refused
    account, door = await own_account(request), door_of(request)
    async with transaction(request) as db:
        codes = await actions.set_up_app(db, door.seal, account.id, form.carried, form.code)
        secret = await actions.sign_in_anew(db, account.id, door.device, strong=True, factor="app")
    answer = codes_page(request, codes)
    door.cookie.give(answer, secret)
    return answer


def codes_page(request: Request, codes: list[str]) -> HTMLResponse:
    """Show the codes for paper; nobody can show them again."""
    return show(request, "recovery_codes.html", codes=[domain.in_groups(code) for code in codes])


@router.post("/authenticator/off", dependencies=[OWN, TWICE_IS_ONCE])
async def remove(request: Request) -> Response:
    """Let the password alone open the account, for little."""
    if (refused := await refused_page(request)) is not None:
        return refused
    account, door = await own_account(request), door_of(request)
    async with transaction(request) as db:
        await actions.remove_factors(db, account.id)
        secret = await actions.sign_in_anew(db, account.id, door.device, strong=False, factor="password")
    answer = see_other("/access/?done=removed")
    door.cookie.give(answer, secret)
    return answer


@router.post("/recovery-codes", dependencies=[OWN, TWICE_IS_ONCE])
async def make_codes(request: Request) -> Response:
    """Show ten new codes for paper, once; the ones before them open nothing any more."""
    if (refused := await refused_page(request)) is not None:
        return refused
    account = await own_account(request)
    async with transaction(request) as db:
        codes = await actions.new_codes(db, account.id)
        secret = await go_on(request, db)
    answer = codes_page(request, codes)
    door_of(request).cookie.give(answer, secret)
    return answer


async def refused_page(request: Request) -> HTMLResponse | None:
    """Return the page that says why nothing is changed; nothing where all that was asked for was right."""
    filled = await fill(request, PresentForm)
    refused = await refusal_of(request, filled.form) if filled.form else None
    if refused is not None:
        filled.refuse(request, refused)
    return await page(request, await own_account(request), filled) if filled.errors else None
