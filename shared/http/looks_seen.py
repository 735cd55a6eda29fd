"""Seen looks: when somebody last opened the list of them, kept by the browser for one account; it hides a notice."""

from datetime import UTC, datetime

from fastapi import Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access import roles
from shared.access.caller import Caller
from shared.access.looks import TOLD_FOR, looks_to_tell
from shared.access.secrets import digest_of
from shared.http.access import caller_of
from shared.http.cookies import Cookie
from shared.kernel.clock import machine_now

CALLED = "takwin-looks-seen"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def note_seen(request: Request, answer: Response) -> None:
    """Let the browser keep that the account has seen the list just now."""
    value = f"{_mark(caller_of(request))}.{int(machine_now().timestamp())}"
    _cookie(request).set(answer, value, int(TOLD_FOR.total_seconds()))


def seen_at(request: Request, caller: Caller) -> datetime:
    """Return when; long ago where the cookie is another account's, or none that we wrote."""
    mark, _, seconds = request.cookies.get(_cookie(request).name, "").partition(".")
    if mark != _mark(caller) or not (seconds.isascii() and seconds.isdigit() and len(seconds) <= len("9999999999")):
        return NEVER
    return datetime.fromtimestamp(int(seconds), UTC)


async def looks_to_show(request: Request, db: AsyncSession) -> int:
    """Return how many looks at the regions that the reader coordinates are to be told."""
    caller = caller_of(request)
    own = {grant.region for grant in caller.grants if grant.role == roles.COORDINATOR and grant.region}
    return await looks_to_tell(db, own, seen_at(request, caller)) if own else 0


def _cookie(request: Request) -> Cookie:
    return Cookie.of(CALLED, request.app.state.settings.origin)


def _mark(caller: Caller) -> str:
    return digest_of(caller.name)[:16]
