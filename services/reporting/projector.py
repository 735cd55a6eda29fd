"""What of an internal event may be told in public: an allow-list. A fact without a rule here is not told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid5

from shared.contracts import Event
from shared.events import (
    ModuleReleased,
    OrganisationRegistered,
    ParticipantPromoted,
    ParticipantRecorded,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    ProgrammeDefined,
    RegistrationEvent,
    SessionCompleted,
    SessionEvent,
    SessionOpened,
    SessionPlanned,
)
from shared.public_events import PublicEvent, SeatsCounted, TrainingCompleted, TrainingOpened, TrainingPlanned

KEPT_INSIDE: frozenset[type[Event]] = frozenset(
    {ProgrammeDefined, ModuleReleased, OrganisationRegistered, ParticipantRecorded}
)


@dataclass(frozen=True)
class WhereAndWhen:
    """What the session's own earlier event said; it is told only once the session has ended."""

    city: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def project(fact: SessionEvent | RegistrationEvent, where: WhereAndWhen) -> PublicEvent:
    """Return the one public event for `fact`: always the same one, whoever asks and however often."""
    public = RULES[type(fact)](fact, where)
    envelope = {"id": uuid5(fact.id, "public"), "time": fact.time, "aggregateversion": fact.aggregateversion}
    return public.model_copy(update=envelope)


def _planned(fact: SessionPlanned, _: WhereAndWhen) -> PublicEvent:
    year, week, _day = fact.starts_local.isocalendar()
    return TrainingPlanned(session_id=fact.session_id, region=fact.region, week=f"{year}-W{week:02}", seats=fact.seats)


def _opened(fact: SessionOpened, _: WhereAndWhen) -> PublicEvent:
    return TrainingOpened(session_id=fact.session_id, region=fact.region)


def _completed(fact: SessionCompleted, where: WhereAndWhen) -> PublicEvent:
    return TrainingCompleted(
        session_id=fact.session_id,
        region=fact.region,
        city=where.city,
        starts_at=where.starts_at,
        ends_at=where.ends_at,
    )


def _totals(fact: RegistrationEvent, _: WhereAndWhen) -> PublicEvent:
    return SeatsCounted(
        session_id=fact.session_id, region=fact.region, registered=fact.registered, waiting=fact.waiting
    )


RULES: dict[type[Event], Callable[[Any, WhereAndWhen], PublicEvent]] = {
    SessionPlanned: _planned,
    SessionOpened: _opened,
    SessionCompleted: _completed,
    ParticipantRegistered: _totals,
    ParticipantWaitlisted: _totals,
    ParticipantWithdrawn: _totals,
    ParticipantPromoted: _totals,
}
