"""What the log alone says the figures must be: a fold in plain Python that shares no code with the services."""

from collections import Counter
from typing import Any

STATE = {"participant.registered.v1": "registered", "participant.promoted.v1": "registered"}
STATE |= {"participant.waitlisted.v1": "waiting", "participant.withdrawn.v1": "withdrawn"}
TEMPLATE = {
    "participant.registered.v1": "session.confirmed",
    "participant.promoted.v1": "session.promoted",
    "participant.waitlisted.v1": "session.waiting",
    "participant.withdrawn.v1": "session.withdrawn",
}


def once(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each event once, those of one aggregate in the order of their versions."""
    return sorted({event["id"]: event for event in log}.values(), key=lambda e: (e["subject"], e["aggregateversion"]))


def figures(log: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return region (and "total") → the counts of figures.json."""
    events = once(log)
    sessions = {
        e["subject"]: (e["region"], e["type"].split(".")[1]) for e in events if e["type"].startswith("session.")
    }
    seats = {
        (e["subject"], e["data"]["participant_id"]): (e["region"], STATE[e["type"]])
        for e in events
        if e["type"] in STATE
    }
    sex = {e["subject"]: e["data"]["sex"] for e in events if e["type"] == "participant.recorded.v1"}
    regions = sorted({region for region, _ in sessions.values()})
    return {place: _count(sessions, seats, sex, place) for place in (*regions, "total")}


def _count(sessions: Any, seats: Any, sex: Any, place: str) -> dict[str, Any]:
    here = {who: state for who, (region, state) in seats.items() if place in {region, "total"}}
    held = Counter(here.values())
    people = {person for (_, person), state in here.items() if state == "registered"}
    return {
        "completed": sum(state == "completed" for region, state in sessions.values() if place in {region, "total"}),
        **{state: held[state] for state in ("registered", "waiting", "withdrawn")},
        "unique_people": len(people),
        "by_sex": Counter(sex.get(person, "unknown") for person in people),
    }


def messages(log: list[dict[str, Any]]) -> Counter[str]:
    """Return template → how many messages the log calls for."""
    return Counter(TEMPLATE[event["type"]] for event in once(log) if event["type"] in TEMPLATE)


def public(log: list[dict[str, Any]]) -> list[tuple[str, int, int | None, int | None]]:
    """Return what the public may hear: subject, version, and for seats the totals."""
    told = [e for e in once(log) if e["type"].startswith("session.") or e["type"] in STATE]
    return sorted(
        (
            e["subject"] + ("/seats" if e["type"] in STATE else ""),
            e["aggregateversion"],
            e["data"].get("registered"),
            e["data"].get("waiting"),
        )
        for e in told
    )
