"""Frame of registration's pages: their templates, and the session they are about."""

from pathlib import Path
from uuid import UUID

from fastapi import Request
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.seats.domain import SessionUnknown
from services.registration.seats.storage import Session
from shared.http.requests import Form
from shared.refusals import Refusal
from shared.web.filling import Filled
from shared.web.pages import Pages

PAGES = Pages(Path(__file__).with_name("templates"))


async def session_of(db: AsyncSession, session_id: UUID) -> Session:
    """Return the session. Raises SessionUnknown."""
    session = await db.get(Session, session_id, populate_existing=True)
    if session is None:
        raise SessionUnknown("session_id")
    return session


def refused(request: Request, refusal: Refusal) -> Filled[Form]:
    """Return what is shown above a page when a button of it did nothing."""
    filled: Filled[Form] = Filled()
    filled.refuse(request, refusal)
    return filled
