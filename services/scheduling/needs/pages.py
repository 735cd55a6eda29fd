"""Pages of needs: assessments, words to be read and released, and what answers each need."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.storage import by_code, releases
from services.scheduling.chain.storage import from_all, from_need
from services.scheduling.frame import by_version, show, today
from services.scheduling.needs import actions
from services.scheduling.needs.domain import NeedUnknown
from services.scheduling.needs.forms import AssessmentForm, VoicedByForm, WordingForm
from services.scheduling.needs.storage import Assessment, Need, latest, needs_of
from services.scheduling.typed_rows import Shape, read, refuse
from shared.country import themes
from shared.http.access import Db, needs
from shared.refusals import Conflict
from shared.web.filling import Filled, attempt, typed_in, understand, with_hidden
from shared.web.forms import ADDS_ONCE, CARRIES_WHAT_IT_SHOWED
from shared.web.opened_forms import as_shown
from shared.web.pages import see_other

router = APIRouter()

ROWS = 10
SHAPE = Shape(begun=frozenset({"theme", "wording"}))
PLAIN = Shape()
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@router.get("/needs", dependencies=[needs("assessment.read")])
async def show_needs(request: Request, db: Db) -> HTMLResponse:
    """Show every assessment, its needs by theme, what answers them and where that is taught; and all modules."""
    assessments = await latest(db)
    voiced = await needs_of(db, [it.id for it in assessments])
    links = by_version(await from_all(db))
    modules = await by_code(db)
    newest = {it.module_id: it for it in await releases(db, [it.id for it in modules])}  # the last of each stays
    return show(
        request,
        "needs.html",
        assessments=[(it, _of_assessment(it.id, voiced)) for it in assessments],
        answers=lambda need: [it for it in links if any(need.id == one.id for one, _ in it.needs)],
        modules=[(it, newest[it.id]) for it in modules],
    )


def _of_assessment(assessment_id: UUID, voiced: Sequence[Need]) -> list[Need]:
    """Return the needs that were voiced in it, by theme."""
    return sorted((need for need in voiced if need.assessment_id == assessment_id), key=_theme)


def _theme(need: Need) -> tuple[int, int]:
    """Return what needs are sorted by: the themes in the order of their list, then the order of voicing."""
    order = list(themes.labels())
    return order.index(need.theme) if need.theme in order else len(order), need.place


@router.get("/assessments/new", dependencies=[needs("assessment.record")])
async def show_assessment(request: Request, db: Db) -> HTMLResponse:
    """Ask for place, day and up to ten needs."""
    return _assessment_page(request, db, Filled(), 200)


def _assessment_page(request: Request, db: AsyncSession, filled: Filled[AssessmentForm], status: int) -> HTMLResponse:
    known = list(themes.labels())
    return show(request, "assessment_new.html", status, filled=filled, rows=ROWS, themes=known, today=today(db))


@router.post("/assessments/new", dependencies=[needs("assessment.record"), ADDS_ONCE])
async def record_assessment(request: Request, db: Db) -> Response:
    """Keep a needs assessment."""
    filled = await read(request, AssessmentForm, SHAPE)
    if form := filled.form:
        voiced = tuple(need.voiced() for need in form.needs)
        async with attempt(db, filled.once(request)) as tried:
            await actions.record_assessment(db, form.region, form.city, form.held_on, voiced)
            tried.leads_to = "/scheduling/needs?done=recorded"
        if tried.refusal is None:
            return see_other(tried.leads_to)
        refuse(filled, request, tried.refusal, SHAPE)
    return _assessment_page(request, db, filled, 422)


@router.get("/needs/{need_id}", dependencies=[needs("assessment.read")])
async def show_need(request: Request, need_id: UUID, db: Db) -> HTMLResponse:
    """Show one need to be read, and what became of it."""
    return await _need_page(request, db, need_id, Filled(), 200)


async def _need_page(
    request: Request,
    db: AsyncSession,
    need_id: UUID,
    filled: Filled[Any],
    status: int,
    *,
    template: str = "need.html",
) -> HTMLResponse:
    need = await db.get(Need, need_id, populate_existing=True)
    if need is None:
        raise NeedUnknown("need_id")
    assessment = await db.get_one(Assessment, need.assessment_id)
    taught = by_version(await from_need(db, need_id))
    return show(request, template, status, need=need, assessment=assessment, taught=taught, filled=filled)


@router.post("/needs/{need_id}/organisations", dependencies=[needs("assessment.record"), CARRIES_WHAT_IT_SHOWED])
async def name_organisations(request: Request, need_id: UUID, db: Db) -> Response:
    """Keep which organisations were chosen on registration's page, which also sends what was searched for there."""
    sent = await typed_in(request)
    chosen = {name: value for name, value in sent.items() if name.startswith("voiced_by.")}
    filled = await with_hidden(request, understand(request, VoicedByForm, chosen))
    if filled.form is not None:
        async with attempt(db) as tried:
            await actions.name_organisations(db, need_id, filled.form.voiced_by, _ticked_before(filled))
        if tried.refusal is None:
            return see_other(f"/scheduling/needs/{need_id}?done=organisations")
        refuse(filled, request, tried.refusal, PLAIN)
    return await _need_page(request, db, need_id, filled, 422)


def _ticked_before(filled: Filled[VoicedByForm]) -> set[UUID] | None:
    """Return which organisations were ticked when the page of choosing was opened; None where it does not say."""
    return None if filled.shown is None else {UUID(it) for it in ID.findall(filled.shown.get("voiced_by", ""))}


@router.post("/needs/{need_id}", dependencies=[needs("need.release"), CARRIES_WHAT_IT_SHOWED])
async def release_need(request: Request, need_id: UUID, db: Db) -> Response:
    """Tell the need's words as they were read, corrected where they pointed to somebody."""
    filled = await read(request, WordingForm, PLAIN)
    if filled.form is not None:
        async with attempt(db) as tried:
            await actions.release_need(db, need_id, filled.form.wording, as_shown(filled.shown))
        if tried.refusal is None:
            return see_other(f"/scheduling/needs/{need_id}?done=released")
        refuse(filled, request, tried.refusal, PLAIN)
        return await _need_page(request, db, need_id, filled, 409 if isinstance(tried.refusal, Conflict) else 422)
    return await _need_page(request, db, need_id, filled, 422)


@router.get("/needs/{need_id}/withdraw", dependencies=[needs("need.release")])
async def ask_to_withdraw(request: Request, need_id: UUID, db: Db) -> HTMLResponse:
    """Show the words that were released, and what withdrawing them does."""
    return await _need_page(request, db, need_id, Filled(), 200, template="need_withdraw.html")


@router.post("/needs/{need_id}/withdraw", dependencies=[needs("need.release"), CARRIES_WHAT_IT_SHOWED])
async def withdraw_need(request: Request, need_id: UUID, db: Db) -> Response:
    """Take the words back wherever they are shown."""
    pressed = await with_hidden(request, Filled[Any]())
    async with attempt(db) as tried:
        await actions.withdraw_need(db, need_id, as_shown(pressed.shown))
    if tried.refusal is None:
        return see_other(f"/scheduling/needs/{need_id}?done=withdrawn")
    refuse(pressed, request, tried.refusal, PLAIN)
    return await _need_page(request, db, need_id, pressed, 409)
