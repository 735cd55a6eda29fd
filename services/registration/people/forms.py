"""Requests about organisations and people, and their answers.

In a change, a field that is left out stays as it is, and null takes away what was there.
"""

from dataclasses import fields
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.registration.people.domain import OrganisationEntry, OrganisationKind, Person, Route
from services.registration.people.meant import Meant
from services.registration.seats.forms import Answer
from shared.country.mail_address import LONGEST
from shared.events import Language, Sex
from shared.http.problems import InvalidValue
from shared.http.requests import Form, Name

PHONE = Field(default=None, max_length=40)
EMAIL = Field(default=None, max_length=LONGEST)


class OrganisationForm(Form):
    """A civil-society organisation, and how it passes messages on."""

    name: Name
    name_ar: Name | None = None
    kind: OrganisationKind
    region: str = Field(max_length=10)
    email: str | None = EMAIL
    phone: str | None = PHONE

    def entry(self) -> OrganisationEntry:
        """Return the organisation as the rules see it."""
        return OrganisationEntry(**self.model_dump())


def _who(said: str) -> str:
    """Refuse what is neither "another" nor an id."""
    try:
        return said if said == "another" else str(UUID(said))
    except ValueError:
        raise InvalidValue("not-an-answer", "Say “another”, or give the id of the person who is meant.") from None


class ParticipantForm(Form):
    """A person in one script or both, and how to reach them: phone, e-mail, through the organisation, or not at all.

    `meant` answers the refusals person-known, phone-of-another and email-of-another: the id that they tell, of the
    person who is meant, or "another", who then goes without what is shared.
    """

    given_name: Name | None = None
    family_name: Name | None = None
    given_name_ar: Name | None = None
    family_name_ar: Name | None = None
    sex: Sex
    organisation_id: UUID
    first_timer: bool = Field(strict=True)
    language: Language
    route: Route
    phone: str | None = PHONE
    email: str | None = EMAIL
    opted_out: bool = Field(default=False, strict=True)
    meant: Annotated[str, Field(max_length=36), AfterValidator(_who)] | None = None

    def person(self) -> Person:
        """Return the participant as the rules see it."""
        return Person(**self.model_dump(include={field.name for field in fields(Person)}))

    def who(self) -> Meant | None:
        """Return who is meant, where that was said."""
        return "another" if self.meant == "another" else UUID(self.meant) if self.meant else None


class OrganisationView(Answer):
    """A civil-society organisation."""

    name: str
    name_ar: str | None
    kind: str
    region: str
    email: str | None
    phone: str | None


class ParticipantView(Answer):
    """A participant, for those who may see people."""

    given_name: str | None
    family_name: str | None
    given_name_ar: str | None
    family_name_ar: str | None
    sex: str
    organisation_id: UUID
    first_timer: bool
    language: str
    route: str
    opted_out: bool
    phone: str | None
    phone_kind: str | None
    email: str | None
