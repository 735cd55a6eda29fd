"""HTTP: voices."""

from uuid import UUID

from fastapi import APIRouter, Request

from services.registration.seats.domain import SessionUnknown
from services.registration.seats.storage import Session
from services.registration.voices import actions, storage
from services.registration.voices.forms import FeedbackForm, RecommendationForm, RecommendationView, ReleaseForm
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt

router = APIRouter()


@router.post("/sessions/{session_id}/recommendations", status_code=201, dependencies=[needs("recommendation.record")])
async def record_recommendation(
    session_id: UUID, form: RecommendationForm, request: Request, db: Db, once: OncePerKey
) -> Receipt:
    """Keep what participants recommend; its words are not told yet."""
    kept = await actions.record_recommendation(db, request.state.caller.name, session_id, form.said())
    return await once(Receipt(id=kept.id, state="recorded"))


@router.get("/sessions/{session_id}/recommendations", dependencies=[needs("recommendation.read")])
async def list_recommendations(session_id: UUID, db: Db) -> list[RecommendationView]:
    """Return what was recommended in the session, the oldest first."""
    if await db.get(Session, session_id) is None:
        raise SessionUnknown("session_id")
    return [RecommendationView.model_validate(one) for one in await storage.recommendations(db, session_id)]


@router.post("/recommendations/{recommendation_id}/release", dependencies=[needs("recommendation.release")])
async def release_recommendation(
    recommendation_id: UUID, request: Request, db: Db, once: OncePerKey, form: ReleaseForm | None = None
) -> Receipt:
    """Tell the words: whoever releases them has read that they point to nobody."""
    said = form.wording if form else None
    kept = await actions.release_recommendation(db, request.state.caller.name, recommendation_id, said)
    return await once(Receipt(id=kept.id, state="released"))


@router.post("/recommendations/{recommendation_id}/withdraw", dependencies=[needs("recommendation.release")])
async def withdraw_recommendation(recommendation_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Take back the words wherever they are shown, e.g. because they point to somebody after all."""
    kept = await actions.withdraw_recommendation(db, recommendation_id)
    return await once(Receipt(id=kept.id, state="withdrawn"))


@router.post("/recommendations/{recommendation_id}/remove", dependencies=[needs("recommendation.record")])
async def remove_recommendation(recommendation_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Take away a recommendation that was kept by mistake and is not released; nothing of it stays."""
    gone = await actions.remove_recommendation(db, recommendation_id)
    return await once(Receipt(id=gone.id, state="removed"))


@router.post("/sessions/{session_id}/feedback", status_code=201, dependencies=[needs("feedback.give")])
async def give_feedback(session_id: UUID, form: FeedbackForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep the ratings of somebody who was there. The receipt names the session: nothing leads to who said what."""
    await actions.give_feedback(db, session_id, form.participant_id, form.ratings(), form.comment)
    return await once(Receipt(id=session_id, state="given"))
