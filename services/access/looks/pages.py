"""Pages of looks: to ask for one, and who has looked at one's own region."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from services.access.frame import show, transaction, words_of
from services.access.looks import actions
from services.access.looks.domain import SHOWN_FOR
from services.access.looks.storage import looks_at
from shared.country import regions
from shared.http.access import Db, caller_of, needs
from shared.http.looks_seen import note_seen
from shared.http.requests import Form, Name
from shared.kernel.clock import machine_now
from shared.web.filling import Filled, attempt, fill
from shared.web.forms import ADDS_ONCE
from shared.web.pages import see_other

router = APIRouter(prefix="/looks")


class LookForm(Form):
    """Which region, and why."""

    region: str = Field(max_length=10)
    reason: Name


@router.get("", dependencies=[needs("region.look")])
async def show_looks(request: Request) -> HTMLResponse:
    """Show who has looked at the caller's regions, and ask for a look at another."""
    page = await looks_page(request, Filled(), 200)
    note_seen(request, page)
    return page


async def looks_page(request: Request, filled: Filled[LookForm], status: int) -> HTMLResponse:
    """Return the page; whoever sees all accounts is shown the looks at every region."""
    caller, words = caller_of(request), words_of(request)
    own = {grant.region for grant in caller.grants if grant.region and grant.ends_at is None}
    every = caller.may("account.read")
    async with transaction(request) as db:
        found = await looks_at(db, own, machine_now() - SHOWN_FOR, every=every)
    others: list[Any] = [(code, words.region(code)) for code in regions.names() if code not in own]
    return show(request, "looks.html", status, filled=filled, looks=found, regions=others, every=every)


@router.post("", dependencies=[needs("region.look"), ADDS_ONCE])
async def look(request: Request, db: Db) -> Response:
    """Let the caller see the region for three hours."""
    filled = await fill(request, LookForm)
    if form := filled.form:
        async with attempt(db, filled.once(request)) as tried:
            await actions.look(db, caller_of(request), form.region, form.reason)
            tried.leads_to = "/access/looks?done=looking"
        if tried.refusal is None:
            return see_other(tried.leads_to)
        filled.refuse(request, tried.refusal)
    return await looks_page(request, filled, 422)
