"""Suppression: a report for everybody tells no number of 1 to 10 people, nor what it could be worked out from.

A number is safe when a reader who knows every shown number and every sum still has to allow for 11 or more there. Such
another report is the proof. First each number that is too small gets one: whatever it moves is hidden. Then what is
wanted most is shown again, as long as every small number still has a proof. In the end each hidden number is too small,
or moved by a proof, or hidden with such a one; whatever follows from what is shown is shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from services.reporting.suppression.cells import Cell, Reason, Sum
from services.reporting.suppression.possible_reports import Change, PossibleReports

HIDDEN_COST = 0.001  # of moving what is hidden anyway: nearly nothing, so that proofs stay short
AT_ONCE = 8  # one in so many is raised in one report; the others give way
NAMED_AT_MOST = 3  # small numbers, of those that another one protects
MANY = 100  # small numbers, from which on they are raised at once; fewer get shorter proofs one by one


class Unprotected(Exception):
    """There is no other report in which the number is large enough."""


class Suppression:
    """Numbers, the sums between them, what is hidden so far, and the proof for each that is too small."""

    def __init__(self, cells: Mapping[str, Cell], sums: Sequence[Sum], together: Mapping[str, str]) -> None:
        self.cells = cells
        self.together = together  # the second is hidden with the first
        self.leaders = {follower: leader for leader, follower in together.items()}
        self.possible = PossibleReports(cells, sums)
        self.small = sorted((it for it in self.possible.names if cells[it].too_small), key=lambda it: -cells[it].value)
        self.proofs: dict[str, Change] = {}
        self.hidden: set[str] = set()

    def run(self) -> frozenset[str]:
        """Return what must be hidden."""
        self._hide(name for name in self.possible.names if not self.cells[name].published)
        self._hide(self.small)
        try:
            for change in self._proofs_of(self.small):
                self._hide(change)
        except Unprotected:
            return frozenset(self.possible.names)
        self.possible.show(self.possible.columns.keys() - self.hidden)
        self._show_again()
        return frozenset(self.hidden)

    def reason(self, name: str) -> Reason:
        """Return why the number is hidden: it is small, or moved by proofs of small ones, or hidden with such a one."""
        if self.cells[name].too_small:
            return Reason()
        protected = tuple(islice(self._protected_by(name), NAMED_AT_MOST))
        leader = self.leaders.get(name)
        if protected or leader not in self.hidden:
            return Reason(protected or tuple(self.small[:NAMED_AT_MOST]))
        return Reason((leader,)) if self.cells[leader].too_small else self.reason(leader)

    def _protected_by(self, name: str) -> Iterator[str]:
        """Yield small numbers whose proofs move this one: first those that share a sum with it, else any."""
        near = dict.fromkeys(it for equation in self.possible.of[name] for it in equation if self.cells[it].too_small)
        shared = [it for it in near if name in self.proofs.get(it, {})]
        yield from shared or (it for it in self.small if name in self.proofs.get(it, {}))

    def _hide(self, names: Iterable[str]) -> None:
        for name in names:
            following: str | None = name
            while following and following not in self.hidden and not self.cells[following].known:
                self.hidden.add(following)
                self.possible.price(following, HIDDEN_COST if self.cells[following].published else 0.0)
                following = self.together.get(following)

    def _proofs_of(self, names: Sequence[str]) -> Iterator[Change]:
        """Yield reports until each of these is large enough in one of them. Raises Unprotected."""
        left = dict.fromkeys(names)
        for change in self._reports_with(names, left):
            reached = [it for it in left if change.get(it, 0) >= self.possible.missing(it)]
            self.proofs |= dict.fromkeys(reached, change)
            for name in reached:
                del left[name]
            yield change

    def _reports_with(self, names: Sequence[str], left: Mapping[str, None]) -> Iterator[Change]:
        """Yield reports with more people in many of those left at once, and then one by one."""
        for first in range(AT_ONCE if len(names) > MANY else 0):
            if change := self.possible.with_more([it for it in names[first::AT_ONCE] if it in left]):
                yield change
        for name in [it for it in names if it in left]:
            if name in left:
                if (found := self.possible.with_enough(name)) is None:
                    raise Unprotected
                yield found

    def _show_again(self) -> None:
        """Show what no proof needs, what weighs most first, and what follows from what is shown."""
        wanted = [it for it in self.hidden if self.cells[it].published and not self.cells[it].too_small]
        for name in sorted(wanted, key=lambda it: (-self.cells[it].weight, it)):
            if name in self.hidden:
                self._try_to_show(self._with_leaders(name))
        moved = set[str]().union(*self.proofs.values())
        for name in wanted:
            if name in self.hidden - moved and not self.possible.could_differ(name):
                self._show({name})

    def _with_leaders(self, name: str) -> set[str]:
        """Return the number with all hidden ones that it is hidden with."""
        names, leader = {name}, self.leaders.get(name)
        while leader in self.hidden - names:
            names.add(leader)
            leader = self.leaders.get(leader)
        return names

    def _try_to_show(self, names: set[str]) -> None:
        if any(self.cells[it].too_small for it in names) or self._would_tell(names):
            return
        before = dict(self.proofs)
        self.possible.show(names)
        try:
            list(self._proofs_of([it for it in self.small if names & self.proofs[it].keys()]))
        except Unprotected:
            self.proofs = before
            self.possible.hide(names)
        else:
            self.hidden -= names

    def _would_tell(self, names: set[str]) -> bool:
        """Say whether a small number would then be all that is unknown in a sum."""
        unknown = ((equation.keys() & self.hidden) - names for name in names for equation in self.possible.of[name])
        return any(len(it) == 1 and self.cells[min(it)].too_small for it in unknown)

    def _show(self, names: set[str]) -> None:
        self.possible.show(names)
        self.hidden -= names


def suppress(
    cells: Mapping[str, Cell], sums: Sequence[Sum], together: Mapping[str, str] | None = None
) -> frozenset[str]:
    """Return the names of all numbers that must not be told. Raises NotReckoned where the solver does not run."""
    return frozenset(reasons(cells, sums, together))


def reasons(
    cells: Mapping[str, Cell], sums: Sequence[Sum], together: Mapping[str, str] | None = None
) -> dict[str, Reason]:
    """Return why each number that must not be told is hidden, by its name. Raises NotReckoned."""
    suppression = Suppression(cells, sums, together or {})
    return {name: suppression.reason(name) for name in sorted(suppression.run())}
