"""A browser before the console, and what is read from its pages."""

import re
from collections.abc import Sequence
from html import unescape
from uuid import UUID

import httpx2

from services.registration.attendance.domain import Marked
from services.registration.people.newcomers import ANOTHER
from services.registration.seats.storage import blocks
from shared.events import AttendanceState
from shared.kernel.database import Database
from tests.integration.built import EVERYTHING
from tests.integration.registration.conftest import asking
from tests.integration.registration.given import mark

LANGUAGES = ("fr", "ar")


def browser(database: Database, language: str = "fr") -> httpx2.AsyncClient:
    """Return the browser of a coordinator who reads this language and goes where a page sends it."""
    client = asking(database, EVERYTHING)
    client.base_url = str(client.base_url).removesuffix("/").removesuffix("/api/v1")
    client.headers.update({"accept": "text/html,*/*;q=0.8", "accept-language": language})
    client.follow_redirects = True
    return client


def at_the_door(database: Database, language: str = "fr") -> httpx2.AsyncClient:
    """Return a browser that takes the addresses of forms as they stand on pages."""
    client = browser(database, language)
    client.base_url = str(client.base_url).partition("/registration")[0]
    return client


def seen(page: httpx2.Response) -> str:
    """Return what a reader sees of the page, without its markup."""
    text = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(text).split())


def complaints(page: httpx2.Response) -> dict[str, str]:
    """Return field → what the page says beside it."""
    found = re.findall(r'<p class="error" id="([^"]+)-error">([^<]*)</p>', page.text)
    return {name: unescape(text) for name, text in found}


def somebody(organisation_id: UUID | str, **typed: str) -> dict[str, str]:
    """Return the form of a made-up person as it is typed."""
    names = {"given_name": "Exemple", "family_name": "Nouvelle", "sex": "woman", "first_timer": "true"}
    reach = {"language": "fr", "route": "phone", "phone": "06 61 00 00 01", "email": "", "opted_out": "false"}
    return names | reach | {"organisation_id": str(organisation_id)} | typed


def of_new_organisation(**typed: str) -> dict[str, str]:
    """Return the form of a made-up person whose organisation nobody knows yet."""
    named = {"organisation_name": "Association Exemple Neuve", "organisation_kind": "ngo"}
    return somebody(ANOTHER, **named, organisation_region="MA-02") | typed


async def block_ids(database: Database, session_id: UUID) -> list[UUID]:
    """Return the session's blocks in their order."""
    async with database.sessions() as db:
        return [block.id for block in await blocks(db, session_id)]


async def all_marked(
    database: Database, session_id: UUID, block_id: UUID, people: Sequence[UUID], state: AttendanceState = "present"
) -> None:
    """Mark them all alike in one block."""
    await mark(database, session_id, block_id, *(Marked(one, state) for one in people))


def shown_by(page: httpx2.Response) -> dict[str, str]:
    """Return the hidden field in which the form of a page says what it showed."""
    [said] = re.findall(r"name=\"shown\" value='([^']*)'", page.text)
    return {"shown": unescape(said)}
