"""What can be done with venues."""

from dataclasses import dataclass

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.domain import check_region
from services.scheduling.storage import new_id
from services.scheduling.venues import domain
from services.scheduling.venues.storage import Venue, by_place
from shared.database import run

log = structlog.get_logger()


@dataclass(frozen=True)
class Room:
    """A venue as it is told."""

    name: str
    city: str
    region: str
    capacity: int
    name_ar: str | None = None
    city_ar: str | None = None


async def register_venue(db: AsyncSession, room: Room, *, another_room: bool = False) -> Venue:
    """Keep a venue; one of nearly the name of another in its city only as `another_room`.

    Raises RegionUnknown, NameTellsSubject, VenueKnown.
    """
    check_region(room.region)
    domain.check_discreet({field: getattr(room, field) for field in domain.TOLD})
    if not another_room:
        await _check_new(db, room)
    venue = Venue(id=new_id(db), **vars(room))
    db.add(venue)
    log.info("venue.registered", venue_id=venue.id, region=room.region, capacity=room.capacity)
    return venue


async def _check_new(db: AsyncSession, room: Room) -> None:
    """Raise VenueKnown. One room after the other is looked at, so that two at once are not both new."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended('venues', 0))")
    for venue in await by_place(db):
        if domain.is_same_city(venue.city, room.city) and domain.is_nearly(venue.name, room.name, room.city):
            raise domain.VenueKnown("name", name=f"{venue.name}, {venue.city}")
