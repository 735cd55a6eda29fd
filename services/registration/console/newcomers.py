"""A person as a page's form says it, of an organisation that is known or named there for the first time."""

from uuid import UUID

from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people import actions, storage
from services.registration.people.domain import OrganisationEntry, OrganisationKind, Person, PersonKnown
from services.registration.people.forms import ParticipantForm
from services.registration.people.storage import Participant
from shared.forms import Name
from shared.refusals import Invalid

ANOTHER = UUID(int=0)  # chosen in place of an organisation: the one that is named below


class OrganisationNameless(Invalid):
    """Say what the new organisation is called."""


class PersonForm(ParticipantForm):
    """A person, and where it is new the organisation."""

    organisation_name: Name | None = None
    organisation_kind: OrganisationKind = "association"
    organisation_region: str = Field(default="", max_length=10)

    def person(self) -> Person:
        """Return the participant as the rules see it."""
        return Person(**self.model_dump(include=set(ParticipantForm.model_fields)))


async def person_of(db: AsyncSession, form: PersonForm) -> Person:
    """Return the person, of an organisation that now exists. Raises OrganisationNameless and what a new one raises."""
    if form.organisation_id == ANOTHER:
        form.organisation_id = await _organisation(db, form)
    return form.person()


async def _organisation(db: AsyncSession, form: PersonForm) -> UUID:
    """Return the organisation of this name in this region, which is made where there is none."""
    if form.organisation_name is None:
        raise OrganisationNameless("organisation_name")
    known = await storage.find_organisations(db, form.organisation_name, form.organisation_region)
    if known:
        return known[0].id
    entry = OrganisationEntry(form.organisation_name, form.organisation_kind, form.organisation_region)
    return (await actions.register_organisation(db, entry)).id


async def record(db: AsyncSession, form: PersonForm) -> Participant:
    """Keep somebody new. Raises PersonKnown, and what people.actions.record_participant raises."""
    person = await person_of(db, form)
    if known := await storage.find_person(db, person):
        raise PersonKnown(participant_id=str(known.id))
    return await actions.record_participant(db, person)
