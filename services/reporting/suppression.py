"""What a report for everybody must not tell: numbers of 1 to 10 people, nor whatever they can be worked out from.

A number is safe when a reader who knows every shown number and every sum still has to allow for 11 or more there. For
each number that is too small the search below finds such another report, as a proof; while it finds none, one more
number is hidden. Hiding more never makes a proof invalid, so each small number is dealt with once. In the end whatever
is hidden and follows from what is shown is shown again: it fooled nobody, and no proof has moved it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

K = 11  # the smallest number of people that is told; also IOM's own in its data hub on trafficking
STEPS_AT_MOST = 400  # in the search for one proof; without one, more is hidden


@dataclass(frozen=True, slots=True)
class Cell:
    """One number. What lies between 0 and `at_least` is too small: it must look as if it could be `at_least`.

    Not published: it stands nowhere, but whoever subtracts finds it, such as those who are no first-timers. Hidden, it
    is known to be `lowest` or more, and `highest` at most where something public says so.
    """

    value: int
    at_least: int = K
    published: bool = True
    lowest: int = 1  # a 0 is shown, so what is hidden is more; but not of what is published nowhere
    highest: int | None = None
    weight: int = 0  # what weighs more is hidden later

    @property
    def too_small(self) -> bool:
        """Say whether the number would lead to few people. 0 leads to nobody."""
        return 0 < self.value < self.at_least

    @property
    def known(self) -> bool:
        """Say whether a reader knows it whatever is hidden: a 0 is always shown."""
        return not self.value and self.lowest > 0


class Sum(NamedTuple):
    """What a reader knows to go together: the whole changes by as much as its parts do.

    A bound says only that the first part is no more than the whole; the second is what lies between them.
    """

    whole: str
    parts: tuple[str, ...]
    bound: bool = False


@dataclass
class Suppression:
    """Numbers, the sums between them, and what is hidden so far."""

    cells: Mapping[str, Cell]
    sums: Sequence[Sum]
    together: Mapping[str, str] = field(default_factory=dict)  # the second is hidden with the first
    hidden: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.equations = [self._signs(one) for one in self.sums]
        self.bounds = {number for number, one in enumerate(self.sums) if one.bound}
        self.wholes = {one.whole for one in self.sums}
        self.of: dict[str, list[int]] = defaultdict(list)
        for number, equation in enumerate(self.equations):
            for name in equation:
                self.of[name].append(number)

    def _signs(self, one: Sum) -> dict[str, int]:
        """Return the sum as an equation between numbers that a reader may not know."""
        signs = {one.whole: -1} | dict.fromkeys(one.parts, 1)
        return {name: sign for name, sign in signs.items() if not self.cells[name].known}

    def run(self) -> frozenset[str]:
        """Return what must be hidden."""
        too_small = [name for name, cell in self.cells.items() if cell.too_small]
        self._hide(name for name, cell in self.cells.items() if not (cell.published or cell.known))
        self._hide(too_small)
        for name in sorted(too_small, key=lambda it: -self.cells[it].value):
            while not self._could_be_enough(name) and (other := self._next_to_hide(name)):
                self._hide([other])
        self._show_what_follows()
        return frozenset(self.hidden)

    def _hide(self, names: Iterable[str]) -> None:
        for name in names:
            following: str | None = name
            while following and following not in self.hidden and not self.cells[following].known:
                self.hidden.add(following)
                following = self.together.get(following)

    def _show_what_follows(self) -> None:
        """Show again what is alone among the hidden in a sum, and then what follows from that too."""
        alone = [hidden for it in self.equations if len(hidden := it.keys() & self.hidden) == 1]
        follow = {name for name in set[str]().union(*alone) if self._may_be_shown(name)}
        if follow:
            self.hidden -= follow
            self._show_what_follows()

    def _may_be_shown(self, name: str) -> bool:
        return self.cells[name].published and not self.cells[name].too_small

    def _could_be_enough(self, name: str) -> bool:
        """Say whether another report with the same shown numbers has enough people here."""
        return Proof(self, name).found()

    def _next_to_hide(self, name: str) -> str | None:
        """Return the number to hide next: by sums alone, and only where that is not enough, by bounds too."""
        return self._lightest(name, self.bounds) or self._lightest(name, set())

    def _lightest(self, name: str, without: set[int]) -> str | None:
        """Return the lightest number that is shown, in the nearest sum, a part before a whole, the smallest."""
        shown = [
            (self.cells[it].weight, away, sum(other in self.hidden for other in equation), it in self.wholes, it)
            for away, equations in enumerate(self._outwards(name, without))
            for equation in equations
            for it in equation
            if it not in self.hidden
        ]
        return min(shown, key=lambda it: (*it[:-1], self.cells[it[-1]].value), default=(None,))[-1]

    def _outwards(self, name: str, without: set[int]) -> Iterator[list[dict[str, int]]]:
        """Yield the sums with the number itself, then those with hidden numbers in these, and so on."""
        seen, border = set(without), {name}
        while border:
            near = {number for it in border for number in self.of[it]} - seen
            yield [self.equations[number] for number in sorted(near)]
            seen |= near
            border = {it for number in near for it in self.equations[number] if it in self.hidden} if near else set()


class Proof:
    """Search for another report: raise one hidden number to enough, and even out every sum by other hidden ones."""

    def __init__(self, given: Suppression, name: str) -> None:
        self.given = given
        self.name = name
        self.change: dict[str, int] = defaultdict(int)
        self.off: dict[int, int] = defaultdict(int)
        self.steps_left = STEPS_AT_MOST

    def found(self) -> bool:
        """Say whether there is one."""
        cell = self.given.cells[self.name]
        self._move(self.name, cell.at_least - cell.value)
        return self._even_out()

    def _move(self, name: str, by: int) -> None:
        self.change[name] += by
        for number in self.given.of[name]:
            self.off[number] += by * self.given.equations[number][name]

    def _even_out(self) -> bool:
        """Even out the first sum that is off by each number that can be moved in turn; take back what leads nowhere."""
        number = next((number for number, off in self.off.items() if off), None)
        if number is None:
            return True
        for name, by in self._moves(number):
            if self.steps_left <= 0:
                return False
            self.steps_left -= 1
            self._move(name, by)
            if self._even_out():
                return True
            self._move(name, -by)
        return False

    def _moves(self, number: int) -> list[tuple[str, int]]:
        """Return what can be moved in the sum, and by how much: first what leaves the fewest sums uneven."""
        equation, moves = self.given.equations[number], []
        for name in equation.keys() & self.given.hidden - {self.name}:
            by = self._within_bounds(name, -self.off[number] * equation[name])
            if by and by * self.change[name] >= 0:
                moves.append((self._left_uneven(name, by), -abs(by), name, by))
        return [(name, by) for *_, name, by in sorted(moves)]

    def _within_bounds(self, name: str, by: int) -> int:
        cell, now = self.given.cells[name], self.given.cells[name].value + self.change[name]
        return max(min(by, by if cell.highest is None else cell.highest - now), cell.lowest - now)

    def _left_uneven(self, name: str, by: int) -> int:
        equations = self.given.equations
        return sum(self.off[number] + by * equations[number][name] != 0 for number in self.given.of[name])


def suppress(
    cells: Mapping[str, Cell], sums: Sequence[Sum], together: Mapping[str, str] | None = None
) -> frozenset[str]:
    """Return the names of all numbers that must not be told."""
    return Suppression(cells, sums, together or {}).run()
