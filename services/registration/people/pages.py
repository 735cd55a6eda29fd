"""Pages of people: found by name or phone, seen one at a time, and every look is kept."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.data_requests.storage import of_person
from services.registration.delivery import storage as reach
from services.registration.delivery.domain import to_do, why
from services.registration.delivery.reasons import advice
from services.registration.faults import storage as faults
from services.registration.frame import PAGES
from services.registration.people import actions, known
from services.registration.people.finding import SearchForm, find
from services.registration.people.newcomers import ANOTHER, PersonForm, asked_about, record, said_of
from services.registration.people.organisation_pages import choices
from services.registration.people.storage import Organisation, Participant
from services.registration.seats.lines import participations
from shared.access.audit import of_record
from shared.country import regions
from shared.events import Channel
from shared.http.access import Db, needs
from shared.http.preconditions import ChangedMeanwhile
from shared.http.requests import Before, Form
from shared.web.audit_page import Part
from shared.web.filling import Filled, attempt, fill
from shared.web.forms import ADDS_ONCE, CARRIES_WHAT_IT_SHOWED, ONLY_ASKS, TWICE_IS_ONCE
from shared.web.opened_forms import as_typed
from shared.web.pages import see_other

router = APIRouter(prefix="/participants")


class RightForm(Form):
    """Which of somebody's addresses is right."""

    channel: Channel


NAMES_TOGETHER = (frozenset({"given_name", "family_name"}), frozenset({"given_name_ar", "family_name_ar"}))


@router.get("", dependencies=[needs("participant.read")])
async def ask_whom(request: Request) -> Response:
    """Show how to find somebody."""
    return PAGES.show(request, "people.html", filled=None, found=None)


@router.post("", dependencies=[needs("participant.read"), ONLY_ASKS])
async def search(request: Request, db: Db) -> Response:
    """Show who may be meant."""
    filled = await fill(request, SearchForm)
    if filled.form is None:
        return PAGES.show(request, "people.html", 422, filled=filled, found=None)
    return PAGES.show(request, "people.html", filled=filled, found=await find(db, filled.form.sought))


@router.get("/new", dependencies=[needs("participant.record")])
async def ask_for_new(request: Request, db: Db) -> Response:
    """Show an empty form."""
    return await _show_form(request, db)


@router.post("/new", dependencies=[needs("participant.record"), ADDS_ONCE])
async def record_new(request: Request, db: Db) -> Response:
    """Keep somebody new."""
    filled = await fill(request, PersonForm)
    if filled.form is None:
        return await _show_form(request, db, 422, person=filled)
    async with attempt(db, filled.once(request)) as tried:
        who, state = await record(db, filled.form)
        tried.leads_to = f"/registration/participants/{who}?done={'recorded' if state == 'recorded' else 'saved'}"
    if tried.refusal is None:
        return see_other(tried.leads_to)
    filled.refuse(request, tried.refusal)
    return await _show_form(request, db, 409, person=filled, **await asked_about(db, tried.refusal))


@router.get("/{participant_id}", dependencies=[needs("participant.read")])
async def show_one(request: Request, participant_id: UUID, db: Db, done: str = "") -> Response:
    """Show one person, name and contacts included."""
    person = await actions.see_participant(db, request.state.caller.name, participant_id)
    organisation = await db.get_one(Organisation, person.organisation_id)
    took_part = await participations(db, participant_id)
    shown: dict[str, Any] = {"person": person, "organisation": organisation, "participations": took_part, "done": done}
    shown |= {"requests": await of_person(db, participant_id)}
    shown |= {"fates": await reach.fates(db, participant_id), "calls": await reach.calls_to(db, participant_id)}
    shown |= {"faults": await faults.faults(db, [participant_id])}
    return PAGES.show(request, "person.html", why=why, to_do=to_do, advice=advice, **shown)


@router.post("/{participant_id}/contact-is-right", dependencies=[needs("participant.change"), TWICE_IS_ONCE])
async def say_that_it_is_right(request: Request, participant_id: UUID, db: Db) -> Response:
    """Send to an address again that did not work: somebody who knows says that it is right."""
    await known.locked(db, participant_id)
    page = f"/registration/participants/{participant_id}"
    form = (await fill(request, RightForm)).form
    if form is None:  # no button of ours sends this: nothing is saved, and the page does not say so
        return see_other(page)
    await faults.mend(db, participant_id, form.channel)
    return see_other(f"{page}?done=saved")


@router.get("/{participant_id}/seen", dependencies=[needs("participant.read")])
async def show_who_has_seen(request: Request, participant_id: UUID, db: Db, before: Before = None) -> Response:
    """Show who has looked at this person or changed it; whoever looks here has seen the name."""
    person = await actions.see_participant(db, request.state.caller.name, participant_id)
    part = Part.of(await of_record(db, participant_id, before))
    return PAGES.show(request, "person_seen.html", person=person, part=part)


@router.get("/{participant_id}/edit", dependencies=[needs("participant.change")])
async def ask_for_change(request: Request, participant_id: UUID, db: Db) -> Response:
    """Show a person, ready to be changed."""
    person = await actions.see_participant(db, request.state.caller.name, participant_id)
    values = as_it_stands(person)
    return await _show_form(request, db, person=Filled(values, shown=values), changing=participant_id)


def as_it_stands(person: Participant) -> dict[str, str]:
    """Return the form as it is filled in for this person."""
    return {name: as_typed(value) for name, value in person.model_dump(include=set(PersonForm.model_fields)).items()}


@router.post("/{participant_id}/edit", dependencies=[needs("participant.change"), CARRIES_WHAT_IT_SHOWED])
async def change(request: Request, participant_id: UUID, db: Db) -> Response:
    """Put down what this reader has changed; what others changed meanwhile stays, or is shown beside it."""
    filled = await fill(request, PersonForm)
    if filled.form is None:
        return await _show_form(request, db, 422, person=filled, changing=participant_id)
    opened = filled.meanwhile
    async with attempt(db) as tried:
        said = await said_of(db, filled.form, opened.touched())
        await actions.change_participant(
            db,
            participant_id,
            said,
            lambda now: opened.check(as_it_stands(now), NAMES_TOGETHER),
            filled.form.who(),
        )
    if isinstance(tried.refusal, ChangedMeanwhile):
        now = await actions.see_participant(db, request.state.caller.name, participant_id)
        filled.meet(request, tried.refusal, as_it_stands(now))
        return await _show_form(request, db, 409, person=filled, changing=participant_id)
    if tried.refusal:
        filled.refuse(request, tried.refusal)
        known = await asked_about(db, tried.refusal)
        return await _show_form(request, db, 409, person=filled, changing=participant_id, **known)
    return see_other(f"/registration/participants/{participant_id}?done=saved")


async def _show_form(request: Request, db: AsyncSession, status: int = 200, **tried: Any) -> Response:
    shown = {"person": None, "known": None, "answers": (), "changing": None, **tried}
    offered = {
        "organisations": await choices(db),
        "another": ANOTHER,
        "region": "",
        "region_codes": list(regions.names()),
    }
    return PAGES.show(request, "person_form.html", status, **offered, **shown)
