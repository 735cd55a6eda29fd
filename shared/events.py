"""Everything the services tell one another. No name, contact, birth date, id number or free text is in any of it.

Within a version only optional fields are added; anything else is a new class and a new `.v2`, sent beside `.v1`.
"""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt

from shared.contracts import Event

REGION = Field(description="ISO 3166-2 code, e.g. MA-02", pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")
Sex = Literal["woman", "man", "unknown"]


class CatalogueEvent(Event):
    """Facts about what can be taught, and for whom."""

    topic: ClassVar = "scheduling.catalogue"
    source: ClassVar = "/scheduling"


class ProgrammeDefined(CatalogueEvent):
    """A programme and those who pay for it, as they stand now."""

    type: ClassVar = "programme.defined.v1"

    programme_id: UUID
    code: str = Field(description="short public name, e.g. MHP-2017")
    donors: list[str] = Field(description="public names of the funding lines")

    @property
    def subject(self) -> str:
        return str(self.programme_id)


class ModuleReleased(CatalogueEvent):
    """A module has a version that sessions can use from now on."""

    type: ClassVar = "module.released.v1"

    module_id: UUID
    code: str = Field(description="short public name, e.g. IDENTIFY")
    module_version: PositiveInt
    minutes: PositiveInt = Field(description="length, in minutes")

    @property
    def subject(self) -> str:
        return str(self.module_id)


class SessionEvent(Event):
    """Facts about one training session."""

    topic: ClassVar = "scheduling.sessions"
    source: ClassVar = "/scheduling"

    session_id: UUID
    region: str = REGION

    @property
    def subject(self) -> str:
        return str(self.session_id)


class Block(BaseModel):
    """One dated part of a session, in which one version of one module is taught."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    block_id: UUID
    module_id: UUID
    module_version: PositiveInt
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class SessionPlanned(SessionEvent):
    """A session has a place, dates and seats. Internal: the public form says less until it has ended."""

    type: ClassVar = "session.planned.v1"

    programme_id: UUID
    venue_id: UUID
    city: str
    seats: PositiveInt
    zone: str = Field(description="IANA zone of the wall-clock times, e.g. Africa/Casablanca")
    starts_local: datetime = Field(description="wall-clock time in `zone`, without offset")
    ends_local: datetime = Field(description="wall-clock time in `zone`, without offset")
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    blocks: list[Block]


class SessionOpened(SessionEvent):
    """Registration for the session may begin."""

    type: ClassVar = "session.opened.v1"


class SessionCompleted(SessionEvent):
    """The session has taken place."""

    type: ClassVar = "session.completed.v1"


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
    """The three coarse facts about a participant that figures need. Pseudonymous, internal."""

    topic: ClassVar = "registration.participants"
    source: ClassVar = "/registration"
    type: ClassVar = "participant.recorded.v1"

    participant_id: UUID = Field(description="random")
    sex: Sex
    organisation_id: UUID
    first_timer: bool = Field(description="has not taken part in a session of ours before")

    @property
    def subject(self) -> str:
        return str(self.participant_id)


class RegistrationEvent(Event):
    """Facts about who has a seat in one session. `registered` and `waiting` are totals after the fact."""

    topic: ClassVar = "registration.registrations"
    source: ClassVar = "/registration"

    session_id: UUID
    region: str = REGION
    participant_id: UUID
    registered: NonNegativeInt
    waiting: NonNegativeInt

    @property
    def subject(self) -> str:
        return str(self.session_id)


class ParticipantRegistered(RegistrationEvent):
    """A participant holds a seat."""

    type: ClassVar = "participant.registered.v1"

    seats_left: NonNegativeInt


class ParticipantWaitlisted(RegistrationEvent):
    """The session is full; the participant has a place on the waiting list."""

    type: ClassVar = "participant.waitlisted.v1"

    position: PositiveInt = Field(description="place on the list, 1 is next")


class ParticipantWithdrawn(RegistrationEvent):
    """A participant has given up a seat, or a place on the waiting list."""

    type: ClassVar = "participant.withdrawn.v1"

    held_a_seat: bool


class ParticipantPromoted(RegistrationEvent):
    """The next on the waiting list has got the seat that came free."""

    type: ClassVar = "participant.promoted.v1"
