"""Pages of organisations that voiced a need: chosen by name here, kept by scheduling, which knows ids alone."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.frame import PAGES
from services.registration.people.organisation_pages import Listed, choices
from services.registration.people.storage import organisations
from shared.country import regions
from shared.http.access import Db, needs
from shared.http.requests import Form
from shared.web.filling import Filled, fill
from shared.web.forms import ONLY_ASKS

MOST = 400  # ids in an address or a form: twice what a need can have, so that scheduling says what is too much
SHOWN_AT_MOST = 50  # of those not ticked; a name or a region finds the others

OF_NEEDS = "/scheduling/needs"  # the place in the frame, where the reader comes from

router = APIRouter(prefix="/organisations")

VoicedBy = Annotated[list[UUID], Query(max_length=MOST, default_factory=list)]


class ChoosingForm(Form):
    """What was searched for, and what was ticked so far. A name is typed into a form, never into a URL."""

    region: str = Field(default="", max_length=10)
    sought: str = Field(default="", max_length=120)
    voiced_by: list[UUID] = Field(default_factory=list, max_length=MOST)


@router.get("/voiced/{need_id}", dependencies=[needs("organisation.read")])
async def show_names(request: Request, need_id: UUID, db: Db, voiced_by: VoicedBy) -> Response:
    """Show the names of the organisations that voiced a need, and lead on to choosing others."""
    known = await organisations(db, voiced_by)
    unknown = len({*voiced_by} - {it.id for it in known})
    shown: dict[str, Any] = {"need_id": need_id, "organisations": known, "unknown": unknown, "place": OF_NEEDS}
    return PAGES.show(request, "organisations_named.html", asking=request.url.query, **shown)


@router.get("/voiced/{need_id}/choose", dependencies=[needs("organisation.read")])
async def ask_which(request: Request, need_id: UUID, db: Db, voiced_by: VoicedBy, region: Listed = "") -> Response:
    """Show the organisations of the region, those that were named ticked."""
    return await _show(request, db, need_id, Filled(), ChoosingForm(region=region, voiced_by=voiced_by))


@router.post("/voiced/{need_id}/choose", dependencies=[needs("organisation.read"), ONLY_ASKS])
async def search(request: Request, need_id: UUID, db: Db) -> Response:
    """Show those that were searched for; what was ticked stays so."""
    filled = await fill(request, ChoosingForm)
    return await _show(request, db, need_id, filled, filled.form or ChoosingForm())


async def _show(
    request: Request, db: AsyncSession, need_id: UUID, filled: Filled[ChoosingForm], asked: ChoosingForm
) -> Response:
    ticked = await organisations(db, asked.voiced_by)
    lost = [it for it in asked.voiced_by if it not in {one.id for one in ticked}]
    others = [it for it in await choices(db, asked.region, asked.sought) if it not in ticked]
    shown: dict[str, Any] = {"ticked": ticked, "lost": lost, "others": others[:SHOWN_AT_MOST]}
    shown |= {"more": len(others) - len(shown["others"]), "regions": list(regions.names())}
    shown |= {"need_id": need_id, "asking": request.url.query, "place": OF_NEEDS}
    status = 422 if filled.errors else 200
    return PAGES.show(request, "organisations_choose.html", status, filled=filled, asked=asked, **shown)
