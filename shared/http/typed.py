"""Forms that nobody could take: what was typed goes back to whoever typed it, to be sent again once they may."""

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.types import Receive

from shared.http import bodies

AT_MOST = 64 * 1024  # bytes; who is not known gets no more of our memory
FORM = "application/x-www-form-urlencoded"
NEVER = ("password", "present", "again", "code")  # what begins so is nobody's to show: passwords and codes


async def typed_in_form(request: Request, receive: Receive | None = None) -> dict[str, str]:
    """Return the fields of a form that a page has sent, without secrets; nothing of anything else."""
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(FORM):
        return {}
    if int(request.headers.get("content-length", "0")) > AT_MOST:
        return {}
    if receive is not None:
        try:
            request = Request(request.scope, bodies.again(await bodies.whole(receive, AT_MOST), receive))
        except HTTPException:
            return {}
    given = await request.form()
    return {name: it for name, it in given.multi_items() if isinstance(it, str) and not name.startswith(NEVER)}
