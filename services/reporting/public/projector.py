"""Public forms of internal events: an allow-list. A fact without a rule here is not told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid5

from services.reporting.public.steps import at_most, next_told
from shared.events import (
    AccountGranted,
    AssessmentRecorded,
    AttendanceClosed,
    AttendanceEvent,
    AttendanceRecorded,
    AuditSealed,
    DataAnswered,
    DataRequested,
    FeedbackGiven,
    KeyUsed,
    MessageReceipted,
    MessageSettled,
    ModuleReleased,
    NeedReleased,
    NeedWithdrawn,
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
    RecommendationRemoved,
    RecommendationWithdrawn,
    RegistrationEvent,
    SessionCancelled,
    SessionCompleted,
    SessionEvent,
    SessionOpened,
    SessionPlanned,
    SessionRescheduled,
)
from shared.events.public import (
    AttendanceCounted,
    PublicEvent,
    SeatsCounted,
    TrainingCancelled,
    TrainingCompleted,
    TrainingOpened,
    TrainingPlanned,
    TrainingRescheduled,
)
from shared.kernel.contracts import Event

KEPT_INSIDE: frozenset[type[Event]] = frozenset(
    {
        AccountGranted,
        AuditSealed,
        DataAnswered,
        DataRequested,
        KeyUsed,
        ProgrammeDefined,
        AssessmentRecorded,
        NeedReleased,
        NeedWithdrawn,
        ModuleReleased,
        OrganisationRegistered,
        ParticipantRecorded,
        AttendanceRecorded,  # counted when the sheet is closed; what is corrected later is told by the next report
        RecommendationRecorded,
        RecommendationReleased,
        RecommendationRemoved,
        RecommendationWithdrawn,
        FeedbackGiven,
        MessageReceipted,
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
    seats_told: int | None = None  # in public, last
    times_told: int = 0
    newest: int = 0  # number of the newest fact about its seats


def project(fact: Told, known: Known) -> PublicEvent | None:
    """Return the one public event for `fact`, the same one after a rebuild; None where it tells nothing new."""
    public = RULES[type(fact)](fact, known)
    if public is None:
        return None
    same = {"time": fact.time, "aggregateversion": _number(fact, known), "incarnation": fact.incarnation}
    return public.model_copy(update={"id": uuid5(fact.id, "public"), **same})


def _number(fact: Told, known: Known) -> int:
    """Return the number of the public event, which never tells how many internal ones there were of people."""
    if isinstance(fact, AttendanceClosed):  # a sheet is closed once
        return 1
    return known.times_told + 1 if isinstance(fact, RegistrationEvent) else fact.aggregateversion


def _planned(fact: SessionPlanned, _: Known) -> PublicEvent:
    return TrainingPlanned(session_id=fact.session_id, region=fact.region, week=_week(fact), seats=at_most(fact.seats))


def _rescheduled(fact: SessionRescheduled, _: Known) -> PublicEvent:
    return TrainingRescheduled(
        session_id=fact.session_id, region=fact.region, week=_week(fact), seats=at_most(fact.seats)
    )


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


def _seats(fact: RegistrationEvent, known: Known) -> PublicEvent | None:
    late = fact.aggregateversion < known.newest
    told = None if late else next_told(known.seats_told, fact.registered)
    return SeatsCounted(session_id=fact.session_id, region=fact.region, registered=told) if told else None


def _attended(fact: AttendanceClosed, known: Known) -> PublicEvent | None:
    told = next_told(None, known.attended)
    return AttendanceCounted(session_id=fact.session_id, region=fact.region, attended=told) if told else None


RULES: dict[type[Event], Callable[[Any, Known], PublicEvent | None]] = {
    SessionPlanned: _planned,
    SessionRescheduled: _rescheduled,
    SessionOpened: _opened,
    SessionCancelled: _cancelled,
    SessionCompleted: _completed,
    ParticipantRegistered: _seats,
    ParticipantWaitlisted: _seats,
    ParticipantWithdrawn: _seats,
    ParticipantPromoted: _seats,
    OfferMade: _seats,
    OfferEnded: _seats,
    AttendanceClosed: _attended,
}
