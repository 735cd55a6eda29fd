"""People at work before an installation, each in a thread, until the block ends."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from tests.e2e.compose import Compose


@dataclass
class AtWork:
    """Starts everybody, keeps what failed, and waits for them at the end."""

    compose: Compose
    failed: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    people: list[threading.Thread] = field(default_factory=list)

    def works(self) -> Sequence[Callable[[], None]]:
        """Return what each of them does until `ended` is set."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.people = [threading.Thread(target=work) for work in self.works()]
        for person in self.people:
            person.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        for person in self.people:
            person.join(60)
