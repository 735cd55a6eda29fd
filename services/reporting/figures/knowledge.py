"""Knowledge beside what is counted: what things are called, and what was said in words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from services.reporting.figures.facts import Facts, Programme
from services.reporting.public.steps import Outside


class ModuleVersion(NamedTuple):
    """One version of a module; its key is module id and version: 0198…/2."""

    key: str
    code: str
    version: int
    titles: dict[str, str]
    answers: frozenset[UUID]


class Course(NamedTuple):
    """Where and when a session takes place."""

    city: str | None = None
    starts_local: datetime | None = None
    ends_local: datetime | None = None
    city_ar: str | None = None


class Words(NamedTuple):
    """What a coordinator has released."""

    language: str
    wording: str


class Need(NamedTuple):
    """A need voiced in an assessment; its words once they are released."""

    need_id: UUID
    region: str
    theme: str
    city: str
    held_on: date
    words: Words | None = None
    city_ar: str | None = None


class Recommendation(NamedTuple):
    """A recommendation made in a session; its words once they are released."""

    session_id: str
    region: str
    theme: str
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything that a report is made of."""

    as_of: datetime | None
    facts: Facts
    courses: dict[str, Course] = field(default_factory=dict)
    modules: dict[str, ModuleVersion] = field(default_factory=dict)
    programmes: list[Programme] = field(default_factory=list)
    donor_names: dict[str, dict[str, str]] = field(default_factory=dict)  # by language, of a donor by its own name
    needs: list[Need] = field(default_factory=list)
    recommendations: list[Recommendation] = field(default_factory=list)
    outside: dict[str, Outside] = field(default_factory=dict)  # of a session, by its id
