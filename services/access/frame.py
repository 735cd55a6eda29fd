"""Frame of access's pages: their templates, what they have in common, and how roles read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.factors.sealing import Seal
from services.access.guessing.domain import Secret, Whose
from services.access.operating import DEMONSTRATION
from services.access.passkeys.house import House
from services.access.people.storage import Account
from services.access.provider.begun import BegunCookie
from services.access.provider.client import Provider
from services.access.sessions.domain import device
from services.access.signing_in.half_way import HalfWay
from shared.access.caller import Caller
from shared.http.access import database_of
from shared.http.cookies import Cookie
from shared.http.language import keep_language, kept_language, language_of
from shared.http.limits import address_of
from shared.http.sign_in_cookie import SignInCookie
from shared.web.pages import Pages
from shared.words import Words

PAGES = Pages(Path(__file__).with_name("templates"))
ROLES = {
    "national-administrator": "National administrator",
    "planner": "Planner",
    "coordinator": "Coordinator",
    "focal-point": "Focal point",
    "trainer": "Trainer",
    "reader": "Reader",
    "auditor": "Auditor",
    "operator": "Operator",
    "looker": "Looks at another region",
    "figures": "Reads the public figures",
}
DONE = {
    "password": "The password is changed; every other browser is signed out.",
    "profile": "Name and language are kept.",
    "ended": "That browser is signed out.",
    "passkey": "The device is added: it signs you in without a password.",
    "passkey-forgotten": "The device opens nothing any more.",
    "removed": "The second factor is removed.",
    "granted": "The role is given.",
    "taken-back": "The role is taken back.",
    "account-ended": "The account has ended, and is signed out everywhere.",
    "signed-out": "The person is signed out everywhere.",
    "factor-removed": "The second factor is removed: the password alone opens the account, for little.",
    "identity-removed": "The organisation's account opens this one no more, until it is linked anew.",
    "looking": "You see that region from now on, for three hours.",
    "revoked": "The key opens nothing any more.",
}


@dataclass(frozen=True)
class Door:
    """What this request is let in by: made of the service's settings, kept nowhere."""

    seal: Seal
    half_way: HalfWay
    cookie: SignInCookie
    begun: BegunCookie
    guesses: Secret
    by_address: Whose
    device: str


def door_of(request: Request) -> Door:
    """Return what lets this request in."""
    settings = request.app.state.settings
    secret = settings.secret.get_secret_value()
    guesses, cookie, seal = Secret(secret), SignInCookie(settings), Seal(secret)
    return Door(
        seal,
        HalfWay(secret),
        cookie,
        BegunCookie(Cookie(f"{cookie.name}-begun", cookie.kept.secure), seal),
        guesses,
        guesses.whose("address", address_of(request.scope, behind_door=settings.behind_door)),
        device(request.headers.get("user-agent", "")),
    )


def house_of(request: Request) -> House:
    """Return where we are, for devices that keep keys."""
    settings = request.app.state.settings
    return House(settings.origin, Seal(settings.secret.get_secret_value()))


def provider_of(request: Request) -> Provider | None:
    """Return by which provider people may sign in, too; none where the office has none."""
    provider: Provider | None = request.app.state.provider
    return provider


@asynccontextmanager
async def transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction of several of this request, e.g. so that an attempt is counted before it is looked at."""
    async with database_of(request).sessions.begin() as db:
        db.info["correlationid"] = request.state.request_id
        yield db


def words_of(request: Request) -> Words:
    """Return the words of this reader."""
    return Words(language_of(request))


def show(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page; `?done=` says what was done just before."""
    named = {"roles": ROLES, "done": DONE.get(request.query_params.get("done", ""), ""), "tabs": tabs(request)}
    return PAGES.show(request, template, status, **named, **values)


def tabs(request: Request) -> list[tuple[str, str]]:
    """Return the pages beside this one that the caller may see."""
    caller: Caller | None = getattr(request.state, "caller", None)
    words = words_of(request)
    asked = (
        ("/access/", "My account", "account.own"),
        ("/access/people", "Accounts", "account.read"),
        ("/access/looks", "Looks at regions", "region.look"),
        ("/access/programs", "Programs", "program.manage"),
    )
    return [(path, words.say(name)) for path, name, permission in asked if caller and caller.may(permission)]


def welcome(request: Request, account: Account, secret: str, path: str) -> Response:
    """Lead somebody who has just signed in to a page, in the language of the account; nobody in particular has none."""
    answer = RedirectResponse(path, 303, {"cache-control": "no-store", "referrer-policy": "no-referrer"})
    door_of(request).cookie.give(answer, secret)
    if kept_language(request) is None and account.email != DEMONSTRATION.email:
        keep_language(request, answer, account.language)
    return answer
