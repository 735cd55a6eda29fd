"""What of an internal event may be told in public: an allow-list. A fact without a rule here is not told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid5

from services.reporting.suppression import K
from shared.contracts import Event
from shared.events import (
    AssessmentRecorded,
    AttendanceClosed,
    AttendanceEvent,
    AttendanceRecorded,
    FeedbackGiven,
    MessageSettled,
    ModuleReleased,
    NeedReleased,
    OfferEnded,
    OfferMade,
    OrganisationRegistered,
    ParticipantPromoted,
    ParticipantRecorded,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    ProgrammeDefined,
    RecommendationRecorded,
    RecommendationReleased,
    RegistrationEvent,
    SessionCancelled,
    SessionCompleted,
    SessionEvent,
    SessionOpened,
    SessionPlanned,
    SessionRescheduled,
)
from shared.public_events import (
    AttendanceCounted,
    PublicEvent,
    SeatsCounted,
    TrainingCancelled,
    TrainingCompleted,
    TrainingOpened,
    TrainingPlanned,
    TrainingRescheduled,
)

KEPT_INSIDE: frozenset[type[Event]] = frozenset(
    {
        ProgrammeDefined,
        AssessmentRecorded,
        NeedReleased,
        ModuleReleased,
        OrganisationRegistered,
        ParticipantRecorded,
        AttendanceRecorded,  # counted when the sheet is closed; what is corrected later is told by the next report
        RecommendationRecorded,
        RecommendationReleased,
        FeedbackGiven,
        MessageSettled,
    }
)
Told = SessionEvent | RegistrationEvent | AttendanceEvent


@dataclass(frozen=True)
class Known:
    """What earlier events said of the session; place and hours are told only once it has ended."""

    city: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    attended: int = 0


def project(fact: Told, known: Known) -> PublicEvent:
    """Return the one public event for `fact`: always the same one, whoever asks and however often."""
    public = RULES[type(fact)](fact, known)
    number = 1 if isinstance(fact, AttendanceClosed) else fact.aggregateversion  # a sheet is closed once
    same = {"time": fact.time, "aggregateversion": number, "incarnation": fact.incarnation}
    return public.model_copy(update={"id": uuid5(fact.id, "public"), **same})


def _planned(fact: SessionPlanned, _: Known) -> PublicEvent:
    return TrainingPlanned(session_id=fact.session_id, region=fact.region, week=_week(fact), seats=fact.seats)


def _rescheduled(fact: SessionRescheduled, _: Known) -> PublicEvent:
    return TrainingRescheduled(session_id=fact.session_id, region=fact.region, week=_week(fact), seats=fact.seats)


def _week(fact: SessionPlanned | SessionRescheduled) -> str:
    year, week, _day = fact.starts_local.isocalendar()
    return f"{year}-W{week:02}"


def _opened(fact: SessionOpened, _: Known) -> PublicEvent:
    return TrainingOpened(session_id=fact.session_id, region=fact.region)


def _cancelled(fact: SessionCancelled, _: Known) -> PublicEvent:
    return TrainingCancelled(session_id=fact.session_id, region=fact.region)


def _completed(fact: SessionCompleted, known: Known) -> PublicEvent:
    return TrainingCompleted(
        session_id=fact.session_id,
        region=fact.region,
        city=known.city,
        starts_at=known.starts_at,
        ends_at=known.ends_at,
    )


def _totals(fact: RegistrationEvent, _: Known) -> PublicEvent:
    return SeatsCounted(
        session_id=fact.session_id,
        region=fact.region,
        registered=_unless_few(fact.registered),
        waiting=_unless_few(fact.waiting),
    )


def _unless_few(people: int) -> int | None:
    return None if 0 < people < K else people


def _attended(fact: AttendanceClosed, known: Known) -> PublicEvent:
    attended = known.attended if known.attended >= K else None
    return AttendanceCounted(session_id=fact.session_id, region=fact.region, attended=attended)


RULES: dict[type[Event], Callable[[Any, Known], PublicEvent]] = {
    SessionPlanned: _planned,
    SessionRescheduled: _rescheduled,
    SessionOpened: _opened,
    SessionCancelled: _cancelled,
    SessionCompleted: _completed,
    ParticipantRegistered: _totals,
    ParticipantWaitlisted: _totals,
    ParticipantWithdrawn: _totals,
    ParticipantPromoted: _totals,
    OfferMade: _totals,
    OfferEnded: _totals,
    AttendanceClosed: _attended,
}
