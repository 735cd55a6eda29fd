"""Sessions over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.planning import actions, domain, storage
from services.scheduling.planning.forms import (
    CancelForm,
    CompleteForm,
    PlanForm,
    SessionForm,
    SessionView,
    session_view,
)
from services.scheduling.planning.storage import Session
from services.scheduling.venues.storage import Venue, venues
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.preconditions import IfMatch, Version
from shared.http.requests import After, Limit
from shared.rows import page

router = APIRouter(prefix="/sessions")


@router.post("", status_code=201, dependencies=[needs("session.plan")])
async def plan_session(form: SessionForm, db: Db, once: OncePerKey) -> Receipt:
    """Plan a session."""
    session = await actions.plan_session(db, form.programme_id, form.plan())
    return await once(Receipt(id=session.id, state=session.state))


@router.post("/{session_id}/open", dependencies=[needs("session.open")])
async def open_session(session_id: UUID, db: Db, once: OncePerKey, if_match: IfMatch) -> Receipt:
    """Let registration begin."""
    session = await actions.open_session(db, session_id, if_match.version)
    return await once(Receipt(id=session.id, state=session.state))


@router.post("/{session_id}/reschedule", dependencies=[needs("session.reschedule")])
async def reschedule_session(session_id: UUID, form: PlanForm, db: Db, once: OncePerKey, if_match: IfMatch) -> Receipt:
    """Give a session another plan, whole: what is not named is not kept.

    Who has read the plan before sends its ETag in If-Match: what others have planned since is not undone.
    """
    session = await actions.reschedule_session(db, session_id, form.plan(), lambda now, _: if_match.version(now))
    return await once(Receipt(id=session.id, state=session.state))


@router.post("/{session_id}/cancel", dependencies=[needs("session.cancel")])
async def cancel_session(session_id: UUID, form: CancelForm, db: Db, once: OncePerKey, if_match: IfMatch) -> Receipt:
    """Say that the session will not take place or, after its end, that it has not."""
    session = await actions.cancel_session(db, session_id, form.reason, if_match.version)
    return await once(Receipt(id=session.id, state=session.state))


@router.post("/{session_id}/complete", dependencies=[needs("session.complete")])
async def complete_session(
    session_id: UUID, db: Db, once: OncePerKey, if_match: IfMatch, form: CompleteForm | None = None
) -> Receipt:
    """Say that the session has taken place; where nobody is marked as present, `nobody_came` has to say so too."""
    nobody_came = form is not None and form.nobody_came
    session = await actions.complete_session(db, session_id, nobody_came=nobody_came, check=if_match.version)
    return await once(Receipt(id=session.id, state=session.state))


@router.get("", dependencies=[needs("session.read")])
async def list_sessions(db: Db, after: After = None, limit: Limit = 100) -> list[SessionView]:
    """Return the sessions with their blocks, the first planned first."""
    sessions = await page(db, Session, after, limit)
    venues_by_id = await venues(db, {session.venue_id for session in sessions})
    blocks = await storage.blocks(db, [session.id for session in sessions])
    return [session_view(session, venues_by_id[session.venue_id], blocks) for session in sessions]


@router.get("/{session_id}", dependencies=[needs("session.read")])
async def show_session(session_id: UUID, db: Db, response: Response, if_match: IfMatch) -> SessionView:
    """Return one session with its blocks, with its ETag."""
    session = await db.get(Session, session_id)
    if session is None:
        raise domain.SessionUnknown("session_id")
    if_match.tell(response, Version.model_validate(session))
    venue = await db.get_one(Venue, session.venue_id)
    return session_view(session, venue, await storage.blocks(db, [session_id]))
