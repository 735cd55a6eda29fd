"""Pages of lists: send one, look at what it would change, correct its columns, carry it out."""

import asyncio
import json
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports import actions, choosing, lists, storage
from services.registration.imports.forms import KINDS, AnswersForm, ChoicesForm, ColumnsForm, SheetForm, UploadForm
from services.registration.imports.parsing.headings import COLUMNS
from services.registration.imports.reading import sandbox
from services.registration.imports.reading.receiving import content_of, receive
from services.registration.imports.reading.sheet import Sheet
from services.registration.imports.reading.turns import IN_TURN
from services.registration.imports.storage import PeopleImport
from services.registration.imports.views import columns as shown
from services.registration.imports.views import people, wording
from services.registration.imports.views.blank_list import FILE_NAMES, blank_list
from services.registration.imports.views.left_out import beside
from services.registration.seats.storage import Session, open_sessions
from shared.country import regions
from shared.http.access import Db, needs
from shared.http.language import language_of
from shared.http.preconditions import ChangedMeanwhile
from shared.refusals import Conflict, Refusal
from shared.web.filling import Filled, attempt, fill, understand, with_hidden
from shared.web.forms import ADDS_ONCE, CARRIES_WHAT_IT_SHOWED, TWICE_IS_ONCE
from shared.web.pages import Pages, see_other

PAGES = Pages(Path(__file__).with_name("templates"))
HOME = "/registration/imports"

router = APIRouter(prefix="/imports", include_in_schema=False)


@router.get("", dependencies=[needs("import.read")])
async def show_lists(request: Request, db: Db, session_id: str = "") -> Response:
    """Show the form to send a list, and the recent ones."""
    return await _show_lists(request, db, Filled({"session_id": session_id}))


@router.post("", dependencies=[needs("import.send"), IN_TURN, ADDS_ONCE])
async def send_list(request: Request, db: Db) -> Response:
    """Read a list, and show what it would change."""
    received = await receive(request)
    filled = understand(request, UploadForm, received.values)
    filled.token = received.once
    if filled.form is None:
        return await _show_lists(request, db, filled, 422)
    try:
        sheet = await sandbox.read_list(content_of(received))
    except Refusal as refusal:
        filled.refuse(request, refusal)
        return await _show_lists(request, db, filled, 422)
    async with attempt(db, filled.once(request, received.content)) as tried:
        people_import = await actions.take_in(db, received.file_name, sheet, filled.form.choice())
        tried.leads_to = f"{HOME}/{people_import.id}"
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        return await _show_lists(request, db, filled, 422)
    return see_other(tried.leads_to)


@router.get("/blank/{language}", dependencies=[needs("import.read")])
async def take_blank_list(language: Literal["fr", "ar"]) -> Response:
    """Return a list to fill in."""
    return lists.download(await asyncio.to_thread(blank_list, language), FILE_NAMES[language])


@router.get("/{import_id}", dependencies=[needs("import.read")])
async def show_list(request: Request, import_id: UUID, db: Db) -> Response:
    """Show how far the list is: its columns, the dry run, progress, or what was done."""
    return await _show(request, db, import_id)


def as_it_stands(people_import: PeopleImport) -> dict[str, str]:
    """Return the form of the columns by which the list is read, and what is chosen beside them."""
    columns = {f"columns.{place}": str(name) for name, place in people_import.columns.items()}
    chosen = {
        "choices": json.dumps(people_import.choices, sort_keys=True),
        "answers": json.dumps(people_import.answers, sort_keys=True),
    }
    return {"heading_row": str(people_import.heading_row + 1)} | chosen | columns


@router.post("/{import_id}/columns", dependencies=[needs("import.send"), IN_TURN, CARRIES_WHAT_IT_SHOWED])
async def choose_columns(request: Request, import_id: UUID, db: Db) -> Response:
    """Read the list by other columns, unless somebody else has meanwhile: then both are shown."""
    filled = await fill(request, ColumnsForm)
    if filled.form is None:
        return await _show(request, db, import_id, filled)
    form, opened = filled.form, filled.meanwhile
    async with attempt(db) as tried:
        await actions.choose_columns(
            db, import_id, form.heading_row - 1, form.places(), lambda now: opened.check_same(as_it_stands(now))
        )
    return await _after(request, db, import_id, filled, tried.refusal)


@router.post("/{import_id}/choices", dependencies=[needs("import.send"), IN_TURN, CARRIES_WHAT_IT_SHOWED])
async def choose(request: Request, import_id: UUID, db: Db) -> Response:
    """Look again with what is chosen about hidden rows, unclear values, titles or letters."""
    filled = await fill(request, ChoicesForm)
    if filled.form is None:
        return await _show(request, db, import_id, filled)
    opened = filled.meanwhile
    async with attempt(db) as tried:
        chosen = filled.form.chosen()
        await choosing.choose(db, import_id, chosen, lambda now: opened.check_acted_on(as_it_stands(now)))
    return await _after(request, db, import_id, filled, tried.refusal)


