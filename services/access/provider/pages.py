"""Pages of a provider: somebody is sent there to sign in, comes back, and is let in as by a password."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.frame import door_of, provider_of, show, transaction, welcome
from services.access.guessing import actions as guessing
from services.access.people.storage import Account
from services.access.provider.actions import whose
from services.access.provider.begun import Begun, begin
from services.access.provider.client import Provider
from services.access.provider.domain import ProviderAway, ProviderRefused, Told
from services.access.sessions.actions import open_session
from services.access.signing_in.domain import SignInTooOld, way_on
from services.access.signing_in.forms import SignInForm
from services.access.signing_in.pages import ask_for_second_factor, end_the_one_before, sign_in_page
from services.access.signing_in.storage import use_once
from shared.refusals import Conflict, Invalid, Refusal, Unknown
from shared.web.filling import Filled
from shared.web.pages import see_other

router = APIRouter(prefix="/provider")
log = structlog.get_logger()


class NoProvider(Unknown):
    """There is no such thing here."""


class Answer(BaseModel):
    """What the provider lets a browser bring back: a code, or why there is none."""

    state: str = Field(default="", max_length=200)
    code: str = Field(default="", max_length=4000)
    iss: str = Field(default="", max_length=1000)
    error: str = Field(default="", max_length=200)


Asked = Annotated[Answer, Query()]


def the_provider(request: Request) -> Provider:
    """Return the provider. Raises NoProvider."""
    provider = provider_of(request)
    if provider is None:
        raise NoProvider
    return provider


Here = Annotated[Provider, Depends(the_provider)]


@router.get("")
async def leave(request: Request, provider: Here, next: str = "") -> Response:  # noqa: A002 - as the page of signing in
    """Send the browser to the provider; lead on whoever is signed in."""
    if getattr(request.state, "caller", None) is not None:
        return see_other(way_on(next))
    begun = begin(next)
    try:
        address = await provider.address(begun)
    except ProviderAway as away:
        return refusal(request, away, begun.path)
    answer = RedirectResponse(address, 303, {"cache-control": "no-store", "referrer-policy": "no-referrer"})
    door_of(request).begun.give(answer, begun)
    return answer


@router.get("/back", dependencies=[Depends(the_provider)])
async def come_back(request: Request, brought: Asked) -> HTMLResponse:
    """Lead on from a page of ours: to one that another site sends to, browsers bring no cookie that is ours alone."""
    onward = f"/access/provider/finish?{urlencode(brought.model_dump(exclude_defaults=True))}"
    return show(request, "provider.html", onward=onward)


@router.get("/finish")
async def finish(request: Request, provider: Here, brought: Asked) -> Response:
    """Let in whoever is invited, or ask for the second factor; the browser brings what was begun in it."""
    path = ""
    try:
        begun = door_of(request).begun.read(request)
        path = begun.path
        answer = await let_in(request, provider, begun, brought)
    except (Invalid, Conflict, ProviderAway) as refused:
        answer = refusal(request, refused, path)
    door_of(request).begun.take(answer)
    return answer


def refusal(request: Request, refused: Refusal, path: str) -> HTMLResponse:
    """Return the page of signing in, which says why: a password, if any, still opens."""
    again = Filled[SignInForm]({"next": path})
    again.refuse(request, refused)
    status = 503 if isinstance(refused, ProviderAway) else 409 if isinstance(refused, Conflict) else 422
    return sign_in_page(request, again, status)


async def let_in(request: Request, provider: Provider, begun: Begun, brought: Answer) -> Response:
    """Count the attempt, ask the provider, and open a session. Raises TooManyGuesses, and what is said of each step."""
    begun.check_state(brought.state)
    guess_id = await counted(request)
    async with transaction(request) as db:
        if not await use_once(db, "provider", begun.state):
            raise SignInTooOld
    try:
        told = await told_by(provider, begun, brought)
    except ProviderAway:
        await forgotten(request, guess_id)
        raise
    async with transaction(request) as db:
        account = await whose(db, told)
        await guessing.was_right(db, guess_id)
        return await opened(request, db, account, begun.path, strong=provider.saw_second_factor(told))


async def counted(request: Request) -> UUID:
    """Count an attempt where it comes from, before anybody looks at it. Raises TooManyGuesses."""
    async with transaction(request) as db:
        return await guessing.count(db, door_of(request).by_address)


async def forgotten(request: Request, guess_id: UUID) -> None:
    """Count it no more: it was no guess."""
    async with transaction(request) as db:
        await guessing.was_right(db, guess_id)


async def told_by(provider: Provider, begun: Begun, brought: Answer) -> Told:
    """Return of whom the answer tells. Raises ProviderAway, ProviderRefused."""
    if brought.error or not brought.code or not provider.may_have_sent(brought.iss):
        log.info("sign_in.refused", reason="provider")
        raise ProviderRefused
    return await provider.told(begun, brought.code)


async def opened(request: Request, db: AsyncSession, account: Account, path: str, *, strong: bool) -> Response:
    """Open a session, or ask for the second factor of ours where the provider has not seen one that counts."""
    if account.has_second_factor and not strong:
        return ask_for_second_factor(request, account, path)
    await end_the_one_before(request, db)
    secret = await open_session(db, account.id, door_of(request).device, strong=strong, factor="provider")
    return welcome(request, account, secret, path)
