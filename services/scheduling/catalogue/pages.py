"""Pages of programmes: a list with a form; beside it that of venues."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue import actions as catalogue
from services.scheduling.catalogue.forms import ProgrammeForm
from services.scheduling.catalogue.storage import programmes
from services.scheduling.frame import ATTRIBUTIONS, show
from services.scheduling.typed_rows import Shape, lines, read, refuse
from services.scheduling.venues import actions as venues
from services.scheduling.venues.forms import VenueForm
from services.scheduling.venues.storage import by_place
from shared.http.access import Db, needs
from shared.web.filling import Filled, attempt
from shared.web.forms import ADDS_ONCE
from shared.web.pages import see_other

router = APIRouter()

DONORS = Shape(lists={"donors": lines})
PLAIN = Shape()


@router.get("/programmes", dependencies=[needs("programme.read")])
async def show_programmes(request: Request, db: Db) -> HTMLResponse:
    """Show the programmes and those who pay for them."""
    return await _programmes(request, db, Filled(), 200)


async def _programmes(request: Request, db: AsyncSession, filled: Filled[ProgrammeForm], status: int) -> HTMLResponse:
    known = await programmes(db)
    return show(request, "programmes.html", status, programmes=known, attributions=ATTRIBUTIONS, filled=filled)


@router.post("/programmes", dependencies=[needs("programme.define"), ADDS_ONCE])
async def define_programme(request: Request, db: Db) -> Response:
    """Define a programme."""
    filled = await read(request, ProgrammeForm, DONORS)
    if form := filled.form:
        async with attempt(db, filled.once(request)) as tried:
            made = await catalogue.define_programme(db, form.paid())
            tried.leads_to = f"/scheduling/programmes/{made.id}?done=programme"
        if tried.refusal is None:
            return see_other(tried.leads_to)
        refuse(filled, request, tried.refusal, DONORS)
    return await _programmes(request, db, filled, 422)


@router.get("/venues", dependencies=[needs("venue.read")])
async def show_venues(request: Request, db: Db) -> HTMLResponse:
    """Show the venues by region."""
    return await _venues(request, db, Filled(), 200)


async def _venues(request: Request, db: AsyncSession, filled: Filled[VenueForm], status: int) -> HTMLResponse:
    return show(request, "venues.html", status, venues=await by_place(db), filled=filled)


@router.post("/venues", dependencies=[needs("venue.register"), ADDS_ONCE])
async def register_venue(request: Request, db: Db) -> Response:
    """Keep a venue."""
    filled = await read(request, VenueForm, PLAIN)
    if form := filled.form:
        async with attempt(db, filled.once(request)) as tried:
            await venues.register_venue(db, form.room(), another_room=form.another_room)
            tried.leads_to = "/scheduling/venues?done=venue"
        if tried.refusal is None:
            return see_other(tried.leads_to)
        refuse(filled, request, tried.refusal, PLAIN)
    return await _venues(request, db, filled, 422)
