"""Rollouts made at random, as reporting has heard them, and what public events tell of them. Everybody is synthetic."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.reporting.figures.facts import Feedback, Person, Presence, Programme, Seat, Session, gather
from services.reporting.figures.knowledge import Heard
from services.reporting.public import projector
from services.reporting.public.projector import Known
from services.reporting.public.steps import Outside, at_most, outside
from shared.events import AttendanceClosed
from shared.events.public import AttendanceCounted, PublicEvent, SeatsCounted, TrainingPlanned
from tests.unit.reporting.watcher import Standing, step

BEGINS = datetime(2017, 8, 1, 8, tzinfo=UTC)
KINDS = ("association", "ngo", "network")
STATES = ("completed",) * 8 + ("open", "cancelled")


@dataclass
class Rollout:
    """Chooses how large everything is, then who comes to what."""

    seed: int
    sessions: list[Session] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    answers: list[Feedback] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)  # seats that a session has
    public: list[PublicEvent] = field(default_factory=list)  # all that was told outside

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - a story to be met again, no secret
        self.regions = [f"MA-{number:02}" for number in range(1, self.chance.randint(2, 5))]
        self.modules = [f"{UUID(int=number)}/1" for number in range(1, self.chance.randint(2, 7))]
        self.at_once = self.chance.choice((1, 3))  # modules in a session, at most
        self.small = self.chance.choice((0.15, 0.35, 0.6))  # share of small sessions
        self.organisations = [(f"o{number}", self.chance.choice(KINDS)) for number in range(self.chance.randint(2, 12))]
        self.women = self.chance.choice((0.1, 0.5, 0.5, 0.9))
        self.people: list[Person] = []

    def heard(self) -> Heard:
        """Return everything that has been heard, and what of it is known outside."""
        programmes = self._programmes()
        for number in range(self.chance.randint(2, 8)):
            self._session(number, self.chance.choice(programmes))
        facts = gather(self.sessions, self.seats, self.presences, self.answers)
        told = {it.session_id: self._told(it) for it in self.sessions}
        known = {id_: self._outside(id_, events) for id_, events in told.items()}
        self.public = [event for events in told.values() for event in events]
        return Heard(BEGINS, facts, programmes=programmes, outside=known)

    def _programmes(self) -> list[Programme]:
        rules = ("full", "split", "lead")
        paid = (("Finland",), ("Finland", "Norway"), ("Norway",))
        numbers = range(self.chance.randint(1, 3))
        return [Programme(f"P{it}", self.chance.choice(paid), self.chance.choice(rules)) for it in numbers]  # type: ignore[arg-type] # text

    def _session(self, number: int, programme: Programme) -> None:
        taught = self.chance.sample(self.modules, min(len(self.modules), self.chance.randint(1, self.at_once)))
        session = Session(
            str(UUID(int=1000 + number)),
            self.chance.choice(self.regions),
            self.chance.choice(STATES),  # type: ignore[arg-type] # text
            BEGINS + timedelta(days=number),
            programme,
            frozenset(taught),
        )
        self.sessions.append(session)
        size = self.chance.randint(1, 10) if self.chance.random() < self.small else self.chance.randint(11, 30)
        self.places[session.session_id] = size + self.chance.choice((0, 0, 3, 10))
        for person in dict.fromkeys(self._person() for _ in range(size)):
            self.seats.append(Seat(session, person, "registered"))
            if session.state == "completed" and self.chance.random() < 0.93:
                self._comes(session, person)

    def _person(self) -> Person:
        """Return somebody new, or now and then somebody who has been here before."""
        if self.people and self.chance.random() < 0.1:
            return self.chance.choice(self.people)
        sex = "woman" if self.chance.random() < self.women else self.chance.choice(("man", "man", "man", "unknown"))
        organisation, kind = self.chance.choice(self.organisations)
        self.people.append(Person(f"p{len(self.people)}", sex, organisation, kind, self.chance.random() < 0.8))
        return self.people[-1]

    def _comes(self, session: Session, person: Person) -> None:
        modules = sorted(session.modules)
        stays = [it for it in modules if self.chance.random() < 0.95] or modules[:1]
        self.presences += [Presence(session, person, it, self.chance.choice((240, 240, 180, 90))) for it in stays]
        if self.chance.random() < 0.7:
            self.answers.append(Feedback(session, *(self.chance.randint(2, 5) for _ in range(3))))

    def _told(self, session: Session) -> list[PublicEvent]:
        """Return what was told while people came, some more than are there in the end, and once they were counted."""
        about = {"session_id": UUID(session.session_id), "region": session.region}
        held = sum(seat.session is session for seat in self.seats)
        most = self.chance.randint(held, self.places[session.session_id])
        told: list[PublicEvent] = [
            TrainingPlanned(**about, week="2017-W31", seats=at_most(self.places[session.session_id]))
        ]
        now = Standing()
        for people in (*range(1, most), *range(most, held - 1, -1)):
            now, counted = step(now, people)
            told += [counted.model_copy(update=about)] if counted else []
        if session.state == "completed":
            came = len({presence.person for presence in self.presences if presence.session is session})
            closed = projector.project(AttendanceClosed(**about), Known(attended=came))
            told += [closed] if closed else []
        return told

    def _outside(self, session_id: str, told: list[PublicEvent]) -> Outside:
        (state,) = (it.state for it in self.sessions if it.session_id == session_id)
        newest = {type(it): it.model_dump() for it in told}
        registered = newest.get(SeatsCounted, {}).get("registered")
        attended = newest.get(AttendanceCounted, {}).get("attended")
        return outside(self.places[session_id], registered, attended, closed=state == "completed")
