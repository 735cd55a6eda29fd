"""Pages that ask twice: another plan for a session, its cancellation, its completion."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.frame import show
from services.scheduling.planning import actions, domain
from services.scheduling.planning.forms import CancelForm, CompleteForm, PlanForm
from services.scheduling.planning.pages import ROWS, SHAPE, choices, session_of, session_page, wall
from services.scheduling.planning.storage import Block, Session, blocks
from services.scheduling.typed_rows import Shape, read, refuse
from services.scheduling.venues.storage import Venue
from shared.http.access import Db, needs
from shared.http.preconditions import ChangedMeanwhile
from shared.kernel import clock
from shared.refusals import Refusal
from shared.web.filling import Filled, attempt
from shared.web.forms import CARRIES_WHAT_IT_SHOWED
from shared.web.opened_forms import as_shown, as_typed
from shared.web.pages import see_other

router = APIRouter(prefix="/sessions/{session_id}")


def as_planned(session: Session, old: Sequence[Block]) -> dict[str, str]:
    """Return the form as it would be typed for the plan that stands."""
    values = {name: as_typed(getattr(session, name)) for name in ("venue_id", "seats", "zone")}
    values |= {"starts_local": wall(session.starts_local), "ends_local": wall(session.ends_local)}
    for place, block in enumerate(old):
        values |= {
            f"blocks.{place}.module_id": f"{block.module_id}:{block.module_version}",
            f"blocks.{place}.starts_local": wall(block.starts_local),
            f"blocks.{place}.ends_local": wall(block.ends_local),
        }
    return values


@router.get("/reschedule", dependencies=[needs("session.reschedule")])
async def show_other_plan(request: Request, session_id: UUID, db: Db) -> HTMLResponse:
    """Offer the plan that stands, to be changed."""
    session = await session_of(db, session_id)
    try:
        domain.check_reschedulable(session.state, session.starts_at, clock.now(db))
    except Refusal as refusal:
        return await _not_now(request, db, session_id, refusal)
    old = await blocks(db, [session_id])
    values = as_planned(session, old)
    return await _plan_page(request, db, session, Filled(values, shown=values), 200)


async def _plan_page(
    request: Request, db: AsyncSession, session: Session, filled: Filled[PlanForm], status: int
) -> HTMLResponse:
    offered = await choices(request, db, session.region)
    venue = await db.get_one(Venue, session.venue_id)
    rows = max(ROWS, len(await blocks(db, [session.id])) + 1)
    return show(request, "session_move.html", status, session=session, venue=venue, filled=filled, rows=rows, **offered)


async def _not_now(request: Request, db: AsyncSession, session_id: UUID, refusal: Refusal) -> HTMLResponse:
    """Return the session's own page, which says why nothing can be done."""
    filled = Filled[Any]()
    refuse(filled, request, refusal, SHAPE)
    return await session_page(request, db, session_id, filled)


def _as_told(session: Session) -> tuple[object, ...]:
    """Return what people are told of: the place, the days and their hours."""
    days = [(it.lower, it.upper) for it in session.booked or ()]
    return session.venue_id, session.zone, session.starts_local, session.ends_local, days


@router.post("/reschedule", dependencies=[needs("session.reschedule"), CARRIES_WHAT_IT_SHOWED])
async def reschedule_session(request: Request, session_id: UUID, db: Db) -> Response:
    """Give the session another plan, unless somebody else has meanwhile: then both are shown."""
    filled = await read(request, PlanForm, SHAPE)
    if filled.form is None:
        return await _plan_page(request, db, await session_of(db, session_id), filled, 422)
    opened, before = filled.meanwhile, _as_told(await session_of(db, session_id))
    async with attempt(db) as tried:
        moved = await actions.reschedule_session(
            db, session_id, filled.form.plan(), lambda now, old: opened.check_same(as_planned(now, old))
        )
    if tried.refusal is None:
        done = "replanned" if _as_told(moved) == before else "rescheduled"
        return see_other(f"/scheduling/sessions/{session_id}?done={done}")
    session = await session_of(db, session_id)
    if isinstance(tried.refusal, ChangedMeanwhile):
        filled.meet(request, tried.refusal, as_planned(session, await blocks(db, [session_id])))
        return await _plan_page(request, db, session, filled, 409)
    refuse(filled, request, tried.refusal, SHAPE)
    return await _plan_page(request, db, session, filled, 422)


@router.get("/cancel", dependencies=[needs("session.cancel")])
async def show_cancellation(request: Request, session_id: UUID, db: Db) -> HTMLResponse:
    """Say what a cancellation does, and ask once more."""
    session = await session_of(db, session_id)
    try:
        domain.check_move(session.state, "cancelled")
    except Refusal as refusal:
        return await _not_now(request, db, session_id, refusal)
    return await _question(request, db, session, Filled(), 200, template="session_cancel.html")


async def _question(
    request: Request, db: AsyncSession, session: Session, filled: Filled[Any], status: int, *, template: str
) -> HTMLResponse:
    venue = await db.get_one(Venue, session.venue_id)
    return show(request, template, status, session=session, venue=venue, filled=filled)


@router.post("/cancel", dependencies=[needs("session.cancel"), CARRIES_WHAT_IT_SHOWED])
async def cancel_session(request: Request, session_id: UUID, db: Db) -> Response:
    """Say that the session will not take place."""
    filled = await read(request, CancelForm, Shape())
    if filled.form is None:
        return await _question(
            request, db, await session_of(db, session_id), filled, 422, template="session_cancel.html"
        )
    async with attempt(db) as tried:
        await actions.cancel_session(db, session_id, filled.form.reason, as_shown(filled.shown))
    if tried.refusal is not None:
        return await _not_now(request, db, session_id, tried.refusal)
    return see_other(f"/scheduling/sessions/{session_id}?done=cancelled")


@router.get("/complete", dependencies=[needs("session.complete")])
async def show_completion(request: Request, session_id: UUID, db: Db) -> HTMLResponse:
    """Say what completing does, and ask once more."""
    session = await session_of(db, session_id)
    try:
        domain.check_move(session.state, "completed")
        domain.check_over(session.ends_at, clock.now(db))
    except Refusal as refusal:
        return await _not_now(request, db, session_id, refusal)
    return await _question(request, db, session, Filled(), 200, template="session_complete.html")


@router.post("/complete", dependencies=[needs("session.complete"), CARRIES_WHAT_IT_SHOWED])
async def complete_session(request: Request, session_id: UUID, db: Db) -> Response:
    """Say that the session has taken place."""
    filled = await read(request, CompleteForm, Shape())
    nobody_came = filled.form is not None and filled.form.nobody_came
    async with attempt(db) as tried:
        await actions.complete_session(db, session_id, nobody_came=nobody_came, check=as_shown(filled.shown))
    if tried.refusal is None:
        return see_other(f"/scheduling/sessions/{session_id}?done=completed")
    if isinstance(tried.refusal, domain.NobodyKnownToHaveCome):
        refuse(filled, request, tried.refusal, Shape())
        return await _question(
            request, db, await session_of(db, session_id), filled, 409, template="session_complete.html"
        )
    return await _not_now(request, db, session_id, tried.refusal)
