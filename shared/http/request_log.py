"""Log of requests: a line for each that may have changed something or was refused; its route and id, no address."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

READS = {"GET", "HEAD", "OPTIONS"}
REFUSED_FROM = 400


async def aside(app: ASGIApp, scope: Scope, receive: Receive, send: Send, **changed: str) -> None:
    """Let `app` answer by a scope of its own, and let it be known where it went."""
    inner = {**scope, **changed}
    try:
        await app(inner, receive, send)
    finally:
        scope["route"] = inner.get("route")


def _caller(scope: Scope) -> str | None:
    """Return who asked, by an id of ours; nobody where nobody is known, or could be."""
    caller = scope.get("state", {}).get("caller")
    return caller.name if caller else None


class Said:
    """The outermost, so that what the guard refuses is said too; it has bound the request's id to every log line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and say how it was answered; who has gone away is not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began = 0, time.monotonic()

        async def send_noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            if status and (scope["method"] not in READS or status >= REFUSED_FROM):
                ms = round((time.monotonic() - began) * 1000)
                route = getattr(scope.get("route"), "path", "unknown")
                told = {"method": scope["method"], "route": route, "status": status, "ms": ms}
                log.info("request.answered", **told, caller=_caller(scope))
