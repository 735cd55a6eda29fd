"""Donors of a programme: their names in each language, said by one who has them before them as they are."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue import actions
from services.scheduling.catalogue.domain import ProgrammeUnknown
from services.scheduling.catalogue.forms import NamesForm
from services.scheduling.catalogue.storage import Programme
from services.scheduling.frame import show
from services.scheduling.typed_rows import Shape, read, refuse
from shared.http.access import Db, needs
from shared.http.preconditions import ChangedMeanwhile
from shared.i18n import LANGUAGES
from shared.web.filling import Filled, attempt
from shared.web.forms import CARRIES_WHAT_IT_SHOWED
from shared.web.opened_forms import as_typed
from shared.web.pages import see_other

router = APIRouter(prefix="/programmes/{programme_id}")

ROWS = Shape(begun=frozenset({"donor"}))


def as_it_stands(programme: Programme) -> dict[str, str]:
    """Return the form as it is filled in for this programme: a row for each of its donors."""
    rows = {f"donor_names.{place}": donor for place, donor in enumerate(programme.donors)}
    names = {
        f"{row}.{language}": as_typed(programme.names_of(donor).get(language))
        for row, donor in rows.items()
        for language in LANGUAGES
    }
    return names | {f"{row}.donor": donor for row, donor in rows.items()}


async def _programme(db: AsyncSession, programme_id: UUID) -> Programme:
    programme = await db.get(Programme, programme_id, populate_existing=True)
    if programme is None:
        raise ProgrammeUnknown("programme_id")
    return programme


@router.get("", dependencies=[needs("programme.read")])
async def show_programme(request: Request, programme_id: UUID, db: Db) -> HTMLResponse:
    """Show what the donors are called, ready to be changed."""
    programme = await _programme(db, programme_id)
    values = as_it_stands(programme)
    return show(request, "programme.html", programme=programme, filled=Filled[NamesForm](values, shown=values))


@router.post("", dependencies=[needs("programme.define"), CARRIES_WHAT_IT_SHOWED])
async def name_donors(request: Request, programme_id: UUID, db: Db) -> Response:
    """Put down the names, unless somebody else has meanwhile: then both are shown."""
    filled = await read(request, NamesForm, ROWS)
    opened, form = filled.meanwhile, filled.form
    if form is None:
        return show(request, "programme.html", 422, programme=await _programme(db, programme_id), filled=filled)
    async with attempt(db) as tried:
        await actions.name_donors(db, programme_id, form.names(), lambda now: opened.check_same(as_it_stands(now)))
    if tried.refusal is None:
        return see_other("/scheduling/programmes?done=donors")
    programme, status = await _programme(db, programme_id), 422
    if isinstance(tried.refusal, ChangedMeanwhile):
        filled.meet(request, tried.refusal, as_it_stands(programme))
        status = 409
    else:
        refuse(filled, request, tried.refusal, ROWS)
    return show(request, "programme.html", status, programme=programme, filled=filled)
