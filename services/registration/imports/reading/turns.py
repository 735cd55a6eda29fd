"""Turns at reading: two lists at a time, for each takes memory and the processor for seconds; a few more wait."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Request

from services.registration.imports.refusals import TooManyLists
from shared.http.limits import costs

AT_ONCE = 2
MOST_WAITING = 6  # each waits with its file in memory


class Turns:
    """Gives turns in the order of asking. Raises TooManyLists where too many wait already."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._here = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and keep it until the block ends."""
        if self._here >= AT_ONCE + MOST_WAITING:
            raise TooManyLists("file")
        self._here += 1
        try:
            async with self._places:
                yield
        finally:
            self._here -= 1


async def _in_turn(request: Request, _taken: Annotated[None, costs(20)]) -> AsyncIterator[None]:
    state = request.app.state
    if not hasattr(state, "turns_of_lists"):
        state.turns_of_lists = Turns()
    async with state.turns_of_lists.turn():
        yield


IN_TURN = Depends(_in_turn)  # among a route's dependencies: these come before its transaction
