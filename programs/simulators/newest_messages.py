"""The newest messages as their receivers would see them: in memory alone, for whoever brings the key."""

import hmac
from collections import deque
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from programs.simulators import KEY_HEADER, SHOWN_PATH

AT_MOST = 5_000


class Shown:
    """Whole messages, the newest first; they are forgotten with the process, or when AT_MOST newer ones have come."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._messages: deque[dict[str, Any]] = deque(maxlen=AT_MOST)

    def add(self, message: dict[str, Any]) -> None:
        """Show this one first."""
        self._messages.appendleft(message)

    @property
    def route(self) -> Route:
        """The way in for the page of the demonstration."""
        return Route(SHOWN_PATH, self.show)

    async def show(self, request: Request) -> Response:
        """Answer with all of them."""
        brought = request.headers.get(KEY_HEADER, "")
        if not self._key or not hmac.compare_digest(brought.encode(), self._key.encode()):
            return Response(status_code=401)
        return JSONResponse(list(self._messages), headers={"cache-control": "no-store"})
