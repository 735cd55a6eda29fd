"""Seen looks: when somebody last opened the list of them, kept by the browser for one account; it hides a notice."""

from datetime import UTC, datetime

from fastapi import Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access import roles
from shared.access.caller import Caller
from shared.access.looks import TOLD_FOR, looks_to_tell
from shared.access.secrets import digest_of
from shared.http.access import caller_of
from shared.kernel.clock import machine_now

COOKIE = "takwin-looks-seen"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def note_seen(answer: Response, caller: Caller) -> None:
    """Let the browser keep that the account has seen the list just now."""
    value = f"{_mark(caller)}.{int(machine_now().timestamp())}"
    seconds = int(TOLD_FOR.total_seconds())
    answer.set_cookie(COOKIE, value, max_age=seconds, httponly=True, samesite="strict", path="/")


def seen_at(request: Request, caller: Caller) -> datetime:
    """Return when; long ago where the cookie is another account's, or none that we wrote."""
    mark, _, seconds = request.cookies.get(COOKIE, "").partition(".")
    if mark != _mark(caller) or not (seconds.isascii() and seconds.isdigit() and len(seconds) <= len("9999999999")):
        return NEVER
    return datetime.fromtimestamp(int(seconds), UTC)


async def looks_to_show(request: Request, db: AsyncSession) -> int:
    """Return how many looks at the regions that the reader coordinates are to be told."""
    caller = caller_of(request)
    own = {grant.region for grant in caller.grants if grant.role == roles.COORDINATOR and grant.region}
    return await looks_to_tell(db, own, seen_at(request, caller)) if own else 0


def _mark(caller: Caller) -> str:
    return digest_of(caller.name)[:16]
