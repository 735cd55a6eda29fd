"""The way in until accounts exist: the printed link becomes a cookie."""

from fastapi import APIRouter, Request, Response

from shared.http import links
from shared.http.access import Db
from shared.http.problems import problem

router = APIRouter()


@router.get("/open/{key}")
async def open_once(key: str, request: Request, db: Db) -> Response:
    """Let in whoever brings the key of a printed link, the first time."""
    settings = request.app.state.settings
    if not await links.take(db, settings, key):
        return problem(request, 403, rule="link-used")
    return links.welcome(settings)
