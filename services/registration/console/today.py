"""The page a coordinator's day begins with."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from services.registration.console.due import due
from services.registration.console.pages import PAGES, business_now
from services.registration.reach.domain import why
from shared.http import Db, needs

router = APIRouter()


@router.get("/", dependencies=[needs("registration.read")])
async def show_today(request: Request, db: Db, done: str = "") -> HTMLResponse:
    """Show what needs action, the most urgent first."""
    return PAGES.show(request, "today.html", today=await due(db, business_now(db)), why=why, done=done)
