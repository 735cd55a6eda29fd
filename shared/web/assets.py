"""The style and the one script of all pages, served by every service under its own name."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from fastapi import APIRouter
from fastapi.responses import FileResponse

ASSETS = Path(__file__).with_name("assets")
KINDS = {"takwin.css": "text/css", "htmx.min.js": "text/javascript"}
FOR_A_YEAR = "public, max-age=31536000, immutable"

router = APIRouter(prefix="/assets", include_in_schema=False)


@router.get("/{file}")
async def show_asset(file: Literal["takwin.css", "htmx.min.js"], v: str = "") -> FileResponse:
    """Return a file that is the same for everybody; it asks for no permission, since refusals have a style too."""
    keep = FOR_A_YEAR if v == version(file) else "no-cache"
    return FileResponse(ASSETS / file, media_type=KINDS[file], headers={"cache-control": keep})


@cache
def version(file: str) -> str:
    """Return what differs as soon as the file does: under an address with it, browsers may keep the file."""
    return sha256((ASSETS / file).read_bytes()).hexdigest()[:12]
