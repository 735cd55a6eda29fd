"""One number folded from events as they are on the wire, in plain Python that shares no code with the services."""

from collections.abc import Iterable
from typing import Any

SEATS = {"participant.registered.v1", "participant.promoted.v1", "participant.waitlisted.v1"}
SEATS |= {"participant.withdrawn.v1", "offer.made.v1", "offer.ended.v1"}
HELD = {"participant.registered.v1", "participant.promoted.v1"}
PLANS = {"session.planned.v1", "session.rescheduled.v1"}
STATES = {"session.planned.v1": "planned", "session.opened.v1": "open"}
STATES |= {"session.completed.v1": "held", "session.cancelled.v1": "cancelled"}
THERE = {"present", "late", "partial"}


class Fold:
    """The newest of everything in these events."""

    def __init__(self, log: Iterable[dict[str, Any]]) -> None:
        self.log = sorted({it["id"]: it for it in log}.values(), key=lambda it: it["aggregateversion"])
        self.plans = {it["subject"]: it["data"] for it in self.log if it["type"] in PLANS}
        self.states = {it["subject"]: (STATES[it["type"]], it["region"]) for it in self.log if it["type"] in STATES}
        self.sex = {it["subject"]: it["data"] for it in self.log if it["type"] == "participant.recorded.v1"}
        self.kind = {it["subject"]: it["data"]["kind"] for it in self.log if it["type"] == "organisation.registered.v1"}
        self.programmes = {it["subject"]: it["data"] for it in self.log if it["type"] == "programme.defined.v1"}
        self.seats = {(it["subject"], it["data"]["participant_id"]): it for it in self.log if it["type"] in SEATS}
        self.marks = {
            (it["data"]["session_id"], it["data"]["block_id"], mark["participant_id"]): (it["region"], mark)
            for it in self.log
            if it["type"] == "attendance.recorded.v1"
            for mark in it["data"]["marks"]
        }

    def number(self, indicator: str, where: dict[str, str]) -> float | None:
        """Return the number for the part that `where` means."""
        kind, _, rest = indicator.partition("_")
        if kind == "sessions":
            return self._sessions(rest, where)
        if indicator in {"registered", "cancelled_seats"}:
            return self._seats(indicator == "cancelled_seats", where)
        if kind == "messages":
            return float(sum(it["data"]["state"] == rest for it in self._told("message.settled.v1", where)))
        if indicator in {"answers", "usefulness", "method", "organisation"}:
            return self._feedback(indicator, where)
        if kind in {"needs", "recommendations"}:
            return self._voices(kind, rest, where)
        return self._came(indicator, where)

    def _sessions(self, state: str, where: dict[str, str]) -> float:
        return sum(
            self._share(session, where)
            for session, (now, region) in self.states.items()
            if now == state and self._fits(session, region, where)
        )

    def _seats(self, lost: bool, where: dict[str, str]) -> float:  # noqa: FBT001 - which of two
        return sum(
            self._share(session, where)
            for (session, person), it in self.seats.items()
            if it["type"] in HELD
            and self._fits(session, it["region"], where)
            and self._is(person, where)
            and (self.states.get(session, ("", ""))[0] == "cancelled") is lost
        )

    def _feedback(self, indicator: str, where: dict[str, str]) -> float | None:
        found = self._told("feedback.given.v1", where)
        found = [it for it in found if self._fits(it["data"]["session_id"], it["region"], where)]
        if indicator == "answers":
            return len(found)
        return sum(it["data"][indicator] for it in found) / len(found) if found else None

    def _voices(self, kind: str, rest: str, where: dict[str, str]) -> float:
        if kind == "recommendations":
            kinds = ["recommendation.released.v1"] + ["recommendation.recorded.v1"] * (rest != "released")
            return len({it["subject"] for name in kinds for it in self._told(name, where)})
        if rest == "released":
            return len(self._told("need.released.v1", where))
        voiced = [need for it in self._told("assessment.recorded.v1", where) for need in it["data"]["needs"]]
        return float(sum(where.get("theme", need["theme"]) == need["theme"] for need in voiced))

    def _told(self, kind: str, where: dict[str, str]) -> list[dict[str, Any]]:
        """Return the events of a type, each as far as itself says that it fits."""
        return [
            it
            for it in self.log
            if it["type"] == kind
            and where.get("region") in {None, it.get("region")}
            and all(
                it["data"].get(name, where.get(name)) == where.get(name)
                for name in ("theme", "channel")
                if name in where
            )
        ]

    def _came(self, indicator: str, where: dict[str, str]) -> float:
        first = self._first_sessions()
        came = [
            (session, person, mark["minutes"])
            for (session, block, person), (region, mark) in self.marks.items()
            if mark["state"] in THERE
            and self._fits(session, region, where, self._module(session, block))
            and self._is(person, where)
        ]
        if indicator == "hours":
            return float(sum(self._share(session, where) * minutes for session, _, minutes in came) / 60)
        if indicator == "attended":
            return sum(self._share(session, where) for session, _ in {(session, person) for session, person, _ in came})
        people = {person for session, person, _ in came if indicator == "people" or first.get(person) == session}
        return len(people)

    def _first_sessions(self) -> dict[str, str]:
        """Return where each person was there first, unless the person said to have taken part before."""
        dated = sorted(
            (self.plans[session]["starts_at"], session, person)
            for (session, _, person), (_, mark) in self.marks.items()
            if mark["state"] in THERE and session in self.plans
        )
        first: dict[str, str] = {}
        for _, session, person in dated:
            first.setdefault(person, session)
        return {who: session for who, session in first.items() if self.sex.get(who, {}).get("first_timer") is not False}

    def _module(self, session: str, block: str) -> str | None:
        for taught in self.plans.get(session, {}).get("blocks", ()):
            if taught["block_id"] == block:
                return f"{taught['module_id']}/{taught['module_version']}"
        return None

    def _fits(self, session: str, region: str, where: dict[str, str], module: str | None = None) -> bool:
        plan = self.plans.get(session, {})
        taught = {f"{it['module_id']}/{it['module_version']}" for it in plan.get("blocks", ())}
        return (
            where.get("region", region) == region
            and where.get("session", session) == session
            and ("module" not in where or where["module"] in ({module} if module else taught))
            and ("donor" not in where or self._share(session, where) > 0)
        )

    def _share(self, session: str, where: dict[str, str]) -> float:
        if "donor" not in where:
            return 1
        paid = self.programmes[self.plans[session]["programme_id"]]
        donors, rule = paid["donors"], paid["attribution"]
        mine = where["donor"] in (donors[:1] if rule == "lead" else donors)
        return mine / len(donors) if rule == "split" else float(mine)

    def _is(self, person: str, where: dict[str, str]) -> bool:
        known = self.sex.get(person, {})
        kind = self.kind.get(known.get("organisation_id", ""), "unknown")
        return bool(where.get("sex", known.get("sex", "unknown")) == known.get("sex", "unknown")) and (
            where.get("organisation", kind) == kind
        )
