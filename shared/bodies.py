"""Takes a request's body whole before anything is done: who sends slowly holds a little memory and no database."""

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

PATIENCE_S = 20.0  # for the first bytes, and for all of a small body
SLOWEST_BYTES_PER_S = 4_000  # a list of 5 MB over a weak mobile network has twenty minutes


class GoneAway(Exception):
    """Who asked has closed the connection: there is nobody to be answered."""


async def whole(receive: Receive, at_most: int) -> bytes:
    """Return the body. Raises GoneAway, and HTTPException 413 where it is larger, 408 where it comes too slowly."""
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
    return bytes(body)


def _add(body: bytearray, message: Message) -> bool:
    """Say whether more is to come."""
    if message["type"] == "http.disconnect":
        raise GoneAway
    body += message.get("body", b"")
    return bool(message.get("more_body", False))


def again(body: bytes, receive: Receive) -> Receive:
    """Give the app the body that has been taken, and then whatever else comes."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
