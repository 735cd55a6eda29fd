"""Pages of signing in: password, then a second factor where there is one."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.factors.actions import show_code
from services.access.factors.domain import CodeWrong
from services.access.frame import door_of, house_of, provider_of, show, transaction, welcome
from services.access.guessing import actions as guessing
from services.access.passwords import hashing
from services.access.people.storage import Account
from services.access.sessions.actions import end_session, open_session
from services.access.signing_in import actions
from services.access.signing_in.domain import SignInRefused, SignInTooOld, way_on
from services.access.signing_in.forms import SecondFactorForm, SignInForm
from services.access.tables import lock
from shared.access.caller import Caller
from shared.http.access import caller_of, needs
from shared.web.filling import Filled, fill
from shared.web.forms import TWICE_IS_ONCE
from shared.web.pages import places_of, see_other

router = APIRouter()


@router.get("/sign-in")
async def show_sign_in(request: Request, next: str = "") -> Response:  # noqa: A002 - as browsers' addresses call it
    """Ask for e-mail address and password; lead on whoever is signed in."""
    if getattr(request.state, "caller", None) is not None:
        return see_other(way_on(next))
    return sign_in_page(request, Filled({"next": next}), 200)


def sign_in_page(request: Request, filled: Filled[SignInForm], status: int) -> HTMLResponse:
    """Return the page; where devices can keep keys for us, they are asked for one, too. So is a provider, if any."""
    house, path = house_of(request), way_on(filled.values.get("next", ""))
    asked = house.to_sign_in() if house.host else None
    provider = f"/access/provider?{urlencode({'next': path})}" if provider_of(request) else ""
    return show(request, "sign_in.html", status, filled=filled, asked=asked, provider=provider)


@router.get("/start", dependencies=[needs("account.own")])
async def start(request: Request) -> Response:
    """Lead whoever is signed in to the first place that is theirs."""
    return see_other(places_of(caller_of(request))[0].path)


@router.post("/sign-in", dependencies=[TWICE_IS_ONCE])
async def sign_in(request: Request) -> Response:
    """Let in whoever brings the right password, or ask for the second factor."""
    filled = await fill(request, SignInForm)
    form = filled.form
    if form is None:
        return sign_in_page(request, filled, 422)
    try:
        account = await by_password(request, form.email, form.password.get_secret_value())
    except SignInRefused as refused:
        filled.refuse(request, refused)
        return sign_in_page(request, filled, 422)
    if account.has_second_factor:
        return ask_for_second_factor(request, account, form.next)
    async with transaction(request) as db:
        await end_the_one_before(request, db)
        secret = await open_session(db, account.id, door_of(request).device, strong=False, factor="password")
    return welcome(request, account, secret, way_on(form.next))


async def by_password(request: Request, email: str, password: str) -> Account:
    """Return whose address and password these are. Raises SignInRefused, TooManyGuesses."""
    door = door_of(request)
    by_email = door.guesses.whose("email", actions.as_kept(email) or email)
    async with hashing.gate():
        async with transaction(request) as db:
            knocked = await actions.knock(db, email, by_email, door.by_address)
        looked = await hashing.looked_at(knocked.password_hash, password)
        if not looked.fits:
            async with transaction(request) as db:
                await actions.note_failure(db, knocked, door.by_address)
            raise SignInRefused
    async with transaction(request) as db:
        return await actions.let_in(db, knocked, looked)


def ask_for_second_factor(request: Request, account: Account, path: str) -> HTMLResponse:
    """Ask for a code; the page says, sealed, whose password was right."""
    values = {"sealed": door_of(request).half_way.sealed(account), "next": path}
    return show(request, "second_factor.html", filled=Filled[SecondFactorForm](values))


@router.post("/second-factor", dependencies=[TWICE_IS_ONCE])
async def show_second_factor(request: Request) -> Response:
    """Let in whoever has shown the password before and shows a code now."""
    filled = await fill(request, SecondFactorForm)
    if filled.form is None:
        return show(request, "second_factor.html", 422, filled=filled)
    try:
        account, secret = await by_code(request, filled.form)
    except CodeWrong as refused:
        filled.refuse(request, refused)
        return show(request, "second_factor.html", 422, filled=filled)
    except SignInTooOld as refused:
        again = Filled[SignInForm]({"next": filled.form.next})
        again.refuse(request, refused)
        return sign_in_page(request, again, 409)
    return welcome(request, account, secret, way_on(filled.form.next))


async def by_code(request: Request, form: SecondFactorForm) -> tuple[Account, str]:
    """Return who has shown both, and the secret of the session. Raises CodeWrong, SignInTooOld, TooManyGuesses."""
    door = door_of(request)
    account_id = door.half_way.whose(form.sealed)
    async with transaction(request) as db:
        guess_id = await guessing.count(db, door.guesses.whose("code", account_id))
    async with transaction(request) as db:
        account = await lock(db, Account, account_id)
        if account is None:
            raise SignInTooOld
        door.half_way.check(form.sealed, account)
        factor = await show_code(db, door.seal, account, form.code)
        await guessing.was_right(db, guess_id)
        await end_the_one_before(request, db)
        return account, await open_session(db, account.id, door.device, strong=True, factor=factor)


async def end_the_one_before(request: Request, db: AsyncSession) -> None:
    """End the session in which this browser was, whosever it was."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is not None and caller.account_id is not None and caller.kind == "person":
        await end_session(db, caller.account_id, caller.digest)
