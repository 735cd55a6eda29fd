"""Tables of a report with their numbers, each named so that it opens into its events."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.reporting.figures.facts import Facts
from services.reporting.figures.knowledge import Course, Heard
from services.reporting.figures.numbers import number
from services.reporting.figures.where import Where, name
from services.reporting.report.tables import TABLES, Measure, Table
from services.reporting.report.values import Column, Number, Row, Section

SEXES = ("woman", "man", "unknown")


def sections(heard: Heard) -> tuple[Section, ...]:
    """Return all tables that have a line."""
    made = (_section(table, heard) for table in TABLES)
    return tuple(section for section in made if section.rows)


def _section(table: Table, heard: Heard) -> Section:
    parts = heard.facts.by(table.dimension)
    rows = [_row(table, key, parts[key], heard) for key in _in_order(table, parts, heard)]
    return Section(
        table.key,
        table.sentence,
        tuple(Column(measure.key, measure.sentence, measure.unit) for measure in table.measures),
        tuple(row for row in rows if row.kind == "session" or _says_something(row)),
        Row("total", "total", None, _numbers(table.measures, heard.facts, Where())),
        table.notes,
    )


def _says_something(row: Row) -> bool:
    return any(number.value for number in row.numbers.values())


def _in_order(table: Table, parts: dict[str, Facts], heard: Heard) -> Iterable[str]:
    """Return the keys of the lines: regions by code, sessions by date, modules by code and version."""
    if table.kind == "sex":
        return [sex for sex in SEXES if sex in parts]
    if table.kind == "module":
        return sorted(parts, key=lambda key: (_code(heard, key), key))
    if table.kind == "session":
        return sorted((key for key in parts if _shown(table, parts[key])), key=lambda key: _date(heard, key))
    return sorted(parts)


def _shown(table: Table, part: Facts) -> bool:
    """Sessions stand in their table unless they are cancelled; in the one of feedback, once there is some."""
    return bool(part.feedback) if table.key == "feedback_sessions" else all(it.counts for it in part.sessions)


def _code(heard: Heard, key: str) -> tuple[str, int]:
    module = heard.modules.get(key)
    return (module.code, module.version) if module else ("", 0)


def _date(heard: Heard, key: str) -> tuple[bool, str, str]:
    starts_local = heard.courses.get(key, Course()).starts_local
    return starts_local is None, str(starts_local), key


def _row(table: Table, key: str, part: Facts, heard: Heard) -> Row:
    where = Where().and_(table.dimension, key)
    return Row(key, table.kind, numbers=_numbers(table.measures, part, where), **_words(table, key, part, heard))


def _words(table: Table, key: str, part: Facts, heard: Heard) -> dict[str, Any]:
    """Return what the line is called, as far as its key does not say it."""
    if table.kind == "session":
        course = heard.courses.get(key, Course())
        days = {"starts_local": course.starts_local, "ends_local": course.ends_local}
        return {"label": _city(course), "region": part.sessions[0].region, **days}
    if table.kind == "module" and (module := heard.modules.get(key)):
        return {"label": module.titles or module.code, "code": module.code}
    return {"label": heard.donor_names.get(key, key) if table.kind == "donor" else None}


def _city(course: Course) -> str | dict[str, str] | None:
    """Return the city, by language where it is known in Arabic letters."""
    return {"fr": course.city, "ar": course.city_ar} if course.city and course.city_ar else course.city


def _numbers(measures: Sequence[Measure], part: Facts, where: Where) -> dict[str, Number]:
    sexes = part.by("sex") if any(it.sex for it in measures) else {}
    return {it.key: _number(it, part, sexes, where) for it in measures}


def _number(measure: Measure, part: Facts, sexes: dict[str, Facts], where: Where) -> Number:
    if measure.sex:
        part, where = sexes.get(measure.sex, Facts()), where.and_("sex", measure.sex)
    return Number(number(measure.indicator, part, where), facts=name(measure.indicator, where))
