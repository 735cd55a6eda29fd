"""What can be done with venues."""

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.domain import check_region
from services.scheduling.storage import new_id
from services.scheduling.venues import domain
from services.scheduling.venues.storage import Venue

log = structlog.get_logger()


async def register_venue(db: AsyncSession, name: str, city: str, region: str, capacity: int) -> Venue:
    """Keep a venue. Raises RegionUnknown, NameTellsSubject."""
    check_region(region)
    domain.check_discreet(name, city)
    venue = Venue(id=new_id(db), name=name, city=city, region=region, capacity=capacity)
    db.add(venue)
    log.info("venue.registered", venue_id=venue.id, region=region, capacity=capacity)
    return venue
