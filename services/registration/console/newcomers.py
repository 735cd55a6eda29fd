"""A person as a page's form says it, of an organisation that is known or named there for the first time."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people import actions, storage
from services.registration.people.domain import OrganisationEntry, OrganisationKind, Person, PersonKnown
from services.registration.people.forms import ParticipantForm
from services.registration.people.storage import Participant
from shared.forms import Name
from shared.refusals import Invalid, Refusal

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

    def person(self) -> Person:
        """Return the participant as the rules see it."""
        return Person(**self.model_dump(include=set(ParticipantForm.model_fields)))


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


async def record(db: AsyncSession, form: PersonForm) -> Participant:
    """Keep somebody new. Raises PersonKnown, and what people.actions.record_participant raises."""
    person = await _person_of(db, form)
    if known := await storage.find_person(db, person):
        raise PersonKnown(participant_id=str(known.id))
    return await actions.record_participant(db, person)
