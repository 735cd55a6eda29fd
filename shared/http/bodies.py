"""Bodies of requests, taken whole before anything is done: who sends slowly holds a little memory and no database."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

PATIENCE_S = 20.0  # for the first bytes, and for all of a small body
SLOWEST_BYTES_PER_S = 4_000  # a list of 5 MB over a weak mobile network has twenty minutes
NONE: Message = {"type": "http.request", "body": b"", "more_body": False}


class GoneAway(Exception):
    """Who asked has closed the connection: there is nobody to be answered."""


async def whole(receive: Receive, at_most: int) -> Message:
    """Return the body as one message. Raises GoneAway; HTTPException, 413 for too much and 408 for too slow."""
    body, began_at = bytearray(), asyncio.get_running_loop().time()
    try:
        more = True
        while more:
            async with asyncio.timeout_at(began_at + PATIENCE_S + len(body) / SLOWEST_BYTES_PER_S):
                more = _add(body, await receive())
            if len(body) > at_most:
                raise HTTPException(413)
    except TimeoutError:
        raise HTTPException(408) from None
    return {"type": "http.request", "body": bytes(body), "more_body": False}


def _add(body: bytearray, message: Message) -> bool:
    """Say whether more is to come."""
    if message["type"] == "http.disconnect":
        raise GoneAway
    body += message.get("body", b"")
    return bool(message.get("more_body", False))


def again(first: Message, receive: Receive) -> Receive:
    """Give the app the message that has been taken, and then whatever else comes."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return first

    return receive_again
