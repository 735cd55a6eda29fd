"""Facts that reporting has heard, in small: sessions, who came, the courses they took. Everybody is synthetic."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.reporting.figures.facts import Facts, Feedback, Person, Presence, Seat, Session, gather
from services.reporting.figures.knowledge import Course, Heard

BEGINS = datetime(2017, 8, 23, 8, tzinfo=UTC)
MODULE = f"{UUID(int=1)}/1"
OUJDA = "MA-02"


def session(number: int, state: Any = "completed", region: str = OUJDA, **other: Any) -> Session:
    """Return a session that begins so many days after the first one; it teaches one module unless said otherwise."""
    starts_at = BEGINS + timedelta(days=number)
    taught = Session(str(UUID(int=number)), region, state, starts_at, modules=frozenset({MODULE}))
    return taught._replace(**other)


def people(number: int, first: int = 0, **other: Any) -> list[Person]:
    """Return so many different people."""
    return [Person(f"p{at}", **other) for at in range(first, first + number)]


def came(to: Session, who: Iterable[Person], minutes: int = 60, module: str = MODULE) -> list[Presence]:
    """Let these people be there."""
    return [Presence(to, person, module, minutes) for person in who]


def seats(of: Session, who: Iterable[Person], state: Any = "registered") -> list[Seat]:
    """Let these people have a seat, or wait for one."""
    return [Seat(of, person, state) for person in who]


def filled(*sizes: tuple[Session, int]) -> Facts:
    """Return sessions to which so many new people came, each with a seat."""
    held, came_to, first = list[Seat](), list[Presence](), 0
    for where, size in sizes:
        who = people(size, first, sex="woman", organisation_id=f"o{first}", kind="ngo")
        held, came_to, first = held + seats(where, who), came_to + came(where, who), first + size
    return gather([where for where, _ in sizes], held, came_to)


def answers(to: Session, number: int, usefulness: int = 5) -> list[Feedback]:
    """Let so many of those who were there rate the session."""
    return [Feedback(to, usefulness, 4, 3)] * number


def course(number: int, city: str = "Oujda", city_ar: str | None = "وجدة") -> Course:
    """Return where and when the session of that number takes place."""
    starts_local = BEGINS.replace(tzinfo=None) + timedelta(days=number, hours=1)
    return Course(city, starts_local, starts_local + timedelta(hours=8), city_ar)


def heard(facts: Facts, **known: Any) -> Heard:
    """Return all of it; courses are known of every session unless said otherwise."""
    courses = {it.session_id: course(UUID(it.session_id).int) for it in facts.sessions}
    return Heard(BEGINS, facts, **{"courses": courses, **known})
