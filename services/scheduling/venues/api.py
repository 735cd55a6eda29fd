"""Venues over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.venues import actions, domain
from services.scheduling.venues.forms import VenueForm, VenueView
from services.scheduling.venues.storage import Venue
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.preconditions import IfMatch
from shared.http.requests import After, Limit
from shared.rows import page

router = APIRouter()


@router.post("/venues", status_code=201, dependencies=[needs("venue.register")])
async def register_venue(form: VenueForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep a venue."""
    venue = await actions.register_venue(db, form.room(), another_room=form.another_room)
    return await once(Receipt(id=venue.id, state="registered"))


@router.get("/venues", dependencies=[needs("venue.read")])
async def list_venues(db: Db, after: After = None, limit: Limit = 100) -> list[VenueView]:
    """Return the venues, the oldest first."""
    return [VenueView.model_validate(one) for one in await page(db, Venue, after, limit)]


@router.put("/venues/{venue_id}", dependencies=[needs("venue.register")])
async def change_venue(venue_id: UUID, form: VenueForm, db: Db, once: OncePerKey, if_match: IfMatch) -> Receipt:
    """Put down what differs; a field that is left out stays as it is, and null takes away what was there."""
    said = form.model_dump(exclude_unset=True, exclude={"another_room"})
    changed = await actions.change_venue(
        db, venue_id, said, lambda now: if_match.check(VenueView.model_validate(now)), another_room=form.another_room
    )
    return await once(Receipt(id=venue_id, state="changed" if changed else "unchanged"))


@router.get("/venues/{venue_id}", dependencies=[needs("venue.read")])
async def show_venue(venue_id: UUID, db: Db, response: Response, if_match: IfMatch) -> VenueView:
    """Return one venue, with its ETag."""
    venue = await db.get(Venue, venue_id)
    if venue is None:
        raise domain.VenueUnknown("venue_id")
    shown = VenueView.model_validate(venue)
    if_match.tell(response, shown)
    return shown
