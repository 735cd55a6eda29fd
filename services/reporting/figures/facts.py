"""Facts to be counted, made from the events heard so far, and cut into parts. Ids are text here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from services.reporting.figures.where import Dimension, Where
from shared.events import Attribution, SeatState
from shared.events.stages import SessionState

UNKNOWN = "unknown"
NEVER = datetime.max.replace(tzinfo=UTC)


class Programme(NamedTuple):
    """A programme, and how its sessions count for each of those who pay for it."""

    code: str
    donors: tuple[str, ...]
    attribution: Attribution = "full"

    @property
    def counted_by(self) -> tuple[str, ...]:
        """Return the donors for whom anything of it counts."""
        return self.donors[:1] if self.attribution == "lead" else self.donors

    def share(self, donor: str) -> Fraction:
        """Return what part of a session of it counts for the donor."""
        if donor not in self.counted_by:
            return Fraction(0)
        return Fraction(1, len(self.donors)) if self.attribution == "split" else Fraction(1)


class Session(NamedTuple):
    """One session. What has not been heard yet is null or empty."""

    session_id: str
    region: str
    state: SessionState | None = None
    starts_at: datetime | None = None
    programme: Programme | None = None
    modules: frozenset[str] = frozenset()

    @property
    def counts(self) -> bool:
        """A cancelled session is in no indicator but the count of cancelled sessions and their seats."""
        return self.state != "cancelled"


class Person(NamedTuple):
    """The coarse facts about one participant."""

    participant_id: str
    sex: str = UNKNOWN
    organisation_id: str | None = None
    kind: str = UNKNOWN  # of the organisation
    first_timer: bool | None = None  # as said at registration


class Seat(NamedTuple):
    """What one participant has in one session."""

    session: Session
    person: Person
    state: SeatState


class Presence(NamedTuple):
    """One participant, there in at least one block that teaches the module; no module: its plan has not been heard."""

    session: Session
    person: Person
    module: str | None
    minutes: int


class Feedback(NamedTuple):
    """One answer of somebody who was there."""

    session: Session
    usefulness: int
    method: int
    organisation: int


class Voice(NamedTuple):
    """A need or a recommendation, released in words or not."""

    kind: Literal["need", "recommendation"]
    region: str
    theme: str
    released: bool


class Message(NamedTuple):
    """How many messages of a channel have come to the same end."""

    channel: str
    state: str
    number: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything, or a part of it. `firsts` is the session in which each first-timer was there first."""

    sessions: list[Session] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    presences: list[Presence] = field(default_factory=list)
    feedback: list[Feedback] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    firsts: Mapping[str, str] = field(default_factory=dict)
    cut: dict[str, dict[str, "Facts"]] = field(default_factory=dict, compare=False, repr=False)  # each cut is made once
    counted: dict[str, float | None] = field(default_factory=dict, compare=False, repr=False)  # each number once, too

    def within(self, where: Where) -> "Facts":
        """Return the part that is meant; donors and programmes divide sessions, sex and organisation divide people."""
        part = self
        for dimension, key in where.named().items():
            part = part.by(dimension).get(key, Facts(firsts=self.firsts))
        return part

    def by(self, dimension: Dimension) -> dict[str, "Facts"]:
        """Return the parts by their key. One thing may lie in several parts: a session that teaches two modules."""
        if dimension not in self.cut:
            self.cut[dimension] = self._cut(KEYS[dimension])
        return self.cut[dimension]

    def _cut(self, keys: "Keys") -> dict[str, "Facts"]:
        parts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for kind, keys_of in keys.items():
            for thing in getattr(self, kind):
                for key in keys_of(thing):
                    parts[key][kind].append(thing)
        made: dict[str, Facts] = {}
        for key, things in parts.items():
            fields: dict[str, Any] = dict(things)
            made[key] = Facts(**fields, firsts=self.firsts)
        return made


def gather(
    sessions: list[Session],
    seats: list[Seat],
    presences: Iterable[Presence],
    feedback: Iterable[Feedback] = (),
    **others: list[Voice] | list[Message],
) -> Facts:
    """Return everything together. Who was there in a cancelled session, as if that could be, is left out."""
    present = [presence for presence in presences if presence.session.counts]
    said = [answer for answer in feedback if answer.session.counts]
    return Facts(sessions, seats, present, said, **others, firsts=first_sessions(present))  # type: ignore[arg-type] # lists


def first_sessions(presences: Iterable[Presence]) -> dict[str, str]:
    """Return, for each first-timer, the session in which that person was there first, in business time.

    A first-timer has been there at least once, and has not said at registration to have taken part before.
    """
    firsts: dict[str, tuple[datetime, str]] = {}
    for session, person, _, _ in presences:
        if person.first_timer is not False:
            at = (session.starts_at or NEVER, session.session_id)
            firsts[person.participant_id] = min(at, firsts.get(person.participant_id, at))
    return {participant_id: session_id for participant_id, (_, session_id) in firsts.items()}


Keys = dict[str, Callable[[Any], Iterable[str]]]


def _of_session(keys_of: Callable[[Session], Iterable[str]]) -> Keys:
    """Return how everything that belongs to a session is divided."""
    within = dict.fromkeys(("seats", "presences", "feedback"), lambda thing: keys_of(thing.session))
    return {"sessions": keys_of, **within}


def _of_person(keys_of: Callable[[Person], Iterable[str]]) -> Keys:
    """Return how everything that belongs to a person is divided."""
    return dict.fromkeys(("seats", "presences"), lambda thing: keys_of(thing.person))


KEYS: dict[Dimension, Keys] = {
    "region": _of_session(lambda session: (session.region,)) | {"voices": lambda voice: (voice.region,)},
    "session": _of_session(lambda session: (session.session_id,)),
    "programme": _of_session(lambda session: (session.programme.code,) if session.programme else ()),
    "donor": _of_session(lambda session: session.programme.counted_by if session.programme else ()),
    "module": _of_session(lambda session: session.modules)
    | {"presences": lambda presence: (presence.module,) if presence.module else ()},
    "sex": _of_person(lambda person: (person.sex,)),
    "organisation": _of_person(lambda person: (person.kind,)),
    "theme": {"voices": lambda voice: (voice.theme,)},
    "channel": {"messages": lambda message: (message.channel,)},
}
