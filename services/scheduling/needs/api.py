"""Needs assessments over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from services.scheduling.needs import actions, domain, storage
from services.scheduling.needs.forms import (
    AssessmentForm,
    AssessmentView,
    NeedReleaseForm,
    VoicedByForm,
    assessment_view,
)
from services.scheduling.needs.storage import Assessment
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.requests import After, Limit
from shared.rows import page

router = APIRouter()


@router.post("/assessments", status_code=201, dependencies=[needs("assessment.record")])
async def record_assessment(form: AssessmentForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep a needs assessment."""
    voiced = tuple(need.voiced() for need in form.needs)
    assessment = await actions.record_assessment(db, form.region, form.city, form.held_on, voiced)
    return await once(Receipt(id=assessment.id, state="recorded"))


@router.get("/assessments", dependencies=[needs("assessment.read")])
async def list_assessments(db: Db, after: After = None, limit: Limit = 100) -> list[AssessmentView]:
    """Return the assessments with their needs, the first recorded first."""
    assessments = await page(db, Assessment, after, limit)
    voiced = await storage.needs_of(db, [one.id for one in assessments])
    return [assessment_view(one, voiced) for one in assessments]


@router.get("/assessments/{assessment_id}", dependencies=[needs("assessment.read")])
async def show_assessment(assessment_id: UUID, db: Db) -> AssessmentView:
    """Return one assessment with its needs."""
    assessment = await db.get(Assessment, assessment_id)
    if assessment is None:
        raise domain.AssessmentUnknown("assessment_id")
    return assessment_view(assessment, await storage.needs_of(db, [assessment_id]))


@router.put("/needs/{need_id}/organisations", dependencies=[needs("assessment.record")])
async def name_organisations(need_id: UUID, form: VoicedByForm, db: Db, once: OncePerKey) -> Receipt:
    """Say which organisations voiced a need, in place of those that were named."""
    need = await actions.name_organisations(db, need_id, form.voiced_by)
    return await once(Receipt(id=need.id, state="named"))


@router.post("/needs/{need_id}/release", dependencies=[needs("need.release")])
async def release_need(need_id: UUID, db: Db, once: OncePerKey, form: NeedReleaseForm | None = None) -> Receipt:
    """Tell a need's words, which the caller has read, and corrected where they pointed to somebody."""
    need = await actions.release_need(db, need_id, form.wording if form else None)
    return await once(Receipt(id=need.id, state="released"))


@router.post("/needs/{need_id}/withdraw", dependencies=[needs("need.release")])
async def withdraw_need(need_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Take back a need's words wherever they are shown, e.g. because they point to somebody after all."""
    need = await actions.withdraw_need(db, need_id)
    return await once(Receipt(id=need.id, state="withdrawn"))
