"""The door that moves the business clock. It exists only where TAKWIN_DEMO=1."""

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel

from shared import clock_store
from shared.clock import ClockMovedBack
from shared.http import Db, needs
from shared.refusals import Conflict


class ClockAlreadyPast(Conflict):
    """Business time is already past that moment."""


class BusinessTime(BaseModel):
    """The present moment of business."""

    now: AwareDatetime


def demo_router() -> APIRouter:
    """Return the routes of a demonstration."""
    router = APIRouter(prefix="/api/v1/demo", tags=["demonstration"])

    @router.get("/clock", dependencies=[needs("clock.read")])
    async def read_clock(db: Db) -> BusinessTime:
        """Say what time it is in the demonstration."""
        return BusinessTime(now=db.info["clock"].now())

    @router.put("/clock", dependencies=[needs("clock.move")])
    async def move_clock(to: BusinessTime, db: Db) -> BusinessTime:
        """Go on from a later moment."""
        try:
            return BusinessTime(now=await clock_store.move(db, to.now))
        except ClockMovedBack:
            raise ClockAlreadyPast("now") from None

    return router
