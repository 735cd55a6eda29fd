"""Rollouts of a given size: 25 people in each session, over twelve regions and six modules. Everybody is synthetic."""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.reporting.figures import indicators
from services.reporting.figures.facts import Facts, Person, Presence, Programme, Seat, Session, gather
from services.reporting.figures.knowledge import Heard
from services.reporting.public.steps import at_most, next_told, outside
from shared.events.public import AttendanceCounted, PublicEvent, SeatsCounted, TrainingPlanned

BEGINS = datetime(2017, 8, 1, 8, tzinfo=UTC)
SEATS = 25
REGIONS = [f"MA-{number:02}" for number in range(1, 13)]
MODULES = [f"{UUID(int=number)}/1" for number in range(1, 7)]
KINDS = ("association", "ngo", "network", "public")
PROGRAMMES = (Programme("P0", ("Finland",)), Programme("P1", ("Finland", "Norway"), "split"))


def world(sessions: int, seed: int = 1) -> Heard:
    """Return everything that has been heard of so many sessions: one in ten comes again, 93 in a hundred come."""
    chance = random.Random(seed)  # noqa: S311 - a story to be met again, no secret
    held, people = [_session(number) for number in range(sessions)], list[Person]()
    seats, presences = list[Seat](), list[Presence]()
    for session in held:
        for person in _who_registers(people, chance):
            seats.append(Seat(session, person, "registered"))
            if chance.random() < 0.93:
                presences.append(Presence(session, person, min(session.modules), chance.choice((240, 240, 180, 90))))
    facts = gather(held, seats, presences)
    known = {key: outside(SEATS, SEATS, next_told(None, _came(part)), closed=True) for key, part in _by_session(facts)}
    return Heard(BEGINS, facts, programmes=list(PROGRAMMES), outside=known)


def told(heard: Heard) -> Iterator[PublicEvent]:
    """Yield what public events told of the sessions: their plan, seats while they filled, and who came in the end."""
    for key, part in _by_session(heard.facts):
        about = {"session_id": UUID(key), "region": part.sessions[0].region}
        yield TrainingPlanned(**about, week="2017-W31", seats=at_most(SEATS))
        yield SeatsCounted(**about, registered=SEATS)
        if came := next_told(None, _came(part)):
            yield AttendanceCounted(**about, attended=came)


def _by_session(facts: Facts) -> Iterable[tuple[str, Facts]]:
    """Return the part of each session by its id."""
    return facts.by("session").items()


def _came(part: Facts) -> int:
    return indicators.attended(part)


def _session(number: int) -> Session:
    return Session(
        str(UUID(int=1000 + number)),
        REGIONS[number % len(REGIONS)],
        "completed",
        BEGINS + timedelta(days=number),
        PROGRAMMES[number % 2],
        frozenset({MODULES[number % len(MODULES)]}),
    )


def _who_registers(people: list[Person], chance: random.Random) -> list[Person]:
    found: dict[str, Person] = {}
    while len(found) < SEATS:
        again = people and chance.random() < 0.1
        person = chance.choice(people) if again else _somebody_new(people, chance)
        found[person.participant_id] = person
    return list(found.values())


def _somebody_new(people: list[Person], chance: random.Random) -> Person:
    sex = chance.choices(("woman", "man", "unknown"), (50, 48, 2))[0]
    number = chance.randrange(24)
    people.append(Person(f"p{len(people)}", sex, f"o{number}", KINDS[number % len(KINDS)]))
    return people[-1]
