"""Organisations and participants, as far as figures need them: no name, no contact."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.fields import REGION, Sex
from shared.kernel.contracts import Event


class OrganisationRegistered(Event):
    """A civil-society organisation, as it stands now."""

    topic: ClassVar = "registration.organisations"
    source: ClassVar = "/registration"
    type: ClassVar = "organisation.registered.v1"

    organisation_id: UUID
    kind: str = Field(description="kind of organisation, e.g. association")
    region: str = REGION

    @property
    def subject(self) -> str:
        return str(self.organisation_id)


class ParticipantRecorded(Event):
    """The three coarse facts about a participant that figures need, as they stand now. Pseudonymous, internal."""

    topic: ClassVar = "registration.participants"
    source: ClassVar = "/registration"
    type: ClassVar = "participant.recorded.v1"

    participant_id: UUID = Field(description="random")
    sex: Sex
    organisation_id: UUID
    first_timer: bool = Field(description="has not taken part in a session of ours before")
    erased: bool = Field(default=False, description="name and contacts are gone for good; nobody writes to the person")

    @property
    def subject(self) -> str:
        return str(self.participant_id)