@router.post("/{import_id}/sheets", dependencies=[needs("import.send"), IN_TURN, ADDS_ONCE])
async def take_other_sheet(request: Request, import_id: UUID, db: Db) -> Response:
    """Take in another sheet of the same file, and show it."""
    filled = await fill(request, SheetForm)
    if filled.form is None:
        return await _show(request, db, import_id, filled)
    async with attempt(db, filled.once(request)) as tried:
        import_id = (await choosing.take_other_sheet(db, import_id, filled.form.name)).id
        tried.leads_to = f"{HOME}/{import_id}"
    return await _after(request, db, import_id, filled, tried.refusal)


@router.post("/{import_id}/answers", dependencies=[needs("import.send"), IN_TURN, CARRIES_WHAT_IT_SHOWED])
async def answer(request: Request, import_id: UUID, db: Db) -> Response:
    """Look at the list again, with what it asked answered."""
    filled = await fill(request, AnswersForm)
    if filled.form is None:
        return await _show(request, db, import_id, filled)
    form, opened = filled.form, filled.meanwhile
    async with attempt(db) as tried:
        said = form.meanings(), form.people()
        await actions.answer(db, import_id, *said, lambda now: opened.check_acted_on(as_it_stands(now)))
    return await _after(request, db, import_id, filled, tried.refusal)


@router.post("/{import_id}/confirm", dependencies=[needs("import.confirm"), CARRIES_WHAT_IT_SHOWED])
async def confirm(request: Request, import_id: UUID, db: Db) -> Response:
    """Have the list carried out as the page showed it."""
    opened = (await with_hidden(request, Filled[Any]())).meanwhile
    async with attempt(db) as tried:
        await actions.confirm(db, import_id, lambda now: opened.check_acted_on(as_it_stands(now)))
    return await _after(request, db, import_id, Filled(), tried.refusal)


@router.post("/{import_id}/drop", dependencies=[needs("import.send"), TWICE_IS_ONCE])
async def drop(request: Request, import_id: UUID, db: Db) -> Response:
    """Remove the list before its time."""
    async with attempt(db) as tried:
        await actions.drop(db, import_id)
    if tried.refusal:
        return await _after(request, db, import_id, Filled(), tried.refusal)
    return see_other(HOME)


@router.get("/{import_id}/file", dependencies=[needs("import.read")])
async def take_back(request: Request, import_id: UUID, db: Db) -> Response:
    """Return the same list with its problems beside its rows."""
    people_import = await lists.existing(db, import_id)
    return await lists.file_back(people_import, await storage.rows(db, import_id), language_of(request))


async def _after(
    request: Request, db: AsyncSession, import_id: UUID, filled: Filled[Any], refusal: Refusal | None
) -> Response:
    """Show the list anew, or again with what forbids it."""
    if refusal is None:
        return see_other(f"{HOME}/{import_id}")
    if isinstance(refusal, ChangedMeanwhile) and filled.values:
        filled.meet(request, refusal, as_it_stands(await lists.existing(db, import_id)))
    else:
        filled.refuse(request, refusal)
    return await _show(request, db, import_id, filled, 409 if isinstance(refusal, Conflict) else 422)


async def _show(
    request: Request, db: AsyncSession, import_id: UUID, filled: Filled[Any] | None = None, status: int = 422
) -> Response:
    people_import = await lists.existing(db, import_id)
    session = await db.get(Session, people_import.session_id) if people_import.session_id else None
    sheet = await asyncio.to_thread(lambda: people_import.sheet)
    return PAGES.show(
        request,
        "import.html",
        status if filled else 200,
        people_import=people_import,
        stands=as_it_stands(people_import),
        sheet=sheet,
        session=session,
        filled=filled,
        columns=shown.columns(people_import, sheet),
        missing=shown.missing(people_import),
        result=await storage.result(db, import_id),
        meanings=wording.MEANINGS,
        column_names=[(name, wording.COLUMNS[name]) for name in COLUMNS],
        **await _rows(db, people_import, sheet, language_of(request)),
    )


async def _rows(db: AsyncSession, people_import: PeopleImport, sheet: Sheet, language: str) -> dict[str, Any]:
    """Return what is shown of the rows: who is taken in, what is asked, what is wrong, what changes."""
    told = await storage.told_of(db, people_import.id)
    taken_in = (
        await storage.taken_in(db, people_import.id, people.MOST_PEOPLE) if people_import.state != "confirmed" else []
    )
    known = await people.asked_about(db, told)
    asks = people_import.state == "checked"
    asked = await asyncio.to_thread(people.questions, people_import, sheet, told, known, language) if asks else []
    return {
        "people": await asyncio.to_thread(people.people, people_import, sheet, taken_in, language),
        "questions": asked,
        "beside": beside(people_import, sheet, told),
        "problems": shown.problems(people_import, sheet, told, language),
        "otherwise": shown.otherwise(told, language),
        "changes": shown.changes(await storage.with_changes(db, people_import.id, shown.MOST_PROBLEMS), language),
        "name_of": people.name_of,
        "most_shown": shown.MOST_PROBLEMS,
        "most_people": people.MOST_PEOPLE,
    }


async def _show_lists(request: Request, db: AsyncSession, filled: Filled[UploadForm], status: int = 200) -> Response:
    return PAGES.show(
        request,
        "imports.html",
        status,
        filled=filled,
        imports=await storage.recent(db),
        sessions=await open_sessions(db),
        regions=list(regions.names()),
        kinds=KINDS,
        kept_days=storage.KEPT_DAYS,
    )
