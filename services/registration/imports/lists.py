"""One list, found and shown: what pages and API ask for."""

import asyncio
from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from fastapi import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports import storage
from services.registration.imports.refusals import ImportUnknown
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.imports.views.annotated_list import annotated

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def existing(db: AsyncSession, import_id: UUID) -> PeopleImport:
    """Return the list. Raises ImportUnknown."""
    people_import = await db.get(PeopleImport, import_id, populate_existing=True)
    if people_import is None:
        raise ImportUnknown("import_id", days=storage.KEPT_DAYS)
    return people_import


async def file_back(people_import: PeopleImport, rows: Sequence[ImportRow], language: str) -> Response:
    """Return the list as a file, with its problems beside its rows."""
    content = await asyncio.to_thread(lambda: annotated(people_import, people_import.sheet, rows, language))
    stem = people_import.file_name.rpartition(".")[0] or people_import.file_name or "import"
    return download(content, f"{stem}.xlsx")


def download(content: bytes, file_name: str) -> Response:
    """Return a workbook that the browser saves."""
    disposition = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(file_name, safe='')}"
    return Response(content, media_type=XLSX, headers={"content-disposition": disposition})
