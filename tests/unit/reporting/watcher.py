"""Somebody outside who follows the seats of one session: knows the rule, and every public event with its place.

Between two of them, so much is known, people came and went one by one, and nothing was told. So here is every number
of people that there can have been; what is not in it, the public events have ruled out.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from services.reporting.public import projector
from services.reporting.public.projector import Known
from services.reporting.suppression.cells import FEWEST_TOLD
from shared.events import ParticipantRegistered
from shared.events.public import PublicEvent

ROOM = 60  # so many people at most: no session has so many seats
SESSION = {"session_id": UUID(int=1), "region": "MA-02"}


class Standing(NamedTuple):
    """How many have a seat, what was told of them last, and how often."""

    people: int = 0
    told: int | None = None
    times: int = 0


def step(now: Standing, people: int) -> tuple[Standing, PublicEvent | None]:
    """Let there be so many people; return how it stands then, and what is told."""
    known = Known(seats_told=now.told, times_told=now.times)
    fact = ParticipantRegistered(**SESSION, participant_id=UUID(int=2), registered=people, waiting=0, seats_left=0)
    told = projector.project(fact, known)
    if told is None:
        return now._replace(people=people), None
    return Standing(people, told.model_dump()["registered"], told.aggregateversion), told


class Watcher:
    """Keeps all that is possible; at the beginning there is nobody."""

    def __init__(self) -> None:
        self.possible = {Standing()}
        self.wait()

    def wait(self) -> None:
        """Let nothing be told for a while."""
        border = self.possible
        while border:
            reached = {then for now in border for then, told in self._next(now) if told is None}
            border = reached - self.possible
            self.possible = self.possible | border

    def hear(self, number: int, registered: int) -> None:
        """Hear the next public event; nothing was told since the one before."""
        said = (number, registered)
        steps = [(then, told) for now in self.possible for then, told in self._next(now)]
        self.possible = {it for it, told in steps if told and (it.times, it.told) == said}
        assert self.possible, "that cannot have been told"

    def people(self) -> set[int]:
        """Return how many there may be."""
        return {it.people for it in self.possible}

    def _next(self, now: Standing) -> Iterable[tuple[Standing, PublicEvent | None]]:
        return [step(now, people) for people in (now.people - 1, now.people, now.people + 1) if 0 <= people <= ROOM]


def few_are_found(events: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Follow the events of one session, by their numbers; return what was known to be fewer than eleven people."""
    watcher, found = Watcher(), [Watcher().people()]
    for number, registered in events:
        watcher.hear(number, registered)
        found.append(watcher.people())
        watcher.wait()
        found.append(watcher.people())
    return [people for people in found if max(people) < FEWEST_TOLD]
