"""Actions on voices: keep them, release what was read, and never tie feedback to who gave it."""

from uuid import UUID, uuid4

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.storage import was_there
from services.registration.people.domain import ParticipantUnknown
from services.registration.people.storage import Participant
from services.registration.seats.domain import SessionUnknown, check_takes_place
from services.registration.seats.storage import Session
from services.registration.voices import domain
from services.registration.voices.storage import Feedback, FeedbackGiver, Recommendation
from shared.events import (
    FeedbackGiven,
    RecommendationRecorded,
    RecommendationReleased,
    RecommendationRemoved,
    RecommendationWithdrawn,
)
from shared.events.released_words import check_same_words
from shared.http.preconditions import Check, at_will
from shared.kernel import clock, outbox
from shared.rows import insert

log = structlog.get_logger()


async def record_recommendation(
    db: AsyncSession, caller: str, session_id: UUID, said: domain.Recommended
) -> Recommendation:
    """Keep what participants recommend, and announce its theme alone.

    Raises SessionUnknown, SessionCalledOff, ThemeUnknown.
    """
    session = await _session(db, session_id)
    domain.check_theme(said.theme)
    kept = Recommendation(
        id=clock.new_id(db),
        session_id=session_id,
        theme=said.theme,
        language=said.language,
        wording=said.wording,
        recorded_at=clock.now(db),
        recorded_by=caller,
    )
    db.add(kept)
    about = {"session_id": session_id, "region": session.region, "recommendation_id": kept.id, "theme": said.theme}
    outbox.publish(db, RecommendationRecorded.model_validate(about), version=kept.version)
    return kept


async def release_recommendation(
    db: AsyncSession,
    caller: str,
    recommendation_id: UUID,
    wording: str | None = None,
    check: Check[Recommendation] = at_will,
) -> Recommendation:
    """Tell the words, as they were recorded or as the reader has corrected them. Twice is the same as once.

    Raises what `check` raises, RecommendationUnknown, ReleasedInOtherWords, and what points to somebody.
    """
    kept = await _kept(db, recommendation_id)
    said = wording or kept.wording
    if kept.released_at is not None:
        check_same_words(kept.wording, said)
        return kept
    check(kept)
    session = await db.get_one(Session, kept.session_id)
    domain.check_points_to_nobody(said)
    kept.wording, kept.released_at, kept.released_by = said, clock.now(db), caller
    kept.version += 1
    outbox.publish(db, _released(kept, session.region), version=kept.version)
    return kept


async def _kept(db: AsyncSession, recommendation_id: UUID) -> Recommendation:
    """Return the recommendation, which nobody else changes meanwhile. Raises RecommendationUnknown."""
    kept = await db.get(Recommendation, recommendation_id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise domain.RecommendationUnknown("recommendation_id")
    return kept


async def withdraw_recommendation(
    db: AsyncSession, recommendation_id: UUID, check: Check[Recommendation] = at_will
) -> Recommendation:
    """Take back the words wherever they are shown; twice is the same as once.

    Raises what `check` raises, RecommendationUnknown.
    """
    kept = await _kept(db, recommendation_id)
    if kept.released_at is None:
        return kept
    check(kept)
    session = await db.get_one(Session, kept.session_id)
    kept.released_at, kept.released_by, kept.version = None, None, kept.version + 1
    about = {"session_id": kept.session_id, "region": session.region, "recommendation_id": kept.id}
    fact = RecommendationWithdrawn.model_validate(about | {"theme": kept.theme})
    outbox.publish(db, fact, version=kept.version)
    log.info("recommendation.withdrawn", recommendation_id=str(kept.id), region=session.region)
    return kept


async def remove_recommendation(
    db: AsyncSession, recommendation_id: UUID, check: Check[Recommendation] = at_will
) -> Recommendation:
    """Take away what was kept by mistake, with its words, and let nobody count it any more.

    Raises what `check` raises, RecommendationUnknown, RecommendationReleasedAlready.
    """
    kept = await _kept(db, recommendation_id)
    if kept.released_at is not None:
        raise domain.RecommendationReleasedAlready("recommendation_id")
    check(kept)
    session = await db.get_one(Session, kept.session_id)
    about = {"session_id": kept.session_id, "region": session.region, "recommendation_id": kept.id}
    outbox.publish(db, RecommendationRemoved.model_validate(about), version=kept.version + 1)
    await db.delete(kept)
    log.info("recommendation.removed", recommendation_id=str(kept.id), region=session.region)
    return kept


def _released(kept: Recommendation, region: str) -> RecommendationReleased:
    what = {"theme": kept.theme, "language": kept.language, "wording": kept.wording}
    about = {"session_id": kept.session_id, "region": region, "recommendation_id": kept.id}
    return RecommendationReleased.model_validate(about | what)


async def give_feedback(
    db: AsyncSession, session_id: UUID, participant_id: UUID, ratings: domain.Ratings, comment: str | None
) -> None:
    """Keep who has answered, and apart from it what was answered, under a random id that is returned to nobody.

    Raises SessionUnknown, SessionCalledOff, ParticipantUnknown, WasNotThere, FeedbackGivenBefore.
    """
    session = await _session(db, session_id)
    if await db.get(Participant, participant_id) is None:
        raise ParticipantUnknown("participant_id")
    if not await was_there(db, session_id, participant_id):
        raise domain.WasNotThere("participant_id")
    giver = FeedbackGiver(session_id=session_id, participant_id=participant_id)
    await insert(db, giver, {"pk_feedback_giver": domain.FeedbackGivenBefore("participant_id")})
    rated = {"usefulness": ratings.usefulness, "method": ratings.method, "organisation": ratings.organisation}
    answer = Feedback(id=uuid4(), session_id=session_id, comment=comment, **rated)
    db.add(answer)
    about = {"session_id": session_id, "region": session.region, "feedback_id": answer.id}
    outbox.publish(db, FeedbackGiven.model_validate(about | rated), version=1)


async def _session(db: AsyncSession, session_id: UUID) -> Session:
    session = await db.get(Session, session_id)
    if session is None:
        raise SessionUnknown("session_id")
    check_takes_place(session.state)
    return session
