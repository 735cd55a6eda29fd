"""Page of one's own password."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from services.access.frame import door_of, show, transaction
from services.access.own.confirming import go_on, refusal_of
from services.access.own.forms import PasswordForm
from services.access.own.proof import asks_code, own_account
from services.access.passwords.actions import new_hash, set_password
from shared.http.access import needs
from shared.refusals import Conflict, Invalid
from shared.web.filling import Filled, fill
from shared.web.forms import TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter(prefix="/password")
OWN = needs("account.own")


@router.get("", dependencies=[OWN])
async def show_password(request: Request) -> HTMLResponse:
    """Ask for the present password and a new one."""
    return await page(request, Filled[PasswordForm]())


async def page(request: Request, filled: Filled[PasswordForm]) -> HTMLResponse:
    """Return the page; what was typed is not shown again."""
    asked = await asks_code(request, await own_account(request))
    return show(request, "password.html", 422 if filled.errors else 200, filled=filled, asks_code=asked)


@router.post("", dependencies=[OWN, TWICE_IS_ONCE])
async def change_password(request: Request) -> Response:
    """Keep the new password, and sign out every other browser."""
    filled = await fill(request, PasswordForm)
    if filled.form is None:
        return await page(request, filled)
    try:
        secret = await change(request, filled.form)
    except (Invalid, Conflict) as refused:
        filled.refuse(request, refused)
        return await page(request, filled)
    answer = see_other("/access/?done=password")
    door_of(request).cookie.give(answer, secret)
    return answer


async def change(request: Request, form: PasswordForm) -> str:
    """Return the secret of the session that goes on. Raises what `confirm` and `new_hash` raise."""
    if refused := await refusal_of(request, form):
        raise refused
    account = await own_account(request)
    kept = await new_hash(account, form.password.get_secret_value(), form.again.get_secret_value())
    async with transaction(request) as db:
        await set_password(db, account.id, kept)
        return await go_on(request, db)
