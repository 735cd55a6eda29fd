"""Recommendations that were released, and ratings; words that were never told, and who gave feedback, stay lost."""

from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.voices.storage import Feedback, Recommendation
from shared.events import (
    FeedbackGiven,
    RecommendationRecorded,
    RecommendationReleased,
    RecommendationRemoved,
    RecommendationWithdrawn,
)
from shared.kernel.contracts import Event
from shared.service.recovery import Gap

BY = "the log"


async def take_up_voices(db: AsyncSession, told: Sequence[Event]) -> list[Gap]:
    """Keep what can be kept; return the recommendations whose words nobody has."""
    gaps: dict[object, Gap] = {}
    for event in told:
        match event:
            case RecommendationRecorded() if not await db.get(Recommendation, event.recommendation_id):
                about = ("its words", event.time, event.region, event.session_id)
                gaps[event.recommendation_id] = Gap("recommendation", event.recommendation_id, *about)
            case RecommendationReleased():
                await _released(db, event)
                gaps.pop(event.recommendation_id, None)
            case RecommendationWithdrawn():
                await _withdrawn(db, event)
            case RecommendationRemoved():
                await _removed(db, event)
                gaps.pop(event.recommendation_id, None)
            case FeedbackGiven() if not await db.get(Feedback, event.feedback_id):
                db.add(Feedback(id=event.feedback_id, **event.kept_in(Feedback.model_fields)))
    await db.flush()
    return list(gaps.values())


async def _released(db: AsyncSession, event: RecommendationReleased) -> None:
    known = await db.get(Recommendation, event.recommendation_id)
    said: dict[str, Any] = event.kept_in(Recommendation.model_fields)
    row = known or Recommendation(id=event.recommendation_id, recorded_at=event.time, recorded_by=BY, **said)
    row.sqlmodel_update(said)
    row.released_at, row.released_by, row.version = event.time, row.released_by or BY, event.aggregateversion
    db.add(row)


async def _withdrawn(db: AsyncSession, event: RecommendationWithdrawn) -> None:
    if known := await db.get(Recommendation, event.recommendation_id):
        known.released_at, known.released_by, known.version = None, None, event.aggregateversion


async def _removed(db: AsyncSession, event: RecommendationRemoved) -> None:
    if known := await db.get(Recommendation, event.recommendation_id):
        await db.delete(known)
