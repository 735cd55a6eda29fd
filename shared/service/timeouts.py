"""Timeouts of a server, which does not wait for ever for what it is owed."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from shared.service.crumbs import Weighed

WITHIN_S = 10.0


class Impatient(H11Protocol):
    """Closes a connection that in ten seconds does not tell its request, or the rest of one that has its answer.

    So it does at once with a body in crumbs. Uvicorn itself bounds the rest between two requests alone; how long a body
    may take says shared/http/bodies.py.
    """

    _giving_up: asyncio.TimerHandle | None = None

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.conn: Weighed = Weighed()

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Take what has come, and see whether it was enough."""
        super().data_received(data)
        if self.conn.in_crumbs:
            self.transport.close()
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def _look(self) -> None:
        if not self._waits():
            self._stop()
        elif self._giving_up is None:
            self._giving_up = self.loop.call_later(WITHIN_S, self._give_up)

    def _waits(self) -> bool:
        answered = self.cycle is not None and self.cycle.response_complete
        return self.conn.their_state is h11.IDLE or (answered and self.conn.their_state is h11.SEND_BODY)

    def _stop(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None

    def _give_up(self) -> None:
        self._giving_up = None
        if self._waits() and not self.transport.is_closing():
            self.transport.close()
