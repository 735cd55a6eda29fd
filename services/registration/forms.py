"""What a request may say, and what an answer looks like."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.registration import domain
from services.registration.storage import Participant, Registration
from shared.events import Sex
from shared.forms import Form, Name


class OrganisationForm(Form):
    """A civil-society organisation."""

    name: Name
    kind: domain.OrganisationKind
    region: str = Field(max_length=10)


class ParticipantForm(Form):
    """A person, and how to reach them: by phone, by e-mail, by both, or through the organisation."""

    given_name: Name
    family_name: Name
    sex: Sex
    organisation_id: UUID
    first_timer: bool = Field(strict=True)
    language: domain.Language
    phone: str | None = Field(default=None, max_length=40)
    email: str | None = Field(default=None, max_length=254)

    def person(self) -> domain.Person:
        """Return the participant as the rules see it."""
        return domain.Person(**self.model_dump())


class RegistrationForm(Form):
    """Who wants a seat."""

    participant_id: UUID


class ContactsForm(Form):
    """Whose contacts are needed, and for which message."""

    purpose: domain.Purpose
    participant_ids: list[UUID] = Field(min_length=1, max_length=500)


class Answer(BaseModel):
    """Something as it now stands."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID


class OrganisationView(Answer):
    """A civil-society organisation."""

    name: str
    kind: str
    region: str


class ParticipantView(Answer):
    """A participant, for those who may see people."""

    given_name: str
    family_name: str
    sex: str
    organisation_id: UUID
    first_timer: bool
    language: str
    phone: str | None
    phone_kind: str | None
    email: str | None


class SessionView(Answer):
    """A session and how full it is; what only its plan tells is null until that has arrived."""

    region: str
    city: str | None
    state: str
    zone: str | None
    starts_local: datetime | None
    ends_local: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    seats: int | None
    registered: int = Field(validation_alias="taken")
    waiting: int


class RegistrationView(BaseModel):
    """A participant's place in a session; `position` is 1 for who gets the next seat."""

    id: UUID
    participant_id: UUID
    state: str
    position: int | None
    asked_at: datetime


class Contact(BaseModel):
    """How to reach one participant, and in which language."""

    participant_id: UUID
    given_name: str
    family_name: str
    language: str
    email: str | None
    phone: str | None
    phone_kind: str | None


class Contacts(BaseModel):
    """Those of the people asked for who may be written to."""

    contacts: list[Contact]


def registration_views(registrations: Iterable[Registration]) -> list[RegistrationView]:
    """Show the registrations, which are in the order in which they were made, with each one's place in the queue."""
    views, position = [], 0
    for one in registrations:
        position += one.state == "waiting"
        place = position if one.state == "waiting" else None
        views.append(RegistrationView(**one.model_dump(exclude={"session_id", "place"}), position=place))
    return views


def contact(person: Participant) -> Contact:
    """Show how to reach the person."""
    return Contact(participant_id=person.id, **person.model_dump(include=set(Contact.model_fields)))
