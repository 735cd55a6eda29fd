"""Known callers: asked of the service's own copy, and remembered for a second, so that a page is not ten questions."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.access.accounts import caller_by
from shared.access.caller import Caller
from shared.kernel.clock import machine_now
from shared.kernel.database import Database

REMEMBERED_S = 1.0  # a revocation is to act within two seconds; the rest is for its way through Kafka
MOST_KEPT = 5_000
NEW_WITHIN_S = 2.0  # whoever has just signed in may come before the news of it
LOOK_S = 0.05


@dataclass
class Known:
    """Whom the process has asked for lately. `now` counts seconds, and never goes back."""

    now: Callable[[], float] = time.monotonic
    _kept: OrderedDict[str, tuple[float, Caller]] = field(default_factory=OrderedDict)

    async def caller(self, database: Database, digest: str, *, just_made: bool = False) -> Caller | None:
        """Return who comes by the key; with `just_made` the news of it is waited for, for two seconds at most."""
        kept = self._kept.get(digest)
        if kept and kept[0] > self.now():
            return kept[1].at(machine_now())
        found = await self._ask(database, digest, NEW_WITHIN_S if just_made else 0)
        if found is None:
            self._kept.pop(digest, None)
            return None
        self._keep(digest, found)
        return found.at(machine_now())

    async def _ask(self, database: Database, digest: str, patience_s: float) -> Caller | None:
        until = self.now() + patience_s
        while True:
            found = await caller_by(database, digest)
            if found or self.now() >= until:
                return found
            await asyncio.sleep(LOOK_S)

    def _keep(self, digest: str, found: Caller) -> None:
        self._kept[digest] = (self.now() + REMEMBERED_S, found)
        self._kept.move_to_end(digest)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
