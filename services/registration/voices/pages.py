"""Pages of voices: recommendations, released when somebody has read them, and what people thought of the session."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.frame import PAGES, session_of
from services.registration.voices import actions, storage
from services.registration.voices.domain import RecommendationUnknown
from services.registration.voices.forms import RecommendationForm, ReleaseForm
from services.registration.voices.paper import PaperForm, fitting, still_to_answer, who_answered
from services.registration.voices.storage import Feedback, Recommendation
from shared.country import themes
from shared.http.access import Db, needs
from shared.http.language import language_of
from shared.http.preconditions import Check
from shared.http.requests import Form
from shared.refusals import Conflict, Invalid
from shared.web.filling import Filled, attempt, fill, with_hidden
from shared.web.forms import ADDS_ONCE, CARRIES_WHAT_IT_SHOWED
from shared.web.opened_forms import as_shown
from shared.web.pages import see_other

router = APIRouter()

SHOWN_FROM = 5  # fewer answers would point to who gave them
TakesBack = Callable[[AsyncSession, UUID, Check[Recommendation]], Awaitable[Recommendation]]
QUESTIONS = ("usefulness", "method", "organisation")


@dataclass(frozen=True)
class Opinions:
    """What all who answered think together; nothing while they are few."""

    number: int
    averages: dict[str, float]
    comments: Sequence[str]


def together(answers: Sequence[Feedback]) -> Opinions:
    """Return averages and comments, comments in an order that tells nothing, from SHOWN_FROM answers on."""
    if len(answers) < SHOWN_FROM:
        return Opinions(len(answers), {}, ())
    averages = {question: fmean(getattr(answer, question) for answer in answers) for question in QUESTIONS}
    return Opinions(len(answers), averages, sorted(answer.comment for answer in answers if answer.comment))


def by_theme(recommendations: Iterable[Recommendation]) -> dict[str, list[Recommendation]]:
    """Return theme → recommendations, in the order of the themes; unknown themes come last."""
    found: dict[str, list[Recommendation]] = {}
    for recommendation in recommendations:
        found.setdefault(recommendation.theme, []).append(recommendation)
    order = list(themes.labels())
    return dict(sorted(found.items(), key=lambda it: order.index(it[0]) if it[0] in order else len(order)))


@router.get("/sessions/{session_id}/voices", dependencies=[needs("recommendation.read")])
async def show_voices(request: Request, session_id: UUID, db: Db, done: str = "") -> Response:
    """Show recommendations and feedback of a session."""
    return await _show(request, db, session_id, done=done)


@router.post("/sessions/{session_id}/recommendations", dependencies=[needs("recommendation.record"), ADDS_ONCE])
async def recommend(request: Request, session_id: UUID, db: Db) -> Response:
    """Write down what the participants recommend."""
    filled = await fill(request, RecommendationForm)
    if filled.form is None:
        return await _show(request, db, session_id, 422, recommendation=filled)
    async with attempt(db, filled.once(request)) as tried:
        await actions.record_recommendation(db, request.state.caller.name, session_id, filled.form.said())
        tried.leads_to = f"/registration/sessions/{session_id}/voices?done=recommended"
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        return await _show(request, db, session_id, 409, recommendation=filled)
    return see_other(tried.leads_to)


@router.post("/sessions/{session_id}/feedback", dependencies=[needs("feedback.give"), ADDS_ONCE])
async def give_feedback(request: Request, session_id: UUID, db: Db) -> Response:
    """Type in what somebody wrote on paper."""
    filled = await fill(request, PaperForm)
    if filled.form is None:
        return await _show(request, db, session_id, 422, feedback=filled)
    form = filled.form
    async with attempt(db, filled.once(request)) as tried:
        who = who_answered(await still_to_answer(db, session_id, language_of(request)), form)
        await actions.give_feedback(db, session_id, who, form.ratings(), form.comment)
        tried.leads_to = f"/registration/sessions/{session_id}/voices?done=answered#feedback"
    if tried.refusal:
        if tried.refusal.field == "participant_id":
            tried.refusal.field = "who"  # as the page calls it
        filled.refuse(request, tried.refusal)
        status = 422 if isinstance(tried.refusal, Invalid) else 409
        return await _show(request, db, session_id, status, feedback=filled)
    return see_other(tried.leads_to)


@router.get("/recommendations/{recommendation_id}/release", dependencies=[needs("recommendation.release")])
async def ask_for_release(request: Request, recommendation_id: UUID, db: Db) -> Response:
    """Show the words once more, and where they will be read."""
    return await _show_release(request, db, recommendation_id)


@router.post(
    "/recommendations/{recommendation_id}/release",
    dependencies=[needs("recommendation.release"), CARRIES_WHAT_IT_SHOWED],
)
async def release(request: Request, recommendation_id: UUID, db: Db) -> Response:
    """Let the words out, as they were or as the reader has corrected them."""
    filled = await fill(request, ReleaseForm)
    if filled.form is None:
        return await _show_release(request, db, recommendation_id, 422, filled=filled)
    async with attempt(db) as tried:
        await actions.release_recommendation(
            db, request.state.caller.name, recommendation_id, filled.form.wording, as_shown(filled.shown)
        )
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        status = 409 if isinstance(tried.refusal, Conflict) else 422
        return await _show_release(request, db, recommendation_id, status, filled=filled)
    recommendation = await db.get_one(Recommendation, recommendation_id)
    return see_other(f"/registration/sessions/{recommendation.session_id}/voices?done=released")


@router.get("/recommendations/{recommendation_id}/withdraw", dependencies=[needs("recommendation.release")])
async def ask_to_withdraw(request: Request, recommendation_id: UUID, db: Db) -> Response:
    """Show the words that were released, and what withdrawing them does."""
    return await _show_release(request, db, recommendation_id, template="words_withdraw.html")


@router.post(
    "/recommendations/{recommendation_id}/withdraw",
    dependencies=[needs("recommendation.release"), CARRIES_WHAT_IT_SHOWED],
)
async def withdraw(request: Request, recommendation_id: UUID, db: Db) -> Response:
    """Take the words back wherever they are shown."""
    act, page = actions.withdraw_recommendation, "words_withdraw.html"
    return await _take_back(request, db, recommendation_id, act, page, done="words-withdrawn")


@router.get("/recommendations/{recommendation_id}/remove", dependencies=[needs("recommendation.record")])
async def ask_to_remove(request: Request, recommendation_id: UUID, db: Db) -> Response:
    """Show the words that were kept, and ask."""
    return await _show_release(request, db, recommendation_id, template="words_remove.html")


@router.post(
    "/recommendations/{recommendation_id}/remove",
    dependencies=[needs("recommendation.record"), CARRIES_WHAT_IT_SHOWED],
)
async def remove(request: Request, recommendation_id: UUID, db: Db) -> Response:
    """Take away what was kept by mistake."""
    act, page = actions.remove_recommendation, "words_remove.html"
    return await _take_back(request, db, recommendation_id, act, page, done="removed")


async def _take_back(
    request: Request, db: AsyncSession, recommendation_id: UUID, act: TakesBack, template: str, *, done: str
) -> Response:
    """Do what the page asked about, or show it again with what forbids it."""
    pressed = await with_hidden(request, Filled[Form]())
    async with attempt(db) as tried:
        kept = await act(db, recommendation_id, as_shown(pressed.shown))
        tried.leads_to = f"/registration/sessions/{kept.session_id}/voices?done={done}"
    if tried.refusal is None:
        return see_other(tried.leads_to)
    pressed.refuse(request, tried.refusal)
    return await _show_release(request, db, recommendation_id, 409, template=template, filled=pressed)


async def _show(request: Request, db: AsyncSession, session_id: UUID, status: int = 200, **tried: Any) -> Response:
    people = await still_to_answer(db, session_id, language_of(request))
    typed = tried["feedback"].values.get("who", "") if "feedback" in tried else ""
    shown = {
        "session": await session_of(db, session_id),
        "recommendations": by_theme(await storage.recommendations(db, session_id)),
        "opinions": together(await storage.feedback(db, session_id)),
        "people": people,
        "fitting": fitting(people, typed) if typed else (),
        "themes": list(themes.labels()),
        "shown_from": SHOWN_FROM,
        "recommendation": None,
        "feedback": None,
        "done": "",
        **tried,
    }
    return PAGES.show(request, "voices.html", status, **shown)


async def _show_release(
    request: Request,
    db: AsyncSession,
    recommendation_id: UUID,
    status: int = 200,
    *,
    template: str = "release.html",
    **tried: Any,
) -> Response:
    recommendation = await db.get(Recommendation, recommendation_id, populate_existing=True)
    if recommendation is None:
        raise RecommendationUnknown("recommendation_id")
    session = await session_of(db, recommendation.session_id)
    shown = {
        "recommendation": recommendation,
        "session": session,
        "filled": None,
        "place": "/registration/sessions",
        **tried,
    }
    return PAGES.show(request, template, status, **shown)
