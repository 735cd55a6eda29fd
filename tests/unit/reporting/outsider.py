"""Somebody outside who wants to know the small numbers: reads all that is public, and reckons as well as one can.

A number is a count of people, or minutes. What is shown is known, what is hidden is at least 1. The solver says whether
a number could be another one without contradicting anything that is public or that everybody knows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import highspy

from services.reporting.figures.knowledge import Heard
from services.reporting.report.values import Number, Report
from shared.events.public import AttendanceCounted, PublicEvent, SeatsCounted, TrainingPlanned
from tests.unit.reporting.well_known import Relation, relations

PARTS = {
    "regions": "region",
    "cancelled": "region",
    "feedback": "region",
    "sexes": "sex",
    "organisations": "kind",
    "modules": "module",
    "sessions": "session",
    "feedback_sessions": "session",
    "donors": "donor",
}
SEXES = {"women": "woman", "men": "man", "unknown": "unknown"}
PEOPLE = {"registered", "attended", "people", "first_timers", "cancelled_seats", "answers", *SEXES}
INFINITY = highspy.kHighsInf


def numbers(report: Report) -> Iterator[tuple[str, Number]]:
    """Return every number of people, or their hours, with a name that is the same wherever it stands."""
    for section in report.sections:
        for row in (*section.rows, *((section.total,) if section.total else ())):
            for column, number in row.numbers.items():
                if section.key in PARTS and column in PEOPLE | {"hours"}:
                    yield _name(column, PARTS[section.key], row.key), number


def _name(column: str, dimension: str, key: str) -> str:
    part = [] if key == "total" else [f"{dimension} {key}"]
    return ", ".join(["people", *part, f"sex {SEXES[column]}"] if column in SEXES else [column, *part])


def value(name: str, number: Number) -> float:
    """Return the number, hours in minutes."""
    return round((number.value or 0) * (60 if name.startswith("hours") else 1), 6)


class Outsider:
    """Knows what is public, and says what else could be true."""

    def __init__(self, report: Report, heard: Heard, events: Iterable[PublicEvent]) -> None:
        read = dict(numbers(report))
        self.hidden = {name for name, number in read.items() if number.hidden}
        self.known = {name: value(name, number) for name, number in read.items() if not number.hidden}
        self.told = _told(list(events), heard)
        self.seen: dict[str, set[float]] = defaultdict(set)
        self._set_up(relations(heard, kinds="organisations" in {it.key for it in report.sections}))

    def could_be(self, name: str, least: float, most: float = INFINITY) -> bool:
        """Say whether nothing that is known forbids the number to lie between the two."""
        if any(least <= it <= most for it in self.seen[name]):
            return True
        column = self.columns[name]
        self.solver.changeColBounds(column, least, most)
        self.solver.run()
        possible = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.solver.changeColBounds(column, *self._bounds(name))
        if possible:
            found = self.solver.getSolution().col_value
            for cell, at in self.columns.items():
                self.seen[cell].add(round(found[at], 6))
        return possible

    def _set_up(self, known: list[Relation]) -> None:
        names = dict.fromkeys([*self.hidden, *(name for relation in known for name in relation.numbers)])
        self.columns = {name: at for at, name in enumerate(names)}
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call] # it ships no type of it
        self.solver.silent()
        for name, at in self.columns.items():
            self.solver.addVar(*self._bounds(name))
            if not (name.startswith("hours") or "donor" in name):
                self.solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        for relation in known:
            places = [self.columns[name] for name in relation.numbers]
            self.solver.addRow(relation.least, 0.0, len(places), places, list(relation.numbers.values()))

    def _bounds(self, name: str) -> tuple[float, float]:
        if name in self.known:
            return self.known[name], self.known[name]
        least, most = self.told.get(name, (0.0, INFINITY))
        return max(least, float(name in self.hidden and not _in_a_region(name))), most


def _in_a_region(name: str) -> bool:
    """Say whether it counts a sex in a region: there a hidden number may be 0."""
    return "region" in name and "sex" in name


def _told(events: list[PublicEvent], heard: Heard) -> dict[str, tuple[float, float]]:
    """Return between what the numbers of each session lie by its public events: also by those that did not come."""
    known = {}
    for session in heard.facts.sessions:
        here = [it for it in events if str(it.session_id) == session.session_id]
        column = "registered" if session.counts else "cancelled_seats"
        known[f"{column}, session {session.session_id}"] = _seats(here)
        if session.state == "completed":
            known[f"attended, session {session.session_id}"] = _came(here)
    return known


def _seats(events: list[PublicEvent]) -> tuple[float, float]:
    """What is five off is told, but nothing below eleven: after fifteen it may have sunk. Everybody has a place."""
    (room,) = (it.seats for it in events if isinstance(it, TrainingPlanned))
    *_, told = (0, *(it.registered for it in events if isinstance(it, SeatsCounted)))
    return (told - 4 if told > 15 else 0), min(max(told, 10) + 4, room)


def _came(events: list[PublicEvent]) -> tuple[float, float]:
    (told,) = [it.attended for it in events if isinstance(it, AttendanceCounted)] or [0]
    return (told, told + 4) if told else (0, 14)
