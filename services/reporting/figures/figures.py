"""The short figures of a place: how sessions, seats and attendance stand there."""

from collections import Counter
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from services.reporting.figures import indicators
from services.reporting.figures.facts import Facts, Person, Session


class SessionsByState(BaseModel):
    """How many sessions stand where."""

    model_config = ConfigDict(frozen=True)

    planned: int
    open: int
    completed: int
    cancelled: int


class PeopleBySex(BaseModel):
    """How many people; unknown until the participant's own event has arrived."""

    model_config = ConfigDict(frozen=True)

    woman: int
    man: int
    unknown: int


class Figures(BaseModel):
    """Seats are counted each, those of cancelled sessions not at all; who has an offer is waiting.

    `unique_people` hold a seat, however many; `by_sex` splits them. The last four are of those who came, as in the
    report: `attended` and `participations` are the same number, a person in a session.
    """

    model_config = ConfigDict(frozen=True)

    sessions: SessionsByState
    registered: int
    waiting: int
    withdrawn: int
    unique_people: int
    by_sex: PeopleBySex
    first_timers: int
    attended: int
    participations: int
    hours: float


def figures(facts: Facts) -> Figures:
    """Count all of it as one place."""
    seats = [seat for seat in facts.seats if seat.session.counts]
    states = Counter(seat.state for seat in seats)
    people = {seat.person for seat in seats if seat.state == "registered"}
    came = indicators.attended(facts)
    return Figures(
        sessions=_by_state(facts.sessions),
        registered=states["registered"],
        waiting=states["waiting"] + states["offered"],
        withdrawn=states["withdrawn"],
        unique_people=len(people),
        by_sex=_by_sex(people),
        first_timers=indicators.first_timers(facts),
        attended=came,
        participations=came,
        hours=indicators.hours(facts),
    )


def figures_by_region(facts: Facts) -> dict[str, Figures]:
    """Count each region by itself, in the order of their codes; a person seen in two regions counts in both."""
    return {region: figures(part) for region, part in sorted(facts.by("region").items())}


def _by_state(sessions: Iterable[Session]) -> SessionsByState:
    states = Counter(session.state for session in sessions)
    return SessionsByState(
        planned=states["planned"],
        open=states["open"],
        completed=states["completed"],
        cancelled=states["cancelled"],
    )


def _by_sex(people: Iterable[Person]) -> PeopleBySex:
    sexes = Counter(person.sex for person in people)
    return PeopleBySex(woman=sexes["woman"], man=sexes["man"], unknown=sexes["unknown"])
