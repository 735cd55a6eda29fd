"""A crowd before the door: everybody connects anew for one answer of the door itself, as often as it goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx2

from tests.e2e.at_work import AtWork

PEOPLE = 6


@dataclass
class Crowd(AtWork):
    """Counts who is served and keeps who is not, until the block ends."""

    served: int = 0

    def works(self) -> Sequence[Callable[[], None]]:
        return [self._come] * PEOPLE

    def _come(self) -> None:
        with self.compose.http() as http:
            while not self.ended.is_set():
                self._ask(http)

    def _ask(self, http: httpx2.Client) -> None:
        try:
            http.get("/door/health", headers={"connection": "close"}).raise_for_status()
        except httpx2.HTTPError as error:
            self.failed.append(type(error).__name__)
        else:
            self.served += 1
