"""HEAD requests: answered as the page would be, without its body (RFC 9110, 9.3.2)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.directory import way
from shared.http.request_log import aside


class Heads:
    """Asks the routes with GET. A link that lets somebody in is not used up by whoever only looks at it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and drop the body of the answer."""
        if scope.get("method") != "HEAD" or scope["path"].startswith(way("opens")):
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await aside(self.app, scope, receive, send_head, method="GET")
