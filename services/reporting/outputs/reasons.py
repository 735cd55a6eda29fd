"""Reasons in the reader's words, for those inside alone: suppression says why a number is hidden."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from services.reporting.figures.numbers import check
from services.reporting.figures.where import Where
from services.reporting.outputs.opened_number import MEASURES, heading
from services.reporting.report.values import Report
from services.reporting.suppression.cells import Reason
from services.reporting.suppression.hiding import hidden_as
from shared.words import Words

NO_LINE = "a number that stands in no table"
TOOK_PART_BEFORE = "people who had taken part before"


@dataclass(frozen=True)
class Explained:
    """A hidden number by its heading, and why it is hidden."""

    number: str
    why: str


def only_number(report: Report, indicator: str, where: Where) -> Report:
    """Return the report with the reason of one number alone, where it is hidden. Raises NotCountedThatWay."""
    check(indicator, where)
    name = hidden_as(indicator, where)
    return replace(report, hidden={name: report.hidden[name]} if name in report.hidden else {})


def explained(report: Report, everything: Report, words: Words, at_most: int) -> list[Explained]:
    """Return the hidden numbers that stand in a table; `everything` knows what their parts are called."""
    found: list[Explained] = []
    for name, reason in report.hidden.items():
        called = _called(name, everything, words)
        if called and len(found) < at_most:
            found.append(Explained(called, _why(reason, report, everything, words)))
    return found


def _why(reason: Reason, report: Report, everything: Report, words: Words) -> str:
    if reason.small:
        return words.say(SMALL[report.public])
    numbers = dict.fromkeys(
        _called(name, everything, words) or _without_a_line(name, words) for name in reason.protects
    )
    return words.say("It protects: {numbers}", numbers=words.comma.join(numbers))


def _without_a_line(name: str, words: Words) -> str:
    return words.say(TOOK_PART_BEFORE if name.startswith("rest of ") else NO_LINE)


SMALL = {
    True: "It is small: 1 to 10 people, or single organisations.",
    False: "It rests on fewer than five answers.",
}


def _called(name: str, everything: Report, words: Words) -> str:
    """Return what the number is called; nothing where it has no line in a table."""
    named = dict(parse_qsl(name)) if name.startswith("indicator=") else {}
    indicator = named.pop("indicator", "")
    return heading(indicator, Where(**named), everything, words) if indicator in MEASURES else ""
