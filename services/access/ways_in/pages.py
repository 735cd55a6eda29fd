"""Pages of a link: to look at it changes nothing, to send a password uses it up."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.frame import door_of, show, transaction, welcome
from services.access.passwords.actions import new_hash, set_password
from services.access.people.storage import Account
from services.access.sessions.actions import open_session
from services.access.signing_in.pages import ask_for_second_factor, end_the_one_before
from services.access.ways_in import actions
from services.access.ways_in.domain import LinkUsed
from services.access.ways_in.forms import NewPasswordForm
from shared.directory import way
from shared.refusals import Invalid
from shared.web.filling import Filled, fill
from shared.web.forms import TWICE_IS_ONCE

router = APIRouter(prefix="/open/{secret}")


@router.get("")
@router.get("/password")
async def show_link(request: Request, secret: str) -> Response:
    """Show what the link is for: a program that looks at links beforehand uses none up."""
    async with transaction(request) as db:
        looked = await actions.look(db, secret)
        if looked.way_in.purpose == "demonstration":
            return await begin_demonstration(request, db, secret)
    return link_page(request, secret, looked, Filled())


async def begin_demonstration(request: Request, db: AsyncSession, secret: str) -> Response:
    """Sign in at once: the link was printed on the machine that shows the demonstration."""
    account = await actions.take(db, secret)
    await end_the_one_before(request, db)
    opened = await open_session(db, account.id, door_of(request).device, strong=True, factor="link")
    return welcome(request, account, opened, way("start"))


def link_page(request: Request, secret: str, looked: actions.Looked, filled: Filled[NewPasswordForm]) -> Response:
    """Return the page that asks for a password."""
    status = 422 if filled.errors else 200
    told = {"secret": secret, "purpose": looked.way_in.purpose, "account": looked.account, "granted": looked.granted}
    return show(request, "open.html", status, filled=filled, **told)


@router.post("/password", dependencies=[TWICE_IS_ONCE])
async def use_link(request: Request, secret: str) -> Response:
    """Set the password and sign in; whoever has a second factor has to show it first."""
    async with transaction(request) as db:
        looked = await actions.look(db, secret)
    if looked.way_in.purpose == "demonstration":
        raise LinkUsed
    filled = await fill(request, NewPasswordForm)
    kept = await kept_of(request, looked.account, filled)
    if not kept:
        return link_page(request, secret, looked, filled)
    return await begin(request, secret, kept)


async def kept_of(request: Request, account: Account, filled: Filled[NewPasswordForm]) -> str:
    """Return the hash to be kept; "" where the form says what is wrong with the password."""
    form = filled.form
    if form is None:
        return ""
    try:
        return await new_hash(account, form.password.get_secret_value(), form.again.get_secret_value())
    except Invalid as refused:
        filled.refuse(request, refused)
        return ""


async def begin(request: Request, secret: str, kept: str) -> Response:
    """Use the link up: of two who come at once, one is let in. Raises LinkUsed."""
    async with transaction(request) as db:
        account = await set_password(db, (await actions.take(db, secret)).id, kept)
        if account.has_second_factor:
            return ask_for_second_factor(request, account, "")
        await end_the_one_before(request, db)
        opened = await open_session(db, account.id, door_of(request).device, strong=False, factor="link")
        return welcome(request, account, opened, way("start"))
