"""Ledger: the numbers of people in a report and the sums between them, entered for suppression to read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any

from services.reporting.figures import indicators
from services.reporting.figures.facts import Facts
from services.reporting.figures.numbers import count
from services.reporting.figures.where import Where, name
from services.reporting.public.steps import Between
from services.reporting.suppression.cells import FEWEST_TOLD, Cell, Sum

ALL = Where()
REST_AT_LEAST = FEWEST_TOLD - 1  # of eleven who are told one is hidden elsewhere: ten is the most to be had there


@dataclass
class Ledger:
    """Numbers and the sums between them; what is hidden with what."""

    cells: dict[str, Cell] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    together: dict[str, str] = field(default_factory=dict)
    came: list[Where] = field(default_factory=list)

    def enter(self, names: Iterable[str], part: Facts, where: Where, **known: Any) -> None:
        """Enter the numbers of one part, and what is known of all of them; hours go with their participations."""
        for indicator in names:
            value = _value(indicator, part)
            enough = _enough_minutes(part, value) if indicator == "hours" else FEWEST_TOLD
            self.cells[name(indicator, where)] = replace(Cell(value, enough, weight=wanted(where, indicator)), **known)
        if {"attended", "hours"} <= set(names):
            self.together[name("attended", where)] = name("hours", where)
            self.came.append(where)

    def never_tell(self, names: Iterable[str], where: Where) -> None:
        """Note that the numbers speak of few organisations: they are too small, be they ever so large."""
        for cell_name in (name(indicator, where) for indicator in names):
            cell = self.cells[cell_name]
            self.cells[cell_name] = replace(cell, at_least=max(cell.at_least, cell.value + 1))

    def told(self, indicator: str, where: Where, between: Between) -> None:
        """Note between what the number lies by public events; what was corrected since is not bound by them."""
        cell, (least, most) = self.cells[name(indicator, where)], between
        if least <= cell.value and (most is None or cell.value <= most):
            self.cells[name(indicator, where)] = replace(cell, lowest=max(cell.lowest, least), highest=most)

    def enter_within(self, names: Iterable[str], part: Facts, where: Where, *, nobody: bool) -> None:
        """Enter numbers that are published nowhere, so that they may be large or small; but where nobody came, 0."""
        for indicator in names:
            self.cells[name(indicator, where)] = Cell(0) if nobody else _between(_value(indicator, part))

    def enter_shares(self, donor: str, shares: Mapping[str, Fraction], people: int) -> None:
        """Enter a donor's numbers, in such parts of a person that they are whole; people themselves are not shared."""
        counted_for, unit = Where(donor=donor), lcm(*(share.denominator for share in shares.values()))
        for indicator in ("attended", "hours"):
            parts = [
                name(indicator, Where(programme=it)) for it, share in shares.items() for _ in range(int(share * unit))
            ]
            self._enter_sum(name(indicator, counted_for), parts, sum(self.cells[part].value for part in parts), unit)
        self.together[name("attended", counted_for)] = name("hours", counted_for)
        reached = [name("people", Where(programme=it)) for it in shares]
        self._enter_sum(name("people", counted_for), reached, people, 1)
        for part in reached:
            self.no_more(part, name("people", counted_for))
        self.no_more(name("people", counted_for), name("people", ALL))

    def _enter_sum(self, whole: str, parts: Sequence[str], value: int, unit: int) -> None:
        """Enter a number that is protected by its parts alone."""
        self.cells[whole] = Cell(value, at_least=0, lowest=unit, weight=8)
        self.sums.append(Sum(whole, tuple(parts)))

    def hide_together(self, names: Iterable[str]) -> None:
        """Note that all of these are hidden with any of them."""
        among = list(names)
        self.together |= dict(zip(among, among[1:] + among[:1], strict=True))

    def add_up(self, names: Iterable[str], whole: Where, parts: Iterable[Where]) -> None:
        """Note that the parts make up the whole."""
        among = list(parts)
        self.sums += [Sum(name(it, whole), tuple(name(it, part) for part in among)) for it in names]

    def differ(self, whole: str, part: str, where: Where) -> None:
        """Note that a reader can subtract the second number from the first, and so finds a group of its own."""
        self._differ(whole, part, where, Cell(0, REST_AT_LEAST, published=False, lowest=0))

    def differ_within(self, whole: str, part: str, where: Where) -> None:
        """Note that the second number leaves a rest of the first, of any size, where neither is published."""
        self._differ(whole, part, where, _between(0))

    def _differ(self, whole: str, part: str, where: Where, rest: Cell) -> None:
        value = self.cells[name(whole, where)].value - self.cells[name(part, where)].value
        self.cells[rest_of(whole, part, where)] = replace(rest, value=value)
        self.sums.append(Sum(name(whole, where), (name(part, where), rest_of(whole, part, where))))

    def same(self, first: str, second: str, where: Where) -> None:
        """Note that the second number is the first but for what a reader may guess."""
        self.sums.append(Sum(name(first, where), (name(second, where),)))

    def no_more(self, part: str, whole: str) -> None:
        """Note that everybody knows the first number to be no more than the second."""
        rest = f"from {part} to {whole}"
        self.cells[rest] = _between(self.cells[whole].value - self.cells[part].value)
        if self.cells[rest].value >= 0:  # else it is no law of these numbers
            self.sums.append(Sum(whole, (part, rest)))

    def no_more_than_all(self, part: str, wholes: Iterable[str]) -> None:
        """Note that everybody knows the first number to be no more than the others together."""
        among = tuple(wholes)
        together = f"all that have {part}"
        self.cells[together] = _between(sum(self.cells[it].value for it in among))
        self.sums.append(Sum(together, among))
        self.no_more(part, together)


def wanted(where: Where, indicator: str = "") -> float:
    """Return how much a number is wanted: of the whole most, then of a region, of a single session least."""
    less = 0.5 if indicator == "first_timers" else 1.0
    if where == ALL:
        return 64 * less
    if where.session:
        return less
    return less * (4 if where.region and where.sex else 16 if where.region else 8)


def rest_of(whole: str, part: str, where: Where) -> str:
    """Return the name of what is left of the first number after the second."""
    return f"rest of {name(whole, where)} after {part}"


def _between(value: int) -> Cell:
    """Return what nobody protects and a reader knows only not to be negative."""
    return Cell(value, at_least=0, published=False, lowest=0)


def _value(indicator: str, part: Facts) -> int:
    return indicators.minutes(part) if indicator == "hours" else int(count(indicator, part) or 0)


def _enough_minutes(part: Facts, value: int) -> int:
    """Return as many minutes as eleven people would have had."""
    came = int(count("attended", part) or 0)
    return -(-value * FEWEST_TOLD // came) if 0 < came < FEWEST_TOLD else 0
