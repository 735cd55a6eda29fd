"""A number of the report, worked out from nothing but the events that it opens into."""

from tests.e2e.called_for import settled
from tests.e2e.counted import INDICATORS, Part, anybody, for_donor, of, of_kind, share, teaching, voices
from tests.e2e.oracle import Event, World, world

DIVIDED = {
    "sessions_planned",
    "sessions_open",
    "sessions_held",
    "sessions_cancelled",
    "registered",
    "attended",
    "hours",
}


def number(events: list[Event], where: dict[str, str]) -> float:
    """Return the number that these events give for the part and the indicator in `where`."""
    told, indicator = world(events), where["indicator"]
    if indicator.startswith("messages_"):
        ended = settled(events, indicator.removeprefix("messages_"))
        return sum(count for (_, channel), count in ended.items() if where.get("channel") in {None, channel})
    if indicator in {"needs", "needs_released", "recommendations", "recommendations_released"}:
        said = (*told.needs.values(), *told.recommendations.values())
        return voices(told, {where["theme"]} if "theme" in where else {theme for _, theme in said})[indicator]
    sessions = _sessions(told, where)
    if "donor" in where and indicator in DIVIDED:
        return for_donor(told, indicator, where["donor"], sessions)
    people = of(told, "sex", where["sex"]) if "sex" in where else anybody
    people = of_kind(told, where["organisation"]) if "organisation" in where else people
    return INDICATORS[indicator](Part(told, sessions, people, where.get("module")))


def _sessions(told: World, where: dict[str, str]) -> set[str]:
    sessions = {*told.regions, *told.plans}
    if "region" in where:
        sessions = {it for it in sessions if told.regions[it] == where["region"]}
    if "session" in where:
        sessions &= {where["session"]}
    if "module" in where:
        sessions &= teaching(told)[where["module"]]
    if "donor" in where:
        paid = {id_ for id_, programme in told.programmes.items() if share(programme, where["donor"])}
        sessions = {it for it in sessions if it in told.plans and told.plans[it]["programme_id"] in paid}
    return sessions
