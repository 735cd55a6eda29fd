"""Pages of consent: what somebody has said to each purpose, and the words to read to them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.consents import actions, storage
from services.registration.consents.domain import PURPOSES, words
from services.registration.consents.forms import ConsentForm
from services.registration.frame import PAGES
from services.registration.people.actions import see_participant
from shared.http.access import Db, needs
from shared.web.filling import attempt, fill
from shared.web.forms import TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter(prefix="/participants/{participant_id}/consents")


@router.get("", dependencies=[needs("participant.read")])
async def show_consents(request: Request, participant_id: UUID, db: Db, done: str = "") -> Response:
    """Show what the person has said, and the words to read to them."""
    return await _show(request, db, participant_id, done=done)


@router.post("", dependencies=[needs("consent.record"), TWICE_IS_ONCE])
async def say(request: Request, participant_id: UUID, db: Db) -> Response:
    """Keep what the person says now; the same once more changes nothing and is said so."""
    filled = await fill(request, ConsentForm)
    if filled.form is None:
        return await _show(request, db, participant_id, 422, filled=filled)
    async with attempt(db) as tried:
        await actions.say(db, participant_id, filled.form.said())
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        return await _show(request, db, participant_id, 409, filled=filled)
    return see_other(f"/registration/participants/{participant_id}/consents?done=saved")


async def _show(request: Request, db: AsyncSession, participant_id: UUID, status: int = 200, **tried: Any) -> Response:
    person = await see_participant(db, request.state.caller.name, participant_id)
    said = await storage.said_by(db, participant_id)
    shown = {"person": person, "said": said, "newest": storage.newest(said), "filled": None, "done": "", **tried}
    return PAGES.show(request, "consents.html", status, purposes=PURPOSES, asked=words(), **shown)
