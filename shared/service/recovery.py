"""Recovery: what a service takes up from the log after its database was restored, since the backup."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.contracts import Event


@dataclass(frozen=True)
class Gap:
    """Something that no event carries and that the backup did not hold: somebody must type it again."""

    what: str
    id: UUID
    lacks: str
    since: datetime
    region: str | None = None
    session_id: UUID | None = None


@dataclass(frozen=True)
class MissingEvents:
    """What the log holds and the restored database does not know: said by the service itself, and heard from others."""

    own: Sequence[Event]
    heard: Sequence[Event] = ()


TakeUp = Callable[[AsyncSession, MissingEvents], Awaitable[list[Gap]]]


@dataclass(frozen=True)
class Recovery:
    """How one service catches up with the log. `topics` are its own, in the order in which their events build up."""

    source: str
    topics: tuple[str, ...]
    events: tuple[type[Event], ...]
    take_up: TakeUp
    heard: tuple[str, ...] = ()


async def nothing_to_take_up(_: AsyncSession, __: MissingEvents) -> list[Gap]:
    """Know everything from hearing others again."""
    return []
