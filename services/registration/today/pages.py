"""Page of today, with which a coordinator's day begins."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.registration.delivery.domain import to_do, why
from services.registration.frame import PAGES
from services.registration.seats.session_pages import Region
from services.registration.today.storage import due
from services.registration.way_back import BackForm
from shared.country import regions
from shared.http.access import Db, needs
from shared.http.looks_seen import looks_to_show
from shared.kernel import clock

router = APIRouter()


@router.get("/", dependencies=[needs("registration.read")])
async def show_today(request: Request, db: Db, done: str = "", region: Region = "") -> HTMLResponse:
    """Show the sessions of this day and what needs action, in one region or all, the most urgent first."""
    today = await due(db, clock.now(db), region)
    shown: dict[str, Any] = {
        "today": today,
        "region": region,
        "back": BackForm(today=True, region=region),
        "done": done,
        "looks": await looks_to_show(request, db),
    }
    return PAGES.show(request, "today.html", regions=list(regions.names()), why=why, to_do=to_do, **shown)
