"""Programmes and modules over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.scheduling.catalogue import actions, domain, storage
from services.scheduling.catalogue.forms import (
    ModuleForm,
    ModuleView,
    NamesForm,
    ProgrammeForm,
    ProgrammeView,
    ReleaseForm,
    module_view,
)
from services.scheduling.catalogue.storage import Module, Programme
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.preconditions import IfMatch, Version
from shared.http.requests import After, Limit
from shared.rows import page

router = APIRouter()


@router.post("/programmes", status_code=201, dependencies=[needs("programme.define")])
async def define_programme(form: ProgrammeForm, db: Db, once: OncePerKey) -> Receipt:
    """Define a programme."""
    programme = await actions.define_programme(db, form.paid())
    return await once(Receipt(id=programme.id, state="defined"))


@router.get("/programmes", dependencies=[needs("programme.read")])
async def list_programmes(db: Db, after: After = None, limit: Limit = 100) -> list[ProgrammeView]:
    """Return the programmes, the oldest first."""
    return [ProgrammeView.model_validate(one) for one in await page(db, Programme, after, limit)]


@router.get("/programmes/{programme_id}", dependencies=[needs("programme.read")])
async def show_programme(programme_id: UUID, db: Db, response: Response, if_match: IfMatch) -> ProgrammeView:
    """Return one programme, with its ETag."""
    programme = await db.get(Programme, programme_id)
    if programme is None:
        raise domain.ProgrammeUnknown("programme_id")
    if_match.tell(response, Version.model_validate(programme))
    return ProgrammeView.model_validate(programme)


@router.put("/programmes/{programme_id}/donor-names", dependencies=[needs("programme.define")])
async def name_donors(programme_id: UUID, form: NamesForm, db: Db, once: OncePerKey, if_match: IfMatch) -> Receipt:
    """Say what the donors are called in each language, all of them; made from others, with that ETag in If-Match."""
    changed = await actions.name_donors(db, programme_id, form.names(), if_match.version)
    return await once(Receipt(id=programme_id, state="changed" if changed else "unchanged"))


@router.post("/modules", status_code=201, dependencies=[needs("module.release")])
async def create_module(form: ModuleForm, db: Db, once: OncePerKey) -> Receipt:
    """Create a module with its version 1."""
    module = await actions.create_module(db, form.code, form.release())
    return await once(Receipt(id=module.id, state="released"))


@router.post("/modules/{module_id}/versions", status_code=201, dependencies=[needs("module.release")])
async def release_version(module_id: UUID, form: ReleaseForm, db: Db, once: OncePerKey, if_match: IfMatch) -> Receipt:
    """Release the next version of a module, whole; made from another, with that one's ETag in If-Match."""
    module = await actions.release_version(db, module_id, form.release(), if_match.version)
    return await once(Receipt(id=module.id, state="released"))


@router.get("/modules", dependencies=[needs("module.read")])
async def list_modules(db: Db, after: After = None, limit: Limit = 100) -> list[ModuleView]:
    """Return the modules with their versions, the oldest first."""
    modules = await page(db, Module, after, limit)
    ids = [module.id for module in modules]
    releases, answers = await storage.releases(db, ids), await storage.answers_of(db, ids)
    return [module_view(module, releases, answers) for module in modules]


@router.get("/modules/{module_id}", dependencies=[needs("module.read")])
async def show_module(module_id: UUID, db: Db, response: Response, if_match: IfMatch) -> ModuleView:
    """Return one module with its versions, with its ETag."""
    module = await db.get(Module, module_id)
    if module is None:
        raise domain.ModuleUnknown("module_id")
    if_match.tell(response, Version.model_validate(module))
    return module_view(module, await storage.releases(db, [module_id]), await storage.answers_of(db, [module_id]))
