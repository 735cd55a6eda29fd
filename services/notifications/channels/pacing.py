"""Pacing of a sender: how many messages leave together, and how often the whole queue is looked through."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

AT_MOST = 50  # so many are begun together, and so many are in doubt after a crash
LONG_S = 2.0  # a slice that takes longer is too large: its claims and its contacts grow old
SWEPT_FOR_AT_MOST = 0.1  # of the time


@dataclass
class Slices:
    """How many messages leave together: one to begin with and after an outage, then twice as many each time."""

    at_most: int = AT_MOST
    size: int = 1

    @contextmanager
    def timed(self) -> Iterator[None]:
        """A slice leaves; the next one is larger, unless this one took long."""
        began_at = asyncio.get_running_loop().time()
        yield
        took_s = asyncio.get_running_loop().time() - began_at
        self.size = min(self.at_most, self.size * 2) if took_s < LONG_S else max(1, self.size // 2)

    def shrink(self) -> None:
        """After an outage one message goes first."""
        self.size = 1


@dataclass
class Sweeps:
    """When the queue is looked through for what is untrue or late: before each batch, unless it is a long queue.

    Of a long one a look costs time that messages need, and each message is asked once more when it begins to leave.
    """

    again_at: float = 0.0

    def are_due(self) -> bool:
        """Say whether it is time."""
        return asyncio.get_running_loop().time() >= self.again_at

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """The queue is looked through; the longer it takes, the longer it is not done again."""
        began_at = asyncio.get_running_loop().time()
        yield
        ended_at = asyncio.get_running_loop().time()
        self.again_at = ended_at + (ended_at - began_at) / SWEPT_FOR_AT_MOST

    def at_once(self) -> None:
        """The queue is short, or something that was to leave is not true any more."""
        self.again_at = 0.0
