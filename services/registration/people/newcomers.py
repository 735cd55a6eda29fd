"""A person as a page's form says it, of an organisation that is known or named there for the first time."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people import actions, storage
from services.registration.people.domain import OrganisationEntry, OrganisationKind, Person
from services.registration.people.finding import found_again
from services.registration.people.forms import ParticipantForm
from services.registration.people.keeping import Kept, keep_participant
from services.registration.people.meant import PersonKnown, RecordedTwice
from shared.http.requests import Name
from shared.refusals import Invalid, Refusal

# Who has name and contact of somebody known is that person; two records are never made one.
ANSWERS: dict[type[Refusal], tuple[str, ...]] = {PersonKnown: ("same",), RecordedTwice: ("another",)}
ANOTHER = UUID(int=0)  # chosen in place of an organisation: the one that is named below


class OrganisationNameless(Invalid):
    """Say what the new organisation is called."""


class OrganisationWithoutRegion(Invalid):
    """Choose the region of the new organisation."""


class PersonForm(ParticipantForm):
    """A person, and where it is new the organisation."""

    organisation_name: Name | None = None
    organisation_kind: OrganisationKind = "association"
    organisation_region: str = Field(default="", max_length=10)


async def said_of(db: AsyncSession, form: PersonForm, asked: Collection[str]) -> dict[str, Any]:
    """Return what was said of a person in the fields that the page had: one left empty says that there is nothing.

    Raises what `_organisation` raises.
    """
    person = asdict(await _person_of(db, form))
    return {name: value for name, value in person.items() if name in asked}


async def _person_of(db: AsyncSession, form: PersonForm) -> Person:
    """Return the person, of an organisation that now exists. Raises what `_organisation` raises."""
    if form.organisation_id == ANOTHER:
        form.organisation_id = await _organisation(db, form)
    return form.person()


async def _organisation(db: AsyncSession, form: PersonForm) -> UUID:
    """Return the organisation of this name in this region, which is made where there is none.

    Raises OrganisationNameless, OrganisationWithoutRegion, and what a new one raises, naming the fields of this form.
    """
    if form.organisation_name is None:
        raise OrganisationNameless("organisation_name")
    if not form.organisation_region:
        raise OrganisationWithoutRegion("organisation_region")
    known = await storage.find_organisations(db, form.organisation_name, form.organisation_region)
    if known:
        return known[0].id
    entry = OrganisationEntry(form.organisation_name, form.organisation_kind, form.organisation_region)
    try:
        return (await actions.register_organisation(db, entry)).id
    except Refusal as refusal:
        refusal.field = f"organisation_{refusal.field}"  # as the page calls it
        raise


async def record(db: AsyncSession, form: PersonForm) -> Kept:
    """Keep somebody new, or who is meant. Raises what people.keeping.keep_participant raises."""
    return await keep_participant(db, await _person_of(db, form), form.who())


async def asked_about(db: AsyncSession, refusal: Refusal) -> dict[str, Any]:
    """Return for the page whom the form met that is known, and what may be answered."""
    if "participant_id" not in refusal.values:
        return {"known": None, "answers": ()}
    known = await found_again(db, UUID(refusal.values["participant_id"]))
    return {"known": known, "answers": ANSWERS.get(type(refusal), ("same", "another"))}
