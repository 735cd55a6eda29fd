"""Pages of the organisations that send participants: list, add, change."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.frame import PAGES
from services.registration.people import actions
from services.registration.people.domain import OrganisationUnknown
from services.registration.people.finding import has_word
from services.registration.people.forms import OrganisationForm
from services.registration.people.naming import matching
from services.registration.people.storage import Organisation, Participant
from shared.country import regions
from shared.http.access import Db, needs
from shared.http.preconditions import ChangedMeanwhile
from shared.web.filling import Filled, attempt, fill
from shared.web.forms import ADDS_ONCE, CARRIES_WHAT_IT_SHOWED
from shared.web.opened_forms import as_typed
from shared.web.pages import see_other

Listed = Annotated[str, Query(max_length=10)]

router = APIRouter(prefix="/organisations")


async def choices(db: AsyncSession, region: str = "", sought: str = "") -> Sequence[Organisation]:
    """Return the organisations of a region, or all, by name; those alone whose name holds each word `sought`."""
    query = select(Organisation).order_by(col(Organisation.name), col(Organisation.id))
    if region:
        query = query.where(Organisation.region == region)
    words = (matching(sought) or "").split()
    return (await db.exec(query.where(*(has_word(Organisation, word) for word in words)))).all()


async def _members(db: AsyncSession) -> dict[UUID, int]:
    """Return organisation → how many people of it are known."""
    number = func.count()
    query = select(Participant.organisation_id, number).group_by(col(Participant.organisation_id))
    return dict((await db.exec(query)).all())


@router.get("", dependencies=[needs("organisation.read")])
async def show_organisations(request: Request, db: Db, region: Listed = "", done: str = "") -> HTMLResponse:
    """Show the organisations."""
    shown: dict[str, Any] = {"organisations": await choices(db, region), "members": await _members(db), "done": done}
    return PAGES.show(request, "organisations.html", asked=region, regions=list(regions.names()), **shown)


@router.get("/new", dependencies=[needs("organisation.register")])
async def ask_for_new(request: Request, listed: Listed = "") -> HTMLResponse:
    """Show an empty form."""
    return _show(request, None, listed)


@router.post("/new", dependencies=[needs("organisation.register"), ADDS_ONCE])
async def register(request: Request, db: Db, listed: Listed = "") -> Response:
    """Keep an organisation."""
    filled = await fill(request, OrganisationForm)
    if filled.form is None:
        return _show(request, None, listed, filled)
    async with attempt(db, filled.once(request)) as tried:
        await actions.register_organisation(db, filled.form.entry())
        tried.leads_to = _back_to(listed, "recorded")
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        return _show(request, None, listed, filled)
    return see_other(tried.leads_to)


@router.get("/{organisation_id}", dependencies=[needs("organisation.read")])
async def show_one(request: Request, organisation_id: UUID, db: Db, listed: Listed = "") -> HTMLResponse:
    """Show an organisation, ready to be changed; `listed` is the region of which the list was shown before."""
    return _show(request, await _existing(db, organisation_id), listed)


def as_it_stands(organisation: Organisation) -> dict[str, str]:
    """Return the form as it is filled in for this organisation."""
    values = organisation.model_dump(include=set(OrganisationForm.model_fields))
    return {name: as_typed(value) for name, value in values.items()}


@router.post("/{organisation_id}", dependencies=[needs("organisation.change"), CARRIES_WHAT_IT_SHOWED])
async def change(request: Request, organisation_id: UUID, db: Db, listed: Listed = "") -> Response:
    """Put down what this reader has changed; what others changed meanwhile stays, or is shown beside it."""
    organisation = await _existing(db, organisation_id)
    filled = await fill(request, OrganisationForm)
    if filled.form is None:
        return _show(request, organisation, listed, filled)
    opened = filled.meanwhile
    async with attempt(db) as tried:
        said = filled.form.model_dump(include=opened.touched())
        await actions.change_organisation(db, organisation_id, said, lambda now: opened.check(as_it_stands(now)))
    if isinstance(tried.refusal, ChangedMeanwhile):
        organisation = await _existing(db, organisation_id)
        filled.meet(request, tried.refusal, as_it_stands(organisation))
        return _show(request, organisation, listed, filled)
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        return _show(request, await _existing(db, organisation_id), listed, filled)
    return see_other(_back_to(listed, "saved"))


def _back_to(region: str, done: str) -> str:
    asked = {"region": region} if region else {}
    return f"/registration/organisations?{urlencode(asked | {'done': done})}"


async def _existing(db: AsyncSession, organisation_id: UUID) -> Organisation:
    organisation = await db.get(Organisation, organisation_id, populate_existing=True)
    if organisation is None:
        raise OrganisationUnknown("organisation_id")
    return organisation


def _show(
    request: Request, organisation: Organisation | None, listed: str, filled: Filled[OrganisationForm] | None = None
) -> HTMLResponse:
    shown: dict[str, Any] = {"organisation": organisation, "filled": filled, "regions": list(regions.names())}
    shown["asking"] = f"?{urlencode({'listed': listed})}" if listed else ""
    shown["was"] = as_it_stands(organisation) if organisation else {}
    status = 200 if filled is None else 409 if filled.theirs else 422
    return PAGES.show(request, "organisation.html", status, **shown)
