"""Events behind a number, in words: what happened, in which session, and where its sheet is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.reporting.figures.knowledge import Course
from services.reporting.outputs import labels
from services.reporting.read_models.trail import Behind
from shared.words import Words

SENTENCES: Mapping[str, str] = {
    "session.planned.v1": "Session planned",
    "session.rescheduled.v1": "Session moved",
    "session.opened.v1": "Registration opened",
    "session.completed.v1": "Session held",
    "session.cancelled.v1": "Session cancelled",
    "participant.registered.v1": "Seat taken",
    "participant.promoted.v1": "Seat taken from the waiting list",
    "participant.waitlisted.v1": "Put on the waiting list",
    "participant.withdrawn.v1": "Seat or place given up",
    "offer.made.v1": "Seat offered",
    "offer.ended.v1": "Offer ended without a seat",
    "attendance.recorded.v1": "Sheet of a part of the session filled in",
    "feedback.given.v1": "Session rated",
    "assessment.recorded.v1": "Needs noted",
    "need.released.v1": "Words of a need released",
    "need.withdrawn.v1": "Words of a need withdrawn",
    "recommendation.recorded.v1": "Recommendation noted",
    "recommendation.released.v1": "Words of a recommendation released",
    "recommendation.withdrawn.v1": "Words of a recommendation withdrawn",
    "recommendation.removed.v1": "Recommendation removed",
    "message.settled.v1": "Message settled",
    "programme.defined.v1": "Programme defined",
    "participant.recorded.v1": "Person entered or changed",
    "organisation.registered.v1": "Organisation entered or changed",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as it is read. No session: it is about none."""

    at: datetime
    what: str
    session: str
    session_id: UUID | None
    counted: bool


def happened(events: list[Behind], courses: Mapping[str, Course], words: Words) -> list[Happened]:
    """Return the events in the reader's words."""
    return [_in_words(it, courses, words) for it in events]


def _in_words(event: Behind, courses: Mapping[str, Course], words: Words) -> Happened:
    what, place = words.say(SENTENCES[event.type]), _place(event, courses, words)
    return Happened(event.time, what, place, event.session_id, counted=event.role == "counted")


def _place(event: Behind, courses: Mapping[str, Course], words: Words) -> str:
    """Return city and days of the session, as far as they are known; else the region."""
    course = courses.get(str(event.session_id), Course())
    city = labels.in_letters(course.city, course.city_ar, words) or (words.region(event.region) if event.region else "")
    if course.starts_local and course.ends_local:
        return labels.placed(city, words.days(course.starts_local, course.ends_local), words)
    return city
