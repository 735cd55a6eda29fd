"""Strict: what every answer tells a browser, whoever gives it; a page's own policy stays, and says what else it may."""

from uuid import UUID

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

HEADERS = {
    "cache-control": "no-store",  # what may be kept, a style or a script, says so itself
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


def strictly(send: Send, request_id: UUID) -> Send:
    """Tell it with each answer, and the request's id."""

    async def send_strictly(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["x-request-id"] = str(request_id)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_strictly
