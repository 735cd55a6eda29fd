"""Which messages the log calls for, and what the public may hear of it: folds that share no code with the services."""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.e2e.oracle import PLANS, SEATS, THERE, once

Event = dict[str, Any]
FEW = 11  # fewer people than that are not told
RUNG, LOWEST = 5, 15
CHANNELS = 2  # whoever cannot be reached by one of them gets none by it, and that is settled too
TEMPLATES = {
    "participant.registered.v1": "session.confirmed",
    "participant.waitlisted.v1": "session.waiting",
    "offer.made.v1": "session.offered",
    "participant.promoted.v1": "session.promoted",
    "participant.withdrawn.v1": "session.withdrawn",
}
TO_ALL = {"session.rescheduled.v1": "session.changed", "session.cancelled.v1": "session.cancelled"}
CONCERNED = {"registered", "waiting", "offered"}
REMINDED_DAYS_BEFORE, REMINDED_AT = (3, 1), time(10)
TOTALS = {*TEMPLATES, "offer.ended.v1"}


def messages(log: list[Event]) -> Counter[str]:
    """Return template → how many messages the log calls for, one per person and channel."""
    called: Counter[str] = Counter()
    for event in once(log):
        type_, data = event["type"], event["data"]
        if type_ in TEMPLATES:
            called[TEMPLATES[type_]] += CHANNELS
        if type_ == "offer.ended.v1" and data["reason"] == "expired":
            called["session.lapsed"] += CHANNELS
        if type_ in TO_ALL:
            seats = seats_at(log, data["session_id"], _moment(event["time"]))
            called[TO_ALL[type_]] += CHANNELS * sum(state in CONCERNED for state in seats.values())
    for session in {e["data"]["session_id"] for e in log if e["type"] in PLANS}:
        called["session.reminder"] += CHANNELS * sum(len(people) for _, people in reminders(log, session))
    return +called


def reminders(log: list[Event], session: str) -> list[tuple[datetime, set[str]]]:
    """Return when people had to be reminded by now, and whom: at ten there, some days before what the plan was then."""
    course = [event for event in once(log) if event["data"].get("session_id") == session]
    now = max(_moment(event["time"]) for event in log)
    ended = min((_moment(e["time"]) for e in course if e["type"] == "session.cancelled.v1"), default=now)
    plans = [event for event in course if event["type"] in PLANS]
    due = []
    for plan, later in zip(plans, [*(_moment(e["time"]) for e in plans[1:]), ended], strict=True):
        for days in REMINDED_DAYS_BEFORE:
            at = _due(plan["data"], days)
            if _moment(plan["time"]) < at <= min(later, ended):
                seats = seats_at(log, session, at)
                due.append((at, {person for person, state in seats.items() if state == "registered"}))
    return due


def _due(plan: Event, days: int) -> datetime:
    day = datetime.fromisoformat(plan["starts_local"]).date() - timedelta(days=days)
    return datetime.combine(day, REMINDED_AT, tzinfo=ZoneInfo(plan["zone"]))


def seats_at(log: list[Event], session: str, moment: datetime) -> dict[str, str]:
    """Return person → how that person stood in the session at the moment."""
    states: dict[str, str] = {}
    for event in once(log):
        data = event["data"]
        if data.get("session_id") != session or _moment(event["time"]) > moment:
            continue
        if event["type"] in SEATS:
            states[data["participant_id"]] = SEATS[event["type"]]
        if event["type"] == "offer.ended.v1":
            states[data["participant_id"]] = "waiting" if data["reason"] == "session-cancelled" else "withdrawn"
    return states


def settled(log: list[Event], state: str | None = None) -> Counter[tuple[str, str]]:
    """Return template and channel → messages that have come to an end, or to this one; each is counted once."""
    last = {event["data"]["message_id"]: event["data"] for event in once(log) if event["type"] == "message.settled.v1"}
    return Counter((it["template"], it["channel"]) for it in last.values() if state in {None, it["state"]})


def public(log: list[Event]) -> list[tuple[str, int, int | None]]:
    """Return what the public may hear: subject and version, and about how many people, where it says so."""
    events = once(log)
    course = [(e["subject"], e["aggregateversion"], _places(e)) for e in events if e["type"].startswith("session.")]
    seats: dict[str, list[int]] = defaultdict(list)
    for event in events:
        if event["type"] in TOTALS:
            seats[event["subject"]].append(event["data"]["registered"])
    told = {f"{it}/seats": _climbed(people) for it, people in seats.items()}
    told |= {e["subject"]: _climbed([_came(events, e)]) for e in events if e["type"] == "attendance.closed.v1"}
    counted = [(subject, number, it) for subject, steps in told.items() for number, it in enumerate(steps, 1)]
    return sorted([*course, *counted], key=lambda it: it[:2])


def _places(event: Event) -> int | None:
    """Return the seats of a plan on the next higher rung: fifteen is the lowest."""
    seats: int | None = event["data"].get("seats")
    return None if seats is None else max(LOWEST, -(-seats // RUNG) * RUNG)


def _climbed(numbers: list[int]) -> list[int]:
    """Return the rungs of a ladder on which somebody stood who climbs with the number, but not down from the lowest."""
    rungs, at = [], LOWEST - RUNG
    for people in numbers:
        before = at
        while people >= at + RUNG:
            at += RUNG
        while FEW <= people <= at - RUNG and at > LOWEST:
            at -= RUNG
        rungs += [at] if at != before else []
    return rungs


def _came(events: list[Event], closed: Event) -> int:
    """Return how many were there in some block when the sheet was closed."""
    marks: dict[tuple[str, str], str] = {}
    for event in events:
        if event["subject"] == closed["subject"] and event["aggregateversion"] < closed["aggregateversion"]:
            block = event["data"]["block_id"]
            marks |= {(mark["participant_id"], block): mark["state"] for mark in event["data"]["marks"]}
    return len({person for (person, _), state in marks.items() if state in THERE})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
