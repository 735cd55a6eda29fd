"""One number opened: which one, by which rule, and what is behind it, in the reader's words."""

from collections.abc import Callable
from inspect import cleandoc

from services.reporting.figures.numbers import INDICATORS
from services.reporting.figures.where import Dimension, Where
from services.reporting.outputs import labels
from services.reporting.report.tables import TABLES
from services.reporting.report.values import Report, Unit
from shared.words import Words

MEASURES = {measure.indicator: measure for table in TABLES for measure in table.measures if not measure.sex}
MESSAGES = "Messages by the end they have come to: each is counted once, by channel."
NAMED: dict[Dimension, Callable[[Words, str], str]] = {"region": Words.region, "theme": Words.theme}
CORNERS: dict[str, str] = {**labels.CORNERS, "programme": "Programme"}


def rule(indicator: str) -> str:
    """Return the sentence by which it is counted: what its function says of itself."""
    said = INDICATORS[indicator].count.__doc__
    return " ".join(cleandoc(said).split()) if said else MESSAGES


def unit(indicator: str) -> Unit:
    """Return what it is counted in."""
    return MEASURES[indicator].unit


def heading(indicator: str, where: Where, report: Report, words: Words) -> str:
    """Return what the number is called, and of what part of everything it is."""
    parts = [part_name(dimension, key, report, words) for dimension, key in where.named().items()]
    return " · ".join([words.say(MEASURES[indicator].sentence), *parts])


def part_name(dimension: Dimension, key: str, report: Report, words: Words) -> str:
    """Return what the part is called in the report; what has no line there, by its code or id."""
    rows = (row for section in report.sections for row in section.rows if (row.kind, row.key) == (dimension, key))
    if row := next(rows, None):
        return labels.label(row, words)
    if say := NAMED.get(dimension):
        return say(words, key)
    return f"{words.say(CORNERS[dimension])} {key}"
