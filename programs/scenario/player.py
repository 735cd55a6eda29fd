"""Player of one story: scene by scene in the order of business time, each once, however often it is interrupted."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from programs.heard_topics import HEARD_TOPICS
from programs.scenario.api import PATIENCE_S, Away
from programs.scenario.cast import Cast
from programs.scenario.journal import Journal
from programs.scenario.quiet import Quiet
from programs.scenario.staff import Member

SCHEDULING, REGISTRATION = "/scheduling/api/v1", "/registration/api/v1"
LOOK_AGAIN_S = 0.1

Entry = dict[str, Any]  # of the file that holds the story, or of an answer
Say = Callable[[str], None]


@dataclass(frozen=True)
class Scene:
    """What happens at one moment. A moved clock cannot go back, so scenes are played in the order of their times."""

    at: datetime
    name: str
    play: Callable[[], Awaitable[None]]


@dataclass
class Player:
    """Carries out steps, each once, and keeps their receipts."""

    cast: Cast
    journal: Journal
    quiet: Quiet
    say: Say
    played: int = field(default=0)

    async def play(self, scenes: Iterable[Scene]) -> None:
        """Play what has not been played yet. Raises Away, Refused."""
        for scene in sorted(scenes, key=lambda it: it.at):
            if f"scene/{scene.name}" not in self.journal.receipts:
                await self.move_clocks(scene.at)
                await scene.play()
                self.journal.note(f"scene/{scene.name}", {})
                self.played += 1

    async def move_clocks(self, moment: datetime) -> None:
        """Let it be `moment` everywhere, unless it is later already."""
        await asyncio.gather(*(self.cast.player.move_clock(service, moment) for service in HEARD_TOPICS))

    async def read(self, who: Member, path: str, **query: str) -> Any:
        """Return what this member of the staff sees there. Raises Away, Refused."""
        return await self.cast.of(who).read(path, **query)

    async def do(
        self, who: Member, step: str, path: str, body: dict[str, Any] | None = None, method: str = "POST"
    ) -> str:
        """Let the member carry out the step unless the journal has it; return the id of what it made or changed."""
        return await self.once(step, lambda: self.cast.of(who).tell(step, path, body, method))

    async def once(self, step: str, act: Callable[[], Awaitable[dict[str, str]]]) -> str:
        """Act unless the journal has the step; return the id on its receipt."""
        if step not in self.journal.receipts:
            self.journal.note(step, await act())
        return self.journal.receipts[step]["id"]

    def id_of(self, step: str) -> str:
        """Return the id of what a step has made."""
        return self.journal.receipts[step]["id"]

    async def all_has_arrived(self) -> None:
        """Wait until everybody has heard everything, and every message that is due has been dealt with."""
        await until("everything has arrived", self.quiet.everywhere)


async def until(what: str, fact: Callable[[], Awaitable[bool]]) -> None:
    """Wait until the fact holds. Raises Away."""
    deadline = time.monotonic() + PATIENCE_S
    while not await fact():
        if time.monotonic() > deadline:
            raise Away(f"after {PATIENCE_S:.0f} s this is still not so: {what}")
        await asyncio.sleep(LOOK_AGAIN_S)
