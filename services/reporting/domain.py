"""The rules of counting: who counts once, who counts each time, and where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

SessionState = Literal["planned", "open", "completed"]
SeatState = Literal["registered", "waiting", "withdrawn"]
Sex = Literal["woman", "man", "unknown"]


@dataclass(frozen=True, slots=True)
class Seat:
    """What one participant has in one session, beside the coarse facts known about that person."""

    region: str
    participant_id: UUID
    state: SeatState
    sex: Sex
    first_timer: bool


@dataclass(frozen=True, slots=True)
class Session:
    """One session, as far as counting needs it."""

    region: str
    state: SessionState


class SessionsByState(BaseModel):
    """How many sessions stand where."""

    model_config = ConfigDict(frozen=True)

    planned: int
    open: int
    completed: int


class PeopleBySex(BaseModel):
    """How many people; unknown until the participant's own event has arrived."""

    model_config = ConfigDict(frozen=True)

    woman: int
    man: int
    unknown: int


class Figures(BaseModel):
    """Seats are counted each; people once, however many seats they hold. `by_sex` and `first_timers` split people."""

    model_config = ConfigDict(frozen=True)

    sessions: SessionsByState
    registered: int
    waiting: int
    withdrawn: int
    unique_people: int
    by_sex: PeopleBySex
    first_timers: int


def count(sessions: Iterable[Session], seats: Iterable[Seat]) -> Figures:
    """Count all of it as one place."""
    seats = list(seats)
    held = Counter(seat.state for seat in seats)
    people = {seat.participant_id: seat for seat in seats if seat.state == "registered"}.values()
    return Figures(
        sessions=_by_state(sessions),
        registered=held["registered"],
        waiting=held["waiting"],
        withdrawn=held["withdrawn"],
        unique_people=len(people),
        by_sex=_by_sex(people),
        first_timers=sum(person.first_timer for person in people),
    )


def count_by_region(sessions: Iterable[Session], seats: Iterable[Seat]) -> dict[str, Figures]:
    """Count each region by itself, in the order of their codes; a person seen in two regions counts in both."""
    sessions, seats = list(sessions), list(seats)
    regions = sorted({session.region for session in sessions} | {seat.region for seat in seats})
    return {
        region: count(
            [session for session in sessions if session.region == region],
            [seat for seat in seats if seat.region == region],
        )
        for region in regions
    }


def _by_state(sessions: Iterable[Session]) -> SessionsByState:
    states = Counter(session.state for session in sessions)
    return SessionsByState(planned=states["planned"], open=states["open"], completed=states["completed"])


def _by_sex(people: Iterable[Seat]) -> PeopleBySex:
    sexes = Counter(person.sex for person in people)
    return PeopleBySex(woman=sexes["woman"], man=sexes["man"], unknown=sexes["unknown"])
