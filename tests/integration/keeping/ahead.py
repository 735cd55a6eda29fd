"""Events ahead: without them a service can make nothing of another; two of each thing that has an id."""

from collections.abc import Sequence
from typing import TypeVar

from shared import events
from shared.kernel.contracts import Event
from tests.integration.keeping.variations import another, example

E = TypeVar("E", bound=Event)
SEAT = (
    events.ParticipantRegistered,
    events.ParticipantWaitlisted,
    events.ParticipantWithdrawn,
    events.ParticipantPromoted,
    events.OfferMade,
    events.OfferEnded,
)
STEP = (events.SessionOpened, events.SessionCancelled, events.SessionCompleted)
ATTENDANCE = (events.AttendanceRecorded, events.AttendanceClosed)
VOICES = (
    events.RecommendationRecorded,
    events.RecommendationReleased,
    events.RecommendationWithdrawn,
    events.RecommendationRemoved,
    events.FeedbackGiven,
)


def _two(event: type[E], *ids: str) -> list[E]:
    """Return the event, and the same with other ids."""
    others = {name: another(name) for name in ids}
    return [example(event, aggregateversion=1), example(event, aggregateversion=1, **others)]


def _sessions() -> list[Event]:
    one, other = _two(events.SessionPlanned, "session_id", "venue_id")
    (block, *_) = other.blocks
    return [one, other.model_copy(update={"blocks": [block.model_copy(update={"block_id": another("block_id")})]})]


def _needs() -> list[Event]:
    told = example(events.AssessmentRecorded, aggregateversion=1)
    (need,) = told.needs
    other = need.model_copy(update={"need_id": another("need_id")})
    return [told.model_copy(update={"needs": [need, other]})]


PROGRAMMES = [
    example(events.ProgrammeDefined),
    example(events.ProgrammeDefined, programme_id=another("programme_id"), code="OTHER"),
]
MODULES = [
    *(example(events.ModuleReleased, module_version=number) for number in (1, 2)),
    example(events.ModuleReleased, module_id=another("module_id"), code="OTHER"),
]
OPENED = _two(events.SessionOpened, "session_id")
RELEASED_NEEDS = _two(events.NeedReleased, "need_id")
PEOPLE = [*_two(events.OrganisationRegistered, "organisation_id"), *_two(events.ParticipantRecorded, "participant_id")]
RELEASED = _two(events.RecommendationReleased, "recommendation_id")
PLANNING = [*PROGRAMMES, *MODULES]
AHEAD: dict[str, dict[tuple[type[Event], ...], Sequence[Event]]] = {
    "scheduling": {
        (events.NeedReleased, events.ModuleReleased): _needs(),
        (events.NeedWithdrawn,): [*_needs(), *RELEASED_NEEDS],
        (events.SessionPlanned, events.SessionRescheduled): PLANNING,
        STEP: [*PLANNING, *_sessions()],
        ATTENDANCE: [*PLANNING, *_sessions(), *OPENED],
    },
    "registration": {
        (events.ParticipantRecorded,): PEOPLE[:2],
        (events.DataRequested,): PEOPLE,
        (events.DataAnswered,): [*PEOPLE, *_two(events.DataRequested, "request_id", "participant_id")],
        SEAT: [*_sessions(), *OPENED, *PEOPLE],
        ATTENDANCE: [*_sessions(), *PEOPLE],
        VOICES[:2]: _sessions(),
        VOICES[2:4]: [*_sessions(), *RELEASED],
        VOICES[4:]: _sessions(),
    },
    "notifications": {(events.MessageReceipted,): _two(events.MessageSettled, "message_id")},
}


def ahead(service: str, event: type[Event]) -> Sequence[Event]:
    """Return what the service must have taken up before the event."""
    return next((told for group, told in AHEAD.get(service, {}).items() if event in group), ())
