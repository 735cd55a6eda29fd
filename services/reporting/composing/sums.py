"""What a reader of the public report knows to add up, so that nothing hidden can be worked out by subtraction.

Numbers that overlap, such as people in several regions, are taken to add up but for a constant: as if the reader knew
how many are in several. A difference between two columns is protected where it is a group of its own: who took part
before, beside first-timers. Who had a seat and did not come is no group that is reported on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.reporting.domain import indicators
from services.reporting.domain.facts import Facts
from services.reporting.domain.numbers import INDICATORS
from services.reporting.domain.where import Dimension, Where, name
from services.reporting.suppression import Cell, K, Sum

ALL = Where()
BY_PERSON = ("registered", "attended", "hours", "people", "first_timers")
BY_SESSION = ("registered", "attended", "hours", "first_timers")
WEIGHTS = {"first_timers": 0}
FEW_ORGANISATIONS = 3  # a kind with fewer would speak of single organisations


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


def ledger(facts: Facts, *, organisations: bool) -> Ledger:
    """Return all numbers of people in the report and how they hang together."""
    made = Ledger()
    made.enter((*BY_PERSON, "answers", "cancelled_seats"), facts, ALL)
    _people(made, facts, "region")
    _people(made, facts, "sex")
    if organisations:
        _people(made, facts, "organisation")
    _modules(made, facts)
    _sexes_in_regions(made, facts)
    _sessions(made, facts)
    _programmes(made, facts)
    for where in made.came:
        _who_came(made, where)
    return made


def _people(made: Ledger, facts: Facts, dimension: Dimension) -> None:
    """Enter what divides all people, each part with a sum."""
    names = (*BY_PERSON, "answers", "cancelled_seats") if dimension == "region" else BY_PERSON
    parts = {ALL.and_(dimension, key): part for key, part in facts.by(dimension).items()}
    for where, part in parts.items():
        made.enter(
            names, part, where, few=dimension == "organisation" and indicators.organisations(part) < FEW_ORGANISATIONS
        )
    made.add_up(names, ALL, parts)


def _sexes_in_regions(made: Ledger, facts: Facts) -> None:
    """Enter people by region and sex, which add up both ways."""
    sexes, regions = list(facts.by("sex")), facts.by("region")
    for region, part in regions.items():
        each = part.by("sex")
        for sex in sexes:
            made.enter(("people",), each.get(sex, Facts()), Where(region=region, sex=sex))
        made.add_up(("people",), Where(region=region), [Where(region=region, sex=sex) for sex in sexes])
    for sex in sexes:
        made.add_up(("people",), Where(sex=sex), [Where(region=region, sex=sex) for region in regions])


def _sessions(made: Ledger, facts: Facts) -> None:
    """Enter sessions, which add up to their region, and to their module where they teach no other."""
    for key, part in facts.by("session").items():
        made.enter((*BY_SESSION, "answers"), part, Where(session=key))
    for region, part in facts.by("region").items():
        made.add_up((*BY_SESSION, "answers"), Where(region=region), _of(part))
    for module, part in facts.by("module").items():
        made.add_up(("registered",), Where(module=module), _of(part))
        if all(session.modules == {module} for session in part.sessions):
            made.add_up(("attended", "hours", "first_timers"), Where(module=module), _of(part))


def _modules(made: Ledger, facts: Facts) -> None:
    """Enter modules: hours are of one module each, people are not."""
    parts = {Where(module=key): part for key, part in facts.by("module").items()}
    for where, part in parts.items():
        made.enter(BY_PERSON, part, where)
    made.add_up(("hours",), ALL, parts)


def _programmes(made: Ledger, facts: Facts) -> None:
    """Enter programmes, of which the numbers of donors are made."""
    for programme, part in facts.by("programme").items():
        made.enter(("attended", "hours", "people"), part, Where(programme=programme))
        made.add_up(("attended", "hours"), Where(programme=programme), _of(part))


def _of(part: Facts) -> list[Where]:
    return [Where(session=session.session_id) for session in part.sessions]


def _who_came(made: Ledger, where: Where) -> None:
    """Note how participations, people and first-timers go together; in one session the first two are the same."""
    if name("people", where) in made.cells:
        made.same("attended", "people", where)
    if name("first_timers", where) in made.cells:
        made.differ("people" if name("people", where) in made.cells else "attended", "first_timers", where)
