"""Door 1: HTTP."""

from uuid import UUID

from fastapi import APIRouter

from services.scheduling import actions, domain, storage
from services.scheduling.forms import (
    ModuleForm,
    ModuleView,
    ProgrammeForm,
    ProgrammeView,
    ReleaseForm,
    SessionForm,
    SessionView,
    VenueForm,
    VenueView,
    module_view,
    session_view,
)
from services.scheduling.storage import Module, Programme, Session, Venue
from shared.forms import After, Limit
from shared.http import Db, needs
from shared.idempotency import OncePerKey, Receipt
from shared.rows import page

router = APIRouter(prefix="/api/v1", tags=["scheduling"])


@router.post("/programmes", status_code=201, dependencies=[needs("programme.define")])
async def define_programme(form: ProgrammeForm, db: Db, once: OncePerKey) -> Receipt:
    """Define a programme."""
    programme = await actions.define_programme(db, form.code, form.title, form.donors)
    return await once(Receipt(id=programme.id, state="defined"))


@router.get("/programmes", dependencies=[needs("programme.read")])
async def list_programmes(db: Db, after: After = None, limit: Limit = 100) -> list[ProgrammeView]:
    """Return the programmes, the oldest first."""
    return [ProgrammeView.model_validate(one) for one in await page(db, Programme, after, limit)]


@router.get("/programmes/{programme_id}", dependencies=[needs("programme.read")])
async def show_programme(programme_id: UUID, db: Db) -> ProgrammeView:
    """Return one programme."""
    programme = await db.get(Programme, programme_id)
    if programme is None:
        raise domain.ProgrammeUnknown("programme_id")
    return ProgrammeView.model_validate(programme)


@router.post("/modules", status_code=201, dependencies=[needs("module.release")])
async def create_module(form: ModuleForm, db: Db, once: OncePerKey) -> Receipt:
    """Create a module with its version 1."""
    module = await actions.create_module(db, form.code, form.title_fr, form.title_ar, form.minutes)
    return await once(Receipt(id=module.id, state="released"))


@router.post("/modules/{module_id}/versions", status_code=201, dependencies=[needs("module.release")])
async def release_version(module_id: UUID, form: ReleaseForm, db: Db, once: OncePerKey) -> Receipt:
    """Release the next version of a module."""
    module = await actions.release_version(db, module_id, form.title_fr, form.title_ar, form.minutes)
    return await once(Receipt(id=module.id, state="released"))


@router.get("/modules", dependencies=[needs("module.read")])
async def list_modules(db: Db, after: After = None, limit: Limit = 100) -> list[ModuleView]:
    """Return the modules with their versions, the oldest first."""
    modules = await page(db, Module, after, limit)
    releases = await storage.releases(db, [module.id for module in modules])
    return [module_view(module, releases) for module in modules]


@router.get("/modules/{module_id}", dependencies=[needs("module.read")])
async def show_module(module_id: UUID, db: Db) -> ModuleView:
    """Return one module with its versions."""
    module = await db.get(Module, module_id)
    if module is None:
        raise domain.ModuleUnknown("module_id")
    return module_view(module, await storage.releases(db, [module_id]))


@router.post("/venues", status_code=201, dependencies=[needs("venue.register")])
async def register_venue(form: VenueForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep a venue."""
    venue = await actions.register_venue(db, form.name, form.city, form.region, form.capacity)
    return await once(Receipt(id=venue.id, state="registered"))


@router.get("/venues", dependencies=[needs("venue.read")])
async def list_venues(db: Db, after: After = None, limit: Limit = 100) -> list[VenueView]:
    """Return the venues, the oldest first."""
    return [VenueView.model_validate(one) for one in await page(db, Venue, after, limit)]


@router.get("/venues/{venue_id}", dependencies=[needs("venue.read")])
async def show_venue(venue_id: UUID, db: Db) -> VenueView:
    """Return one venue."""
    venue = await db.get(Venue, venue_id)
    if venue is None:
        raise domain.VenueUnknown("venue_id")
    return VenueView.model_validate(venue)


@router.post("/sessions", status_code=201, dependencies=[needs("session.plan")])
async def plan_session(form: SessionForm, db: Db, once: OncePerKey) -> Receipt:
    """Plan a session."""
    session = await actions.plan_session(db, form.plan())
    return await once(Receipt(id=session.id, state=session.state))


@router.post("/sessions/{session_id}/open", dependencies=[needs("session.open")])
async def open_session(session_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Let registration begin."""
    session = await actions.open_session(db, session_id)
    return await once(Receipt(id=session.id, state=session.state))


@router.post("/sessions/{session_id}/complete", dependencies=[needs("session.complete")])
async def complete_session(session_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Say that the session has taken place."""
    session = await actions.complete_session(db, session_id)
    return await once(Receipt(id=session.id, state=session.state))


@router.get("/sessions", dependencies=[needs("session.read")])
async def list_sessions(db: Db, after: After = None, limit: Limit = 100) -> list[SessionView]:
    """Return the sessions with their blocks, the first planned first."""
    sessions = await page(db, Session, after, limit)
    venues = await storage.venues(db, {session.venue_id for session in sessions})
    blocks = await storage.blocks(db, [session.id for session in sessions])
    return [session_view(session, venues[session.venue_id], blocks) for session in sessions]


@router.get("/sessions/{session_id}", dependencies=[needs("session.read")])
async def show_session(session_id: UUID, db: Db) -> SessionView:
    """Return one session with its blocks."""
    session = await db.get(Session, session_id)
    if session is None:
        raise domain.SessionUnknown("session_id")
    venue = await db.get_one(Venue, session.venue_id)
    return session_view(session, venue, await storage.blocks(db, [session_id]))
