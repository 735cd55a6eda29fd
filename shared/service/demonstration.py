"""Routes of a demonstration: its business clock, and what is on its way. They exist only where TAKWIN_DEMO=1."""

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel

from shared.http.access import Db, needs
from shared.http.requests import Form
from shared.kernel import clock, outbox
from shared.kernel.clock import ClockMovedBack
from shared.refusals import Conflict
from shared.service import clock_store


class ClockAlreadyPast(Conflict):
    """Business time is already past that moment."""


class BusinessTime(Form):
    """The present moment of business."""

    now: AwareDatetime


class OnTheirWay(BaseModel):
    """How many events wait in the outbox."""

    events: int


def demo_router() -> APIRouter:
    """Return the routes of a demonstration."""
    router = APIRouter(prefix="/api/v1/demo", tags=["demonstration"])

    @router.get("/clock", dependencies=[needs("clock.read")])
    async def read_clock(db: Db) -> BusinessTime:
        """Say what time it is in the demonstration."""
        return BusinessTime(now=clock.now(db))

    @router.put("/clock", dependencies=[needs("clock.move")])
    async def move_clock(to: BusinessTime, db: Db) -> BusinessTime:
        """Go on from a later moment."""
        try:
            return BusinessTime(now=await clock_store.move(db, to.now))
        except ClockMovedBack:
            raise ClockAlreadyPast("now") from None

    @router.get("/outbox", dependencies=[needs("outbox.read")])
    async def read_outbox(db: Db) -> OnTheirWay:
        """Say how much has not left yet, so that whoever plays a story knows when to go on."""
        return OnTheirWay(events=await outbox.waiting(db))

    return router
