"""What must hold of a report and of figures, whichever story was played: they tell what the log tells."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import httpx2

from tests.e2e import called_for
from tests.e2e.counted import Numbers, Part, Table, tables
from tests.e2e.opened import number
from tests.e2e.oracle import Event, World
from tests.e2e.voiced import chain, shown_chain, shown_words, words

REPORT, FACTS = "/reporting/api/v1/report", "/reporting/api/v1/facts"
PEOPLE = {"registered", "attended", "people", "women", "men", "unknown", "first_timers", "answers", "cancelled_seats"}
FEW = 11
Place = tuple[str, str, str]  # table, line, column


def lines(section: dict[str, Any]) -> list[dict[str, Any]]:
    return [*section["rows"], *([section["total"]] if section["total"] else [])]


def cells(report: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield every number with its place."""
    for section in report["sections"]:
        for row in lines(section):
            yield from (((section["key"], row["key"], column), cell) for column, cell in row["numbers"].items())


def numbers(report: dict[str, Any]) -> dict[str, Table]:
    """Return table → line → column → number."""
    return {
        section["key"]: {
            row["key"]: {column: cell["value"] for column, cell in row["numbers"].items()} for row in lines(section)
        }
        for section in report["sections"]
    }


def shown(table: Table, like: Table | None = None) -> Table:
    """Return the columns that `like` shows, rounded against what floats do; a line of nothing is left out."""
    columns = next(iter((like or table).values())).keys()
    rounded = {key: {it: round(line.get(it) or 0, 6) for it in columns} for key, line in table.items()}
    return {key: line for key, line in rounded.items() if any(line.values())}


async def opens(http: httpx2.AsyncClient, report: dict[str, Any], log: list[Event]) -> int:
    """Demand that every number opens into events that give it; return how many were opened."""
    events = {event["id"]: event for event in log}
    told = [cell for _, cell in cells(report) if cell["value"]]

    for cell in told:
        behind = [events[id_] for id_ in await _behind(http, cell["facts"])]
        assert behind, cell["facts"]
        assert round(number(behind, dict(parse_qsl(cell["facts"]))), 6) == round(cell["value"], 6), cell["facts"]
    return len(told)


async def _behind(http: httpx2.AsyncClient, facts: str) -> list[str]:
    answer = await http.get(f"{FACTS}?{facts}")
    assert answer.status_code == 200, facts
    return [it["id"] if isinstance(it, dict) else it[0] for it in answer.json()["events"]]


def messages_agree(report: dict[str, Any], log: list[Event]) -> None:
    """Demand that messages by channel are those that the log has settled."""
    told = numbers(report)["messages"]
    for state in ("sent", "ambiguous", "failed", "expired", "suppressed"):
        expected = Counter(channel for _, channel in called_for.settled(log, state).elements())
        assert {it: told[it][state] for it in ("email", "sms")} == {it: expected[it] for it in ("email", "sms")}


def words_agree(report: dict[str, Any], told: World) -> None:
    """Demand that needs, recommendations and what came of them are those of the log, texts included."""
    for kind in ("needs", "recommendations"):
        assert shown_words(report, kind) == words(told, kind)
    assert shown_chain(report) == chain(told)


def public_agrees(report: dict[str, Any], told: World) -> None:
    """Demand that each number shown to everybody is that of the log, each small one hidden, and no other in vain."""
    expected = tables(told)
    true = {place: round(expected[place[0]].get(place[1], {}).get(place[2]) or 0, 6) for place, _ in cells(report)}
    hidden = {place for place, cell in cells(report) if cell["hidden"]}
    seen = {place: round(cell["value"] or 0, 6) for place, cell in cells(report) if not cell["hidden"]}
    small = {place for place, it in true.items() if place[2] in PEOPLE and 0 < it < FEW}

    wrong = {place: it for place, it in seen.items() if it != true[place]}
    open_ = {place for place in small - hidden if place[0] != "donors"}
    nobody = {place for place in hidden if not true[place] and place[2] not in {"women", "men", "unknown"}}
    alone = {place for place in hidden - small if not any(_beside(place, it) for it in hidden - {place})}
    assert not wrong | dict.fromkeys(open_ | nobody | alone, "hiding"), (wrong, open_, nobody, alone)


def _beside(place: Place, other: Place) -> bool:
    """Say whether the other stands in the same line or the same column: alone, nothing would be hidden by it."""
    return place[0] == other[0] and (place[1] == other[1] or place[2] == other[2])


def figures_agree(figures: dict[str, Any], told: World) -> None:
    """Demand that every short figure of every place is that of the log."""
    everything = {*told.plans}
    for place in (*figures["regions"], {**figures["total"], "region": None}):
        here = {it for it in everything if place["region"] in {None, told.regions[it]}}
        assert {name: place[name] for name in FIGURES} == _figures(Part(told, here)), place["region"]


FIGURES = (
    *("sessions", "registered", "waiting", "withdrawn", "unique_people", "by_sex"),
    *("first_timers", "attended", "participations", "hours"),
)


def _figures(part: Part) -> dict[str, Any]:
    numbers_, seats = part.numbers(), _seats(part)
    held = {person for person, state in seats if state == "registered"}
    sexes = Counter(part.told.people[person]["sex"] for person in held)
    states = Counter(state for _, state in seats)
    return {
        "sessions": _sessions(numbers_),
        "waiting": states["waiting"] + states["offered"],
        "withdrawn": states["withdrawn"],
        "unique_people": len(held),
        "by_sex": {sex: sexes[sex] for sex in ("woman", "man", "unknown")},
        "participations": numbers_["attended"],
        **{name: numbers_[name] for name in ("registered", "first_timers", "attended", "hours")},
    }


def _sessions(counted: Numbers) -> dict[str, float]:
    states = {"planned": "planned", "open": "open", "completed": "held", "cancelled": "cancelled"}
    return {state: counted[f"sessions_{indicator}"] for state, indicator in states.items()}


def _seats(part: Part) -> list[tuple[str, str]]:
    """Return person and state of every seat in a session that takes place."""
    seats = part.told.seats.items()
    return [(who, state) for (it, who), state in seats if it in part.sessions and part.told.takes_place(it)]
