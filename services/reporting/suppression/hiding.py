"""Hiding: out of the tables goes what must not be seen, few answers for all readers, few people for the public."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from services.reporting.figures import indicators
from services.reporting.figures.facts import Facts
from services.reporting.figures.knowledge import Heard
from services.reporting.figures.numbers import RATINGS
from services.reporting.figures.where import Where, name
from services.reporting.report.tables import TABLES, Measure, Table
from services.reporting.report.values import Number, Row, Section
from services.reporting.suppression.cells import Cell, Reason, Sum
from services.reporting.suppression.ledger import ALL, wanted
from services.reporting.suppression.sums import FEW_ORGANISATIONS, ledger
from services.reporting.suppression.suppression import reasons

FEW_ANSWERS = 5
BY_KEY = {table.key: table for table in TABLES}
Hidden = Callable[[str, Where], bool]
Reasons = Mapping[str, Reason]


def without_few_answers(sections: tuple[Section, ...], hidden: Reasons) -> tuple[Section, ...]:
    """Return the tables without averages of fewer than five answers, or from which such could be worked out."""
    return tuple(
        _hide(section, lambda indicator, where: indicator in RATINGS and name("answers", where) in hidden)
        for section in sections
    )


def few_answers(facts: Facts) -> Reasons:
    """Return the numbers of answers whose averages must not be seen, each with the reason."""
    regions, sessions = facts.by("region"), facts.by("session")
    parts = {ALL: facts}
    parts |= {Where(region=key): part for key, part in regions.items()}
    parts |= {Where(session=key): part for key, part in sessions.items()}
    cells = {
        name("answers", where): Cell(indicators.answers(part), FEW_ANSWERS, weight=wanted(where))
        for where, part in parts.items()
    }
    sums = [_answers_of(ALL, [Where(region=key) for key in regions])]
    for region, part in regions.items():
        sums.append(_answers_of(Where(region=region), [Where(session=it.session_id) for it in part.sessions]))
    return reasons(cells, sums)


def _answers_of(whole: Where, parts: list[Where]) -> Sum:
    return Sum(name("answers", whole), tuple(name("answers", part) for part in parts))


def few_people(heard: Heard) -> Reasons:
    """Return the published numbers of people that must not be told to everybody, each with the reason."""
    made = ledger(heard, organisations=_organisations_are_told(heard))
    found = reasons(made.cells, made.sums, made.together)
    return {name: reason for name, reason in found.items() if made.cells[name].published}


def _organisations_are_told(heard: Heard) -> bool:
    return indicators.organisations(heard.facts) >= FEW_ORGANISATIONS


def for_the_public(sections: tuple[Section, ...], heard: Heard, hidden: Reasons) -> tuple[Section, ...]:
    """Return the tables as everybody may see them: no number leads to fewer than eleven people, or to its events."""
    organisations = _organisations_are_told(heard)
    ended = {session.session_id for session in heard.facts.sessions if session.state == "completed"}
    shown = [it for it in sections if BY_KEY[it.key].in_public and (organisations or it.key != "organisations")]
    return tuple(_without_places(_closed(_hide(it, _in(hidden))), ended) for it in shown)


def _in(hidden: Reasons) -> Hidden:
    """Return what tells whether a number must be hidden."""
    return lambda indicator, where: hidden_as(indicator, where) in hidden


def hidden_as(indicator: str, where: Where) -> str:
    """Return the name under which a number is hidden: an average goes with how many have answered."""
    return name("answers" if indicator in RATINGS else indicator, where)


def _hide(section: Section, hidden: Hidden) -> Section:
    table = BY_KEY[section.key]
    rows = tuple(_hide_in_row(row, table, ALL.and_(table.dimension, row.key), hidden) for row in section.rows)
    total = section.total and _hide_in_row(section.total, table, ALL, hidden)
    return replace(section, rows=rows, total=total)


def _hide_in_row(row: Row, table: Table, where: Where, hidden: Hidden) -> Row:
    def seen(measure: Measure) -> Number:
        number = row.numbers[measure.key]
        place = where.and_("sex", measure.sex) if measure.sex else where
        return replace(number, value=None, hidden=True) if hidden(measure.indicator, place) else number

    return replace(row, numbers={measure.key: seen(measure) for measure in table.measures})


def _closed(section: Section) -> Section:
    """Return the table with numbers that do not open into their events."""

    def closed(row: Row) -> Row:
        return replace(row, numbers={key: replace(number, facts="") for key, number in row.numbers.items()})

    return replace(section, rows=tuple(map(closed, section.rows)), total=section.total and closed(section.total))


def _without_places(section: Section, ended: set[str]) -> Section:
    """Return the table without city and days of sessions that have not ended: who meets where is not for all."""
    rows = tuple(
        replace(row, label=None, starts_local=None, ends_local=None)
        if row.kind == "session" and row.key not in ended
        else row
        for row in section.rows
    )
    return replace(section, rows=rows)
