"""Page of a known venue: shown as it is now, and changed by whoever has seen it so."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.frame import show
from services.scheduling.typed_rows import Shape, read, refuse
from services.scheduling.venues import actions
from services.scheduling.venues.domain import VenueUnknown
from services.scheduling.venues.forms import VenueForm
from services.scheduling.venues.storage import Venue
from shared.http.access import Db, needs
from shared.http.preconditions import ChangedMeanwhile
from shared.web.filling import Filled, attempt
from shared.web.forms import CARRIES_WHAT_IT_SHOWED
from shared.web.opened_forms import as_typed
from shared.web.pages import see_other

router = APIRouter(prefix="/venues/{venue_id}")

PLAIN = Shape()


def as_it_stands(venue: Venue) -> dict[str, str]:
    """Return the form as it is filled in for this venue."""
    return {name: as_typed(value) for name, value in venue.model_dump(exclude={"id"}).items()}


async def _venue(db: AsyncSession, venue_id: UUID) -> Venue:
    venue = await db.get(Venue, venue_id, populate_existing=True)
    if venue is None:
        raise VenueUnknown("venue_id")
    return venue


@router.get("", dependencies=[needs("venue.read")])
async def show_venue(request: Request, venue_id: UUID, db: Db) -> HTMLResponse:
    """Show a venue, ready to be changed."""
    values = as_it_stands(await _venue(db, venue_id))
    return show(request, "venue.html", venue_id=venue_id, filled=Filled[VenueForm](values, shown=values))


@router.post("", dependencies=[needs("venue.register"), CARRIES_WHAT_IT_SHOWED])
async def change_venue(request: Request, venue_id: UUID, db: Db) -> Response:
    """Put down what this reader has changed; what others changed meanwhile stays, or is shown beside it."""
    filled = await read(request, VenueForm, PLAIN)
    if filled.form is None:
        return show(request, "venue.html", 422, venue_id=venue_id, filled=filled)
    opened, form = filled.meanwhile, filled.form
    async with attempt(db) as tried:
        said = form.model_dump(include=opened.touched(), exclude={"another_room"})
        await actions.change_venue(
            db, venue_id, said, lambda now: opened.check(as_it_stands(now)), another_room=form.another_room
        )
    if tried.refusal is None:
        return see_other("/scheduling/venues?done=venue")
    if isinstance(tried.refusal, ChangedMeanwhile):
        filled.meet(request, tried.refusal, as_it_stands(await _venue(db, venue_id)))
    else:
        refuse(filled, request, tried.refusal, PLAIN)
    return show(request, "venue.html", 409, venue_id=venue_id, filled=filled)
