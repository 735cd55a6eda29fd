"""Rules of contacts: for which message whose contacts are given, by which route, and how many in a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.people.addresses import PhoneKind
from services.registration.people.domain import Route
from shared.events import Language, MessageKind, SeatState
from shared.events.stages import SessionState
from shared.refusals import Conflict, Exceeded

DAY_S = 24 * 60 * 60


class NotCancelledYet(Conflict):
    """Registration has not heard that this session is cancelled."""


class ContactsCapped(Exceeded):
    """No more contacts are given today."""


def capped(now: datetime) -> ContactsCapped:
    """Return the refusal, which ends with the day of UTC."""
    refusal = ContactsCapped("participant_ids")
    refusal.retry_after_s = DAY_S - int(now.timestamp()) % DAY_S
    return refusal


@dataclass(frozen=True)
class Question:
    """Whose contacts a service asks for, for which message about which session."""

    purpose: MessageKind
    session_id: UUID
    participant_ids: Sequence[UUID]


@dataclass(frozen=True)
class Audience:
    """Whom a message is for: those whose session, and whose registration in it, are in one of these states.

    `in_any_case` is said to those too who want no messages, of a seat they hold: they would travel in vain without it.
    `awaits_cancellation` is refused, not left unsaid, until registration has heard of the cancellation itself.
    """

    sessions: frozenset[SessionState]
    registrations: frozenset[SeatState]
    in_any_case: bool
    awaits_cancellation: bool


def audience(
    sessions: set[SessionState], registrations: set[SeatState], *, in_any_case: bool, awaits_cancellation: bool
) -> Audience:
    """Return whom a message is for."""
    return Audience(frozenset(sessions), frozenset(registrations), in_any_case, awaits_cancellation)


# A message tells what has happened, and may be late: whoever withdrew since was confirmed all the same. In a session
# that is cancelled nothing but that is news.
AUDIENCES: dict[MessageKind, Audience] = {
    "session.confirmed": audience(
        {"open", "completed"},
        {"registered", "withdrawn"},
        in_any_case=False,
        awaits_cancellation=False,
    ),
    "session.promoted": audience(
        {"open", "completed"},
        {"registered", "withdrawn"},
        in_any_case=False,
        awaits_cancellation=False,
    ),
    "session.waiting": audience(
        {"open", "completed"},
        {"registered", "waiting", "offered", "withdrawn"},
        in_any_case=False,
        awaits_cancellation=False,
    ),
    "session.offered": audience(
        {"open"},
        {"offered"},
        in_any_case=False,
        awaits_cancellation=False,
    ),
    "session.withdrawn": audience(
        {"open", "completed"},
        {"withdrawn"},
        in_any_case=False,
        awaits_cancellation=False,
    ),
    "session.lapsed": audience(
        {"open", "completed"},
        {"withdrawn"},
        in_any_case=False,
        awaits_cancellation=False,
    ),
    "session.changed": audience(
        {"open"},
        {"registered", "waiting", "offered"},
        in_any_case=True,
        awaits_cancellation=False,
    ),
    "session.cancelled": audience(
        {"cancelled"},
        {"registered", "waiting", "offered"},
        in_any_case=True,
        awaits_cancellation=True,
    ),
    "session.reminder": audience(
        {"open"},
        {"registered"},
        in_any_case=False,
        awaits_cancellation=False,
    ),
}


def is_silenced(purpose: MessageKind, *, opted_out: bool, holds_a_seat: bool) -> bool:
    """Say whether the person wants no messages, this one included."""
    return opted_out and not (AUDIENCES[purpose].in_any_case and holds_a_seat)


@dataclass(frozen=True)
class Own:
    """How a person or an organisation can be reached."""

    email: str | None
    phone: str | None
    phone_kind: PhoneKind | None

    @property
    def mobile(self) -> str | None:
        """The number, where it takes an SMS."""
        return self.phone if self.phone_kind == "mobile" else None


@dataclass(frozen=True)
class Reveal:
    """What of it a message may use."""

    email: str | None = None
    phone: str | None = None
    relayed: bool = False


def reveal(route: Route, person: Own, organisation: Own, *, silenced: bool) -> Reveal:
    """Return no more than the person's route needs: nothing of whoever wants no such message or has no route."""
    if route == "relay":
        return Reveal(relayed=True) if silenced else Reveal(organisation.email, organisation.mobile, relayed=True)
    if silenced or route == "none":
        return Reveal()
    return Reveal(person.email, person.mobile if route == "phone" else None)


Pair = tuple[str | None, str | None]  # given name and family name


def name_for(language: Language, latin: Pair, arabic: Pair) -> tuple[str, str]:
    """Return the name in the script of the language where it is complete there, else in the other."""
    given, family = next(pair for pair in ((arabic, latin) if language == "ar" else (latin, arabic)) if all(pair))
    return given or "", family or ""
