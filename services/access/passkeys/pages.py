"""Pages of passkeys: devices are added and removed, and one signs somebody in."""

from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import Field

from services.access.frame import door_of, house_of, show, transaction, welcome
from services.access.own.confirming import go_on, refusal_of
from services.access.own.forms import PresentForm
from services.access.own.proof import asks_code, own_account
from services.access.passkeys import actions
from services.access.passkeys.domain import PasskeyRefused
from services.access.passkeys.storage import forget_passkey, passkeys_of
from services.access.people.storage import Account
from services.access.sessions.actions import open_session
from services.access.signing_in.domain import way_on
from services.access.signing_in.forms import AsTyped, SignInForm
from services.access.signing_in.pages import end_the_one_before, sign_in_page
from shared.http.access import needs
from shared.http.requests import Name
from shared.refusals import Conflict, Invalid
from shared.web.filling import Filled, fill
from shared.web.forms import TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter()
OWN = needs("account.own")
SCRIPT = Path(__file__).parents[1] / "assets" / "passkeys.js"
LONGEST_ANSWER = 20_000


class ShownForm(AsTyped):
    """What a device has answered; `carried` is what it was asked, sealed."""

    credential: str = Field(max_length=LONGEST_ANSWER)
    carried: str = Field(max_length=1000)
    next: str = Field(default="", max_length=2000)


class AddForm(PresentForm):
    """A new device: its answer, its name, and the present password."""

    credential: str = Field(max_length=LONGEST_ANSWER)
    carried: str = Field(max_length=1000)
    name: Name


@router.get("/assets/passkeys.js")
async def show_script() -> FileResponse:
    """Return the script that asks a device; it is the same for everybody."""
    return FileResponse(SCRIPT, media_type="text/javascript", headers={"cache-control": "no-cache"})


@router.post("/sign-in/passkey", dependencies=[TWICE_IS_ONCE])
async def sign_in(request: Request) -> Response:
    """Let in whoever shows a device that is known, and has shown the device who she is."""
    filled = await fill(request, ShownForm)
    path = filled.values.get("next", "")
    try:
        account, secret = await by_device(request, filled.form)
    except PasskeyRefused as refused:
        again = Filled[SignInForm]({"next": path})
        again.refuse(request, refused)
        return sign_in_page(request, again, 422)
    return welcome(request, account, secret, way_on(path))


async def by_device(request: Request, form: ShownForm | None) -> tuple[Account, str]:
    """Return whose device it is, and the secret of the session. Raises PasskeyRefused."""
    if form is None:
        raise PasskeyRefused
    async with transaction(request) as db:
        account = await actions.whose(db, house_of(request), form.carried, form.credential)
        await end_the_one_before(request, db)
        device = door_of(request).device
        return account, await open_session(db, account.id, device, strong=True, factor="passkey")


@router.get("/passkeys", dependencies=[OWN])
async def show_passkeys(request: Request) -> HTMLResponse:
    """Show one's devices, and ask for one more."""
    return await page(request, Filled())


async def page(request: Request, filled: Filled[Any]) -> HTMLResponse:
    """Return the page; `filled` is the form of one more as it was typed."""
    account, house = await own_account(request), house_of(request)
    async with transaction(request) as db:
        known = list(await passkeys_of(db, account.id))
    asked = house.to_add(account, known) if house.host and account.has_second_factor else None
    told = {"account": account, "known": known, "asked": asked, "asks_code": await asks_code(request, account)}
    return show(request, "passkeys.html", 422 if filled.errors else 200, filled=filled, **told)


@router.post("/passkeys", dependencies=[OWN, TWICE_IS_ONCE])
async def add_passkey(request: Request) -> Response:
    """Keep the key of a device."""
    filled = await fill(request, AddForm)
    if filled.form is not None:
        try:
            secret = await add(request, filled.form)
        except (Invalid, Conflict) as refused:
            filled.refuse(request, refused)
        else:
            return changed(request, "passkey", secret)
    return await page(request, filled)


def changed(request: Request, done: str, secret: str) -> Response:
    """Say on the page of one's devices what was done, and go on by another secret."""
    answer = see_other(f"/access/passkeys?done={done}")
    door_of(request).cookie.give(answer, secret)
    return answer


async def add(request: Request, form: AddForm) -> str:
    """Return the secret of the session that goes on. Raises what `refusal_of` says, and what the action raises."""
    if refused := await refusal_of(request, form):
        raise refused
    account = await own_account(request)
    async with transaction(request) as db:
        await actions.add_passkey(db, house_of(request), account.id, form.carried, form.credential, name=form.name)
        return await go_on(request, db)


@router.post("/passkeys/{passkey_id}/forget", dependencies=[OWN, TWICE_IS_ONCE])
async def forget(request: Request, passkey_id: UUID) -> Response:
    """Let a device open nothing any more."""
    filled = await fill(request, PresentForm)
    refused = await refusal_of(request, filled.form) if filled.form else None
    if refused is not None:
        filled.refuse(request, refused)
    if filled.errors:
        return await page(request, filled)
    account = await own_account(request)
    async with transaction(request) as db:
        await forget_passkey(db, account.id, passkey_id)
        secret = await go_on(request, db)
    return changed(request, "passkey-forgotten", secret)
