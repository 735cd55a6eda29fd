"""Numbers of people and the sums between them, as they are entered for suppression."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.reporting.domain import indicators
from services.reporting.domain.facts import Facts
from services.reporting.domain.numbers import INDICATORS
from services.reporting.domain.where import Where, name
from services.reporting.suppression import Cell, K, Sum

ALL = Where()
WEIGHTS = {"first_timers": 0}


@dataclass
class Ledger:
    """Numbers and the sums between them; what is hidden with what."""

    cells: dict[str, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    together: dict[str, str] = field(default_factory=dict)
    came: list[Where] = field(default_factory=list)

    def enter(self, names: Iterable[str], part: Facts, where: Where, *, few: bool = False) -> None:
        """Enter the numbers of one part; hours go with the participations that they are hours of.

        Where few organisations stand behind the part, no number of it may be told, be it ever so large.
        """
        for indicator in names:
            value = indicators.minutes(part) if indicator == "hours" else int(INDICATORS[indicator].count(part) or 0)
            enough = _enough_minutes(part, value) if indicator == "hours" else K
            weight = WEIGHTS.get(indicator, 1) * (
                1 + sum(map(bool, (where == ALL, not where.organisation, not where.sex)))
            )
            self.cells[name(indicator, where)] = Cell(value, max(enough, value + 1) if few else enough, weight=weight)
        if {"attended", "hours"} <= set(names):
            self.together[name("attended", where)] = name("hours", where)
            self.came.append(where)

    def add_up(self, names: Iterable[str], whole: Where, parts: Iterable[Where]) -> None:
        """Note that the parts make up the whole."""
        among = list(parts)
        self.sums += [Sum(name(it, whole), tuple(name(it, part) for part in among)) for it in names]

    def differ(self, whole: str, part: str, where: Where) -> None:
        """Note that a reader can subtract the second number from the first, and so finds a group of its own."""
        rest = f"rest of {name(whole, where)} after {part}"
        value = self.cells[name(whole, where)].value - self.cells[name(part, where)].value
        self.cells[rest] = Cell(value, published=False)
        self.sums.append(Sum(name(whole, where), (name(part, where), rest)))

    def same(self, first: str, second: str, where: Where) -> None:
        """Note that the second number is the first but for what a reader may guess."""
        self.sums.append(Sum(name(first, where), (name(second, where),)))


def _enough_minutes(part: Facts, value: int) -> int:
    """Return as many minutes as eleven people would have had."""
    came = indicators.attended(part)
    return -(-value * K // came) if 0 < came < K else 0
