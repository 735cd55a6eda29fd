"""Receiving a file by form: it stays in memory from the first byte on, and no disk ever sees it."""

from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.registration.imports import refusals
from services.registration.imports.reading import limits
from shared.country.spelling import tidy
from shared.http.problems import InvalidValue
from shared.http.requests import only_printable
from shared.web.filling import ONCE, token_in

MOST_RECEIVED = 6 * limits.MEGABYTE  # with the fields beside the file; shared/http/guard.py counts
UPLOADS = {"/registration/imports": MOST_RECEIVED, "/registration/api/v1/imports": MOST_RECEIVED}
MULTIPART = "multipart/form-data"
LONGEST_FILE_NAME = 200
MOST_FIELDS = 10


class InMemory(MultiPartParser):
    """Writes to no temporary file, whatever the size: the guard lets nothing in that is larger."""

    spool_max_size = 2 * MOST_RECEIVED


@dataclass(frozen=True)
class Received:
    """A file as it was sent, and the fields beside it."""

    file_name: str
    content: bytes
    values: dict[str, str]
    once: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """Return the fields that were filled in."""
        return {name: value for name, value in self.values.items() if value.strip()}


async def receive(request: Request) -> Received:
    """Return what was sent. Raises HTTPException where that is no form."""
    if not request.headers.get("content-type", "").startswith(MULTIPART):
        raise HTTPException(400)
    try:
        sent = await InMemory(request.headers, request.stream(), max_files=1, max_fields=MOST_FIELDS).parse()
    except MultiPartException:
        raise HTTPException(400) from None
    try:
        return await _received(sent)
    finally:
        await sent.close()


async def _received(sent: FormData) -> Received:
    values = {name: value for name, value in sent.multi_items() if isinstance(value, str)} | {"file": ""}
    once = token_in(values)
    values.pop(ONCE, None)
    file = sent.get("file")
    if not isinstance(file, UploadFile):
        return Received("", b"", values, once)
    name = tidy((file.filename or "").replace("\\", "/").rpartition("/")[2])
    return Received(name[:LONGEST_FILE_NAME], await file.read(), values, once)


def content_of(received: Received) -> bytes:
    """Return the file's bytes. Raises FileNameImpossible, NoFile where none was chosen."""
    try:
        only_printable(received.file_name)
    except InvalidValue:
        raise refusals.FileNameImpossible("file") from None
    if not received.content:
        raise refusals.NoFile("file")
    return received.content
