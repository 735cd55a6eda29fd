"""Page on which a planner's day begins: a month of sessions, what comes next, and what was left open."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from services.scheduling.calendar.months import Month, weekdays
from services.scheduling.frame import show, today, words_of
from services.scheduling.planning import storage
from shared.country import regions
from shared.http.access import Db, needs
from shared.kernel import clock

router = APIRouter()

AHEAD = 12
Asked = Annotated[str, Query(max_length=10)]


@router.get("/", dependencies=[needs("session.read")])
async def show_calendar(request: Request, db: Db, month: Asked = "", region: Asked = "") -> HTMLResponse:
    """Show a month, of all regions or of one."""
    day, locale = today(db), words_of(request).locale
    asked = Month.read(month, day)
    region = region if regions.known(region) else ""
    shown = asked.weeks([])
    lines = await storage.between(db, shown[0][0].date, shown[-1][-1].date, region)
    return show(
        request,
        "calendar.html",
        month=asked,
        name=asked.name(locale),
        weeks=asked.weeks(lines),
        weekdays=weekdays(locale),
        today=day,
        now_month=Month.read("", day),
        region=region,
        ahead=await storage.ahead(db, clock.now(db), AHEAD, region),
        left_open=await storage.left_open(db, clock.now(db), region),
    )
