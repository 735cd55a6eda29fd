"""HTTP: lists; send one, look at the dry run, confirm it, take it back with its problems."""

import asyncio
from typing import Annotated, Any, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from services.registration.imports import actions, choosing, storage
from services.registration.imports.forms import (
    AnswersForm,
    ChoicesForm,
    ColumnsForm,
    ImportView,
    SheetForm,
    UploadForm,
    view,
)
from services.registration.imports.lists import existing, file_back
from services.registration.imports.reading.receiving import content_of, receive
from services.registration.imports.reading.sandbox import read_list
from services.registration.imports.reading.sheet import Sheet
from services.registration.imports.reading.turns import IN_TURN
from services.registration.imports.views.left_out import beside
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.language import language_of

router = APIRouter()
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "XLSX or CSV, 5 MB at most"},
                        "session_id": {"type": "string", "format": "uuid"},
                        "region": {"type": "string", "description": "of associations that are new, without a session"},
                        "kind": {"type": "string", "description": "of associations that are new"},
                    },
                }
            }
        },
    }
}


class SentList(NamedTuple):
    """A list that has been read, and what was chosen beside it."""

    file_name: str
    form: UploadForm
    sheet: Sheet


async def read_first(request: Request) -> SentList:
    """Read the list before a transaction is opened, which would be open for as long as that takes."""
    await request.body()  # whoever asks for it after the file has been taken out of it gets it too
    received = await receive(request)
    try:
        form = UploadForm.model_validate(received.chosen)
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from None
    return SentList(received.file_name, form, await read_list(content_of(received)))


@router.post("/imports", status_code=201, dependencies=[needs("import.send"), IN_TURN], openapi_extra=BODY)
async def send_list(sent: Annotated[SentList, Depends(read_first)], db: Db, once: OncePerKey) -> Receipt:
    """Keep a list of people and look at what it would change; nothing is changed yet."""
    people_import = await actions.take_in(db, sent.file_name, sent.sheet, sent.form.choice())
    return await once(Receipt(id=people_import.id, state=people_import.state))


@router.get("/imports/{import_id}", dependencies=[needs("import.read")])
async def show_list(import_id: UUID, request: Request, db: Db, response: Response) -> ImportView:
    """Return how far the list is, and everything that is wrong with it."""
    response.headers["cache-control"] = "no-store"
    people_import = await existing(db, import_id)
    told, result = await storage.told_of(db, import_id), await storage.result(db, import_id)
    file = await asyncio.to_thread(lambda: beside(people_import, people_import.sheet, told))
    return view(people_import, told, result, file, language_of(request))


@router.post("/imports/{import_id}/columns", dependencies=[needs("import.send"), IN_TURN])
async def choose_columns(import_id: UUID, form: ColumnsForm, db: Db, once: OncePerKey) -> Receipt:
    """Say what the columns are, and look again."""
    people_import = await actions.choose_columns(db, import_id, form.heading_row - 1, form.places())
    return await once(Receipt(id=people_import.id, state=people_import.state))


@router.post("/imports/{import_id}/choices", dependencies=[needs("import.send"), IN_TURN])
async def choose(import_id: UUID, form: ChoicesForm, db: Db, once: OncePerKey) -> Receipt:
    """Say what hidden rows, unclear values, titles of sections and letters are, and look again."""
    people_import = await choosing.choose(db, import_id, form.chosen())
    return await once(Receipt(id=people_import.id, state=people_import.state))


@router.post("/imports/{import_id}/sheets", status_code=201, dependencies=[needs("import.send"), IN_TURN])
async def take_other_sheet(import_id: UUID, form: SheetForm, db: Db, once: OncePerKey) -> Receipt:
    """Take in another sheet of the same file, as a list of its own."""
    people_import = await choosing.take_other_sheet(db, import_id, form.name)
    return await once(Receipt(id=people_import.id, state=people_import.state))


@router.post("/imports/{import_id}/answers", dependencies=[needs("import.send"), IN_TURN])
async def answer(import_id: UUID, form: AnswersForm, db: Db, once: OncePerKey) -> Receipt:
    """Say which associations are meant and who is one person, and look again."""
    people_import = await actions.answer(db, import_id, form.meanings(), form.people())
    return await once(Receipt(id=people_import.id, state=people_import.state))


@router.post("/imports/{import_id}/confirm", dependencies=[needs("import.confirm")])
async def confirm(import_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Have the list carried out: rows with problems are left out."""
    people_import = await actions.confirm(db, import_id)
    return await once(Receipt(id=people_import.id, state=people_import.state))


@router.get("/imports/{import_id}/file", dependencies=[needs("import.read")])
async def take_back(import_id: UUID, request: Request, db: Db) -> Response:
    """Return the same list as a workbook, with its problems and what was done beside its rows."""
    people_import = await existing(db, import_id)
    return await file_back(people_import, await storage.rows(db, import_id), language_of(request))


@router.delete("/imports/{import_id}", dependencies=[needs("import.send")])
async def drop(import_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Remove the list and its verdicts before their time; people who were taken over stay."""
    await actions.drop(db, import_id)
    return await once(Receipt(id=import_id, state="removed"))
