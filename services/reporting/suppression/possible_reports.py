"""Other reports that a reader must allow for, given what is shown: found by a linear program, and checked by adding up.

Each number has two columns: by how much another report has more there, and by how much less. What a change costs says
how unwelcome it is to hide the number. The solver alone says where there is no such report; one that it has found is
rounded to whole people, and counts if every sum holds exactly.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import highspy
import structlog
from highspy._core import _Highs

from services.reporting.suppression.cells import Cell, Sum
from shared.refusals import Broken

log = structlog.get_logger()

Change = dict[str, int]  # by how much another report differs, number by number

ANY = highspy.kHighsInf
REWARD = 3.0  # for each person more where many are raised at once: pays for what is of single sessions, for no total
NODES_AT_MOST = 500  # in the search for whole people where the first answer divides them
WHOLE = highspy.HighsVarType.kInteger
DIVIDED = highspy.HighsVarType.kContinuous
FOUND = highspy.HighsModelStatus.kOptimal
NOT_FOUND = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kSolutionLimit)


class NotReckoned(Broken):
    """What may be shown could not be worked out, so nothing is shown. Tell those who run Takwin."""


class PossibleReports:
    """All other reports that a reader must allow for. At first every number may differ that is not known anyway."""

    def __init__(self, cells: Mapping[str, Cell], sums: Iterable[Sum]) -> None:
        self.cells = cells
        self.names = [name for name, cell in cells.items() if not cell.known]
        self.columns = {name: 2 * at for at, name in enumerate(self.names)}
        self.costs = {name: cells[name].weight * cells[name].published for name in self.names}
        self.shown: set[str] = set()
        self.of: dict[str, list[Mapping[str, int]]] = defaultdict(list)
        equations = [signs for one in sums if (signs := self._signs(one))]
        for equation in equations:
            for name in equation:
                self.of[name].append(equation)
        self._set_up(equations)

    def _signs(self, total: Sum) -> Mapping[str, int]:
        """Return the sum as an equation between changes of numbers that a reader may not know."""
        signs: dict[str, int] = defaultdict(int)
        for name, sign in ((total.whole, -1), *((part, 1) for part in total.parts)):
            if not self.cells[name].known:
                signs[name] += sign
        return signs

    def _set_up(self, equations: Iterable[Mapping[str, int]]) -> None:
        self.solver = _Highs()  # its wrapper `Highs` prints who wrote it
        self.solver.setOptionValue("output_flag", False)  # noqa: FBT003 - its own way of saying so
        self.solver.setOptionValue("presolve", "off")  # it begins where it ended last time
        self.solver.setOptionValue("mip_max_nodes", NODES_AT_MOST)
        most = [it for name in self.names for it in self._most(name)]
        self.solver.addVars(len(most), [0.0] * len(most), most)
        for equation in equations:
            places = [self.columns[name] + less for name in equation for less in (0, 1)]
            signs = [float(sign * way) for sign in equation.values() for way in (1, -1)]
            self.solver.addRow(0.0, 0.0, len(places), places, signs)
        for name in self.names:
            self.price(name, self.costs[name])

    def price(self, name: str, cost: float, reward: float = 0.0) -> None:
        """Say what each person more or fewer costs here, and what each more brings."""
        self.costs[name] = cost
        self.solver.changeColCost(self.columns[name], cost - reward)
        self.solver.changeColCost(self.columns[name] + 1, cost)

    def show(self, names: Iterable[str]) -> None:
        """Let the numbers be the same in every report."""
        for name in names:
            self.shown.add(name)
            self._free(name)

    def hide(self, names: Iterable[str]) -> None:
        """Let the numbers differ."""
        for name in names:
            self.shown.discard(name)
            self._free(name)

    def missing(self, name: str) -> int:
        """Return how many people more would be enough."""
        return self.cells[name].at_least - self.cells[name].value

    def with_enough(self, name: str) -> Change | None:
        """Return the cheapest report with enough people here; none where no report has."""
        return self._within(name, (float(self.missing(name)), self._most(name)[0]), (0.0, 0.0))

    def could_differ(self, name: str) -> bool:
        """Say whether the number is another one in some report."""
        more, less = self._most(name)
        return bool(self._within(name, (1.0, more), (0.0, 0.0)) or self._within(name, (0.0, 0.0), (1.0, less)))

    def with_more(self, names: Sequence[str]) -> Change | None:
        """Return a report with enough people in as many of these as pays, and fewer in none of them."""
        for name in names:
            self.price(name, self.costs[name], REWARD)
            self._bound(name, (0.0, min(self._most(name)[0], self.missing(name))), (0.0, 0.0))
        found = self._found()
        for name in names:
            self.price(name, self.costs[name])
            self._free(name)
        return found

    def _within(self, name: str, more: tuple[float, float], less: tuple[float, float]) -> Change | None:
        """Return the cheapest report with so many people more or fewer here."""
        if more[0] > more[1] or less[0] > less[1]:
            return None
        self._bound(name, more, less)
        found = self._found()
        self._free(name)
        return found

    def _most(self, name: str) -> tuple[float, float]:
        """Return how many people more and how many fewer there may be."""
        cell = self.cells[name]
        more = ANY if cell.highest is None else float(cell.highest - cell.value)
        return (0.0, 0.0) if name in self.shown else (more, float(max(0, cell.value - cell.lowest)))

    def _free(self, name: str) -> None:
        more, less = self._most(name)
        self._bound(name, (0.0, more), (0.0, less))

    def _bound(self, name: str, more: tuple[float, float], less: tuple[float, float]) -> None:
        self.solver.changeColBounds(self.columns[name], *more)
        self.solver.changeColBounds(self.columns[name] + 1, *less)

    def _found(self) -> Change | None:
        """Return the best report as things stand, in whole people; none if there is none."""
        change = self._solved()
        if change is None or self._adds_up(change):
            return change
        columns = range(2 * len(self.names))
        for column in columns:
            self.solver.changeColIntegrality(column, WHOLE)
        change = self._solved()
        for column in columns:
            self.solver.changeColIntegrality(column, DIVIDED)
        return change if change is not None and self._adds_up(change) else None

    def _solved(self) -> Change | None:
        ended, status = self.solver.run(), self.solver.getModelStatus()
        if ended == highspy.HighsStatus.kError or status not in (FOUND, *NOT_FOUND):
            log.error("suppression.not_reckoned", error=ended.name, state=status.name)
            raise NotReckoned
        return self._rounded() if status == FOUND else None

    def _rounded(self) -> Change:
        """Return the solver's report in whole people."""
        change: Change = defaultdict(int)
        for column, by in enumerate(self.solver.getSolution().col_value):
            if whole := round(by):
                change[self.names[column // 2]] += -whole if column % 2 else whole
        return {name: by for name, by in change.items() if by}

    def _adds_up(self, change: Change) -> bool:
        """Say whether every sum holds exactly, and every number lies where a reader must allow for it."""
        equations = {id(equation): equation for name in change for equation in self.of[name]}
        even = all(
            sum(sign * change.get(name, 0) for name, sign in equation.items()) == 0 for equation in equations.values()
        )
        return even and all(-self._most(name)[1] <= by <= self._most(name)[0] for name, by in change.items())
