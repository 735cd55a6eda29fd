"""What the log alone tells: a fold in plain Python that shares no code with the services."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
SEATS = {
    "participant.registered.v1": "registered",
    "participant.promoted.v1": "registered",
    "participant.waitlisted.v1": "waiting",
    "offer.made.v1": "offered",
    "participant.withdrawn.v1": "withdrawn",
}
PLANS = {"session.planned.v1", "session.rescheduled.v1"}
COURSE = {f"session.{it}.v1": it for it in ("planned", "opened", "completed", "cancelled")}
THERE = {"present", "late", "partial"}


def once(log: list[Event]) -> list[Event]:
    """Return each event once, those of one aggregate in the order of their versions."""
    events = {event["id"]: event for event in log}.values()
    return sorted(events, key=lambda e: (e["source"], e["subject"], e["aggregateversion"]))


@dataclass
class World:
    """Everything that the log tells, as it stands after the last event."""

    programmes: dict[str, Event] = field(default_factory=dict)
    plans: dict[str, Event] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)  # of sessions
    seats: dict[tuple[str, str], str] = field(default_factory=dict)
    people: dict[str, Event] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # of organisations
    marks: dict[tuple[str, str, str], Event] = field(default_factory=dict)
    feedback: list[Event] = field(default_factory=list)
    needs: dict[str, tuple[str, str]] = field(default_factory=dict)  # region, theme
    recommendations: dict[str, tuple[str, str]] = field(default_factory=dict)
    released: dict[str, Event] = field(default_factory=dict)  # need or recommendation → its words
    modules: list[Event] = field(default_factory=list)
    messages: list[Event] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """Take one event in."""
        type_, data = event["type"], event["data"]
        if "session_id" in data and "region" in data:
            self.regions[data["session_id"]] = data["region"]
        if type_ in COURSE:
            self.states[data["session_id"]] = COURSE[type_].replace("opened", "open")
        if type_ in PLANS:
            self.plans[data["session_id"]] = data
        if type_ in SEATS:
            self.seats[data["session_id"], data["participant_id"]] = SEATS[type_]
        if type_ in RULES:
            RULES[type_](self, data)

    def takes_place(self, session: str) -> bool:
        """Say whether nothing tells that it does not."""
        return self.states.get(session) != "cancelled"

    def presences(self) -> dict[tuple[str, str, str], int]:
        """Return session, person and module → minutes, of whoever was there in a session that took place."""
        taught = {
            block["block_id"]: f"{block['module_id']}/{block['module_version']}"
            for plan in self.plans.values()
            for block in plan["blocks"]
        }
        minutes: dict[tuple[str, str, str], int] = defaultdict(int)
        for (session, block, person), mark in self.marks.items():
            if mark["state"] in THERE and self.takes_place(session):
                minutes[session, person, taught.get(block, "")] += mark["minutes"]
        return minutes

    def first_sessions(self) -> dict[str, str]:
        """Return person → the session of their first time, by date; none of who had said to have been here before."""
        firsts: dict[str, tuple[str, str]] = {}
        for session, person, _ in self.presences():
            if self.people[person]["first_timer"]:
                at = (self.plans[session]["starts_at"], session)
                firsts[person] = min(firsts.get(person, at), at)
        return {person: session for person, (_, session) in firsts.items()}


def _offer_ended(world: World, data: Event) -> None:
    again = data["reason"] == "session-cancelled"
    world.seats[data["session_id"], data["participant_id"]] = "waiting" if again else "withdrawn"


def _marked(world: World, data: Event) -> None:
    for mark in data["marks"]:
        world.marks[data["session_id"], data["block_id"], mark["participant_id"]] = mark


def _assessed(world: World, data: Event) -> None:
    for need in data["needs"]:
        world.needs[need["need_id"]] = (data["region"], need["theme"])


def _recommended(world: World, data: Event) -> None:
    world.recommendations[data["recommendation_id"]] = (data["region"], data["theme"])
    if "wording" in data:
        world.released[data["recommendation_id"]] = data


RULES: dict[str, Callable[[World, Event], None]] = {
    "programme.defined.v1": lambda world, data: world.programmes.update({data["programme_id"]: data}),
    "offer.ended.v1": _offer_ended,
    "participant.recorded.v1": lambda world, data: world.people.update({data["participant_id"]: data}),
    "organisation.registered.v1": lambda world, data: world.kinds.update({data["organisation_id"]: data["kind"]}),
    "attendance.recorded.v1": _marked,
    "feedback.given.v1": lambda world, data: world.feedback.append(data),
    "assessment.recorded.v1": _assessed,
    "module.released.v1": lambda world, data: world.modules.append(data),
    "need.released.v1": lambda world, data: world.released.update({data["need_id"]: data}),
    "recommendation.recorded.v1": _recommended,
    "recommendation.released.v1": _recommended,
    "message.settled.v1": lambda world, data: world.messages.append(data),
}


def world(log: list[Event]) -> World:
    """Return what the log tells."""
    told = World()
    for event in once(log):
        told.hear(event)
    return told
