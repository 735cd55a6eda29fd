"""Pages of a module: its versions, which needs they answer, where they are taught; and the next version."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue import actions
from services.scheduling.catalogue.domain import ModuleUnknown
from services.scheduling.catalogue.forms import ModuleForm, ReleaseForm
from services.scheduling.catalogue.storage import Module
from services.scheduling.chain.storage import from_module
from services.scheduling.frame import Taught, by_version, show, words_of
from services.scheduling.needs.storage import Assessment, Need, latest, needs_of
from services.scheduling.typed_rows import Shape, read, refuse
from shared.http.access import Db, needs
from shared.http.preconditions import ChangedMeanwhile
from shared.web.filling import KEEP_OR_REPLACE, Filled, attempt
from shared.web.forms import ADDS_ONCE, CARRIES_WHAT_IT_SHOWED
from shared.web.opened_forms import as_shown
from shared.web.pages import see_other

router = APIRouter(prefix="/modules")

SHAPE = Shape()


async def all_needs(db: AsyncSession) -> list[tuple[Assessment, Sequence[Need]]]:
    """Return what a version can answer, assessment by assessment."""
    assessments = await latest(db)
    voiced = await needs_of(db, [it.id for it in assessments])
    return [(it, [need for need in voiced if need.assessment_id == it.id]) for it in assessments]


async def _form(
    request: Request, db: AsyncSession, filled: Filled[Any], status: int = 200, module: Module | None = None
) -> HTMLResponse:
    """Return the form for a module, or for the next version of one that exists."""
    chosen = {value for name, value in filled.values.items() if name.startswith("answers.")}
    voiced = await all_needs(db)
    return show(request, "module_new.html", status, filled=filled, module=module, voiced=voiced, chosen=chosen)


@router.get("/new", dependencies=[needs("module.release")])
async def show_new(request: Request, db: Db, need: UUID | None = None) -> HTMLResponse:
    """Ask for a module; it answers `need` unless that is taken away."""
    return await _form(request, db, Filled({"answers.0": str(need)} if need else {}))


@router.post("/new", dependencies=[needs("module.release"), ADDS_ONCE])
async def create_module(request: Request, db: Db) -> Response:
    """Create a module with its version 1."""
    filled = await read(request, ModuleForm, SHAPE)
    if filled.form is not None:
        async with attempt(db, filled.once(request)) as tried:
            module = await actions.create_module(db, filled.form.code, filled.form.release())
            tried.leads_to = f"/scheduling/modules/{module.id}?done=module"
        if tried.refusal is None:
            return see_other(tried.leads_to)
        refuse(filled, request, tried.refusal, SHAPE)
    return await _form(request, db, filled, 422)


@router.get("/{module_id}", dependencies=[needs("module.read")])
async def show_module(request: Request, module_id: UUID, db: Db) -> HTMLResponse:
    """Show a module's versions: which need each answers, voiced where and when, and which sessions teach it."""
    module = await _module_of(db, module_id)
    return show(request, "module.html", module=module, versions=(await _versions(db, module_id))[::-1])


async def _module_of(db: AsyncSession, module_id: UUID) -> Module:
    module = await db.get(Module, module_id, populate_existing=True)
    if module is None:
        raise ModuleUnknown("module_id")
    return module


async def _versions(db: AsyncSession, module_id: UUID) -> list[Taught]:
    return by_version(await from_module(db, module_id))


@router.get("/{module_id}/versions/new", dependencies=[needs("module.release")])
async def show_next(request: Request, module_id: UUID, db: Db) -> HTMLResponse:
    """Offer the newest version, to be changed into the next."""
    module = await _module_of(db, module_id)
    newest = (await _versions(db, module_id))[-1]
    now = as_it_stands(newest)
    return await _form(request, db, Filled(unfolded(now), shown=now), module=module)


def as_it_stands(newest: Taught) -> dict[str, str]:
    """Return the form as it is filled in for the newest version; what it answers as one field."""
    told = {name: str(getattr(newest.release, name)) for name in ("version", "title_fr", "title_ar", "minutes")}
    return told | {"answers": " ".join(sorted(str(need.id) for need, _ in newest.needs))}


def folded(values: Mapping[str, str]) -> dict[str, str]:
    """Return the form with what it answers as one field."""
    answers = " ".join(sorted(value for name, value in values.items() if name.startswith("answers.")))
    return {name: value for name, value in values.items() if not name.startswith("answers.")} | {"answers": answers}


def unfolded(values: Mapping[str, str]) -> dict[str, str]:
    """Return the form with a field for each need it answers."""
    answers = {f"answers.{place}": need for place, need in enumerate(values["answers"].split())}
    return {name: value for name, value in values.items() if name not in {"answers", "version"}} | answers


@router.post("/{module_id}/versions/new", dependencies=[needs("module.release"), CARRIES_WHAT_IT_SHOWED])
async def release_version(request: Request, module_id: UUID, db: Db) -> Response:
    """Release the next version, unless somebody else has meanwhile: then both are shown."""
    filled = await read(request, ReleaseForm, SHAPE)
    if filled.form is None:
        return await _form(request, db, filled, 422, await _module_of(db, module_id))
    async with attempt(db) as tried:
        await actions.release_version(db, module_id, filled.form.release(), as_shown(filled.shown or {}))
    if tried.refusal is None:
        return see_other(f"/scheduling/modules/{module_id}?done=module")
    if isinstance(tried.refusal, ChangedMeanwhile):
        await _meet(request, db, module_id, filled)
        return await _form(request, db, filled, 409, await _module_of(db, module_id))
    refuse(filled, request, tried.refusal, SHAPE)
    return await _form(request, db, filled, 422, await _module_of(db, module_id))


async def _meet(request: Request, db: AsyncSession, module_id: UUID, filled: Filled[ReleaseForm]) -> None:
    """Show what was typed beside the version that was released meanwhile."""
    now = as_it_stands((await _versions(db, module_id))[-1])
    filled.values = folded(filled.values)
    theirs = {name: value for name, value in filled.meanwhile.changed(now).items() if name in filled.values}
    filled.meet(request, ChangedMeanwhile("", theirs), now)
    filled.values = unfolded(filled.values)
    if "answers" in theirs:
        filled.errors["answers"] = words_of(request).say(KEEP_OR_REPLACE)
