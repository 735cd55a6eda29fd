"""A server that a test may switch off and on again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass
class Switch:
    """Off is a kill, not a goodbye; on waits until it serves. Who stands still keeps its connections."""

    off: Callable[[], Awaitable[None]]
    on: Callable[[], Awaitable[None]]
    stand_still: Callable[[], Awaitable[None]]
    go_on: Callable[[], Awaitable[None]]
