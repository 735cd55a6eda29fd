"""Pages of planners, room by room."""

from fastapi import APIRouter

from services.scheduling.calendar import pages
from services.scheduling.catalogue import donor_pages, module_pages
from services.scheduling.catalogue import pages as places
from services.scheduling.needs import pages as needs
from services.scheduling.planning import change_pages
from services.scheduling.planning import pages as sessions
from services.scheduling.venues import pages as venue

router = APIRouter(include_in_schema=False)
for part in (pages, sessions, change_pages, needs, module_pages, places, donor_pages, venue):
    router.include_router(part.router)
