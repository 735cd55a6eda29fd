"""The queue of one session as a coordinator would keep it on paper: what registration must agree with."""

from dataclasses import dataclass, field
from typing import Any

HELD = {"registered", "offered"}


@dataclass
class Model:
    """Who has asked, first come first, and what each has.

    `near` once there is no time left to ask anybody, `over` from the end of the session on.
    """

    seats: int
    near: bool = False
    over: bool = False
    state: str = "open"
    entries: list[list[Any]] = field(default_factory=list)  # person and state

    @property
    def taken(self) -> int:
        """Seats that are held, be it for somebody who is asked."""
        return sum(state in HELD for _, state in self.entries)

    @property
    def moves(self) -> bool:
        """Whether seats are given and given up."""
        return self.state == "open" and not self.over

    def states(self) -> list[tuple[int, str]]:
        """Return what everybody has, in the order of asking."""
        return [(person, state) for person, state in self.entries]

    def newest(self, person: int) -> list[Any] | None:
        """Return the last entry of the person."""
        return next((entry for entry in reversed(self.entries) if entry[0] == person), None)

    def register(self, person: int) -> None:
        """Write the person down, unless they stand there already."""
        entry = self.newest(person)
        if self.moves and (entry is None or entry[1] == "withdrawn"):
            self.entries.append([person, "registered" if self.taken < self.seats else "waiting"])

    def leave(self, person: int, *, only: frozenset[str]) -> None:
        """Cross the person out, where they have one of `only`."""
        entry = self.newest(person)
        if self.moves and entry and entry[1] in only:
            entry[1] = "withdrawn"
            self.fill()

    def accept(self, person: int) -> None:
        """Take up an offer."""
        entry = self.newest(person)
        if self.moves and entry and entry[1] == "offered":
            entry[1] = "registered"

    def all_offers_run_out(self) -> None:
        """Nobody has answered in time; the next are asked."""
        for entry in self.entries:
            entry[1] = "withdrawn" if entry[1] == "offered" else entry[1]
        self.fill()

    def reschedule(self, seats: int) -> None:
        """Count the seats anew; nobody is put out."""
        self.seats = seats
        self.fill()

    def end(self, state: str) -> None:
        """Let nothing move any more."""
        if self.state != "open":
            return
        self.state = state
        for entry in self.entries:
            entry[1] = {"cancelled": "waiting", "completed": "withdrawn"}[state] if entry[1] == "offered" else entry[1]

    def fill(self) -> None:
        """Give what is free to whoever has waited longest."""
        for entry in self.entries:
            if self.moves and entry[1] == "waiting" and self.taken < self.seats:
                entry[1] = "registered" if self.near else "offered"
