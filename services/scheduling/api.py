"""HTTP: the routes of every room, and the pages beside them."""

from fastapi import APIRouter

from services.scheduling import pages as console
from services.scheduling.catalogue import api as catalogue
from services.scheduling.chain import api as chain
from services.scheduling.needs import api as needs
from services.scheduling.planning import api as planning
from services.scheduling.venues import api as venues

api = APIRouter(prefix="/api/v1", tags=["scheduling"])
for part in (needs, catalogue, venues, planning, chain):
    api.include_router(part.router)

router = APIRouter()
router.include_router(api)
router.include_router(console.router)
