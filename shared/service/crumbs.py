"""Crumbs: a body that comes in very many tiny pieces, of which each costs what a large one does."""

import h11

LONGEST_HEAD = 64 * 1024  # bytes, as uvicorn itself has it
MOST_SMALL = 2_000  # pieces that may be as small as they like: a program that tells its body as it goes
SMALLEST = 50  # bytes that pieces have beyond that, one with another


class Weighed(h11.Connection):
    """Reads no further in a body that is crumbs."""

    def __init__(self) -> None:
        super().__init__(h11.SERVER, LONGEST_HEAD)
        self._pieces = self._bytes = 0

    @property
    def in_crumbs(self) -> bool:
        """Say whether the body of the present request is."""
        return self._pieces > MOST_SMALL and self._bytes < self._pieces * SMALLEST

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Return what has come next, as long as it is worth reading."""
        if self.in_crumbs:
            return h11.NEED_DATA
        event = super().next_event()
        if isinstance(event, h11.Data):
            self._pieces += event.chunk_end
            self._bytes += len(event.data)
        elif isinstance(event, h11.EndOfMessage):
            self._pieces = self._bytes = 0
        return event
