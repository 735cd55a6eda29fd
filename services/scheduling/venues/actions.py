"""Actions on venues."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.domain import check_region
from services.scheduling.tables import lock
from services.scheduling.venues import domain
from services.scheduling.venues.storage import Venue, by_place, most_seats, one_new_at_a_time
from shared.http.preconditions import Check, at_will
from shared.kernel import clock

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
    venue = Venue(id=clock.new_id(db), **vars(room))
    db.add(venue)
    log.info("venue.registered", venue_id=venue.id, region=room.region, capacity=room.capacity)
    return venue


async def change_venue(
    db: AsyncSession,
    venue_id: UUID,
    said: Mapping[str, Any],
    check: Check[Venue] = at_will,
    *,
    another_room: bool = False,
) -> bool:
    """Put down what differs and say whether anything did; sessions planned before keep the names they were told with.

    Raises what `check` and `register_venue` raise, VenueUnknown, VenueStaysInRegion, CapacityInUse.
    """
    venue = await lock(db, Venue, venue_id)
    if venue is None:
        raise domain.VenueUnknown("venue_id")
    check(venue)
    before = Room(**venue.model_dump(exclude={"id"}))
    room = replace(before, **said)
    domain.check_discreet({field: getattr(room, field) for field in domain.TOLD})
    domain.check_change(before.region, room.region, room.capacity, await most_seats(db, venue_id, clock.now(db)))
    if not another_room and (room.name, room.city) != (before.name, before.city):
        await _check_new(db, room, venue_id)
    venue.sqlmodel_update(vars(room))
    log.info("venue.changed", venue_id=venue.id, region=room.region, capacity=room.capacity)
    return room != before


async def _check_new(db: AsyncSession, room: Room, venue_id: UUID | None = None) -> None:
    """Raise VenueKnown."""
    await one_new_at_a_time(db)
    for venue in await by_place(db):
        if (
            venue.id != venue_id
            and domain.is_same_city(venue.city, room.city)
            and domain.is_nearly(venue.name, room.name, room.city)
        ):
            raise domain.VenueKnown("name", name=f"{venue.name}, {venue.city}")
