"""A crowd before the door: everybody connects anew for one answer of the door itself, as often as it goes."""

import threading
from dataclasses import dataclass, field
from typing import Self

import httpx2

from tests.e2e.compose import Compose

PEOPLE = 6


@dataclass
class Crowd:
    """Counts who is served and keeps who is not, until the block ends."""

    compose: Compose
    served: int = 0
    failed: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    people: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.people = [threading.Thread(target=self._come) for _ in range(PEOPLE)]
        for person in self.people:
            person.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for person in self.people:
            person.join(60)

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
