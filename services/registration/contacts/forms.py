"""Requests for contacts, and the answer."""

from collections.abc import Collection
from typing import get_args
from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.contacts.domain import Own, Question, is_silenced, name_for, reveal
from services.registration.people.storage import Organisation, Participant
from shared.events import Channel, MessageKind
from shared.http.requests import Form

CHANNELS: tuple[Channel, ...] = get_args(Channel)


class ContactsForm(Form):
    """Whose contacts are needed, for which message about which session."""

    purpose: MessageKind
    session_id: UUID
    participant_ids: list[UUID] = Field(min_length=1, max_length=500)

    def question(self) -> Question:
        """Return what is asked as the rules see it."""
        return Question(self.purpose, self.session_id, self.participant_ids)


class Contact(BaseModel):
    """How to reach one participant, and in which language; `phone` takes an SMS.

    Where it is relayed, the addresses are the organisation's, and the message must say for whom it is. Who has opted
    out wants no message such as was asked for.
    """

    participant_id: UUID
    given_name: str
    family_name: str
    language: str
    relayed: bool
    opted_out: bool
    email: str | None
    phone: str | None
    not_working: list[Channel] = Field(default_factory=list)  # withheld until they are changed or said to be right


class Contacts(BaseModel):
    """Those of the people asked for who may be written to."""

    contacts: list[Contact]


def contact(
    purpose: MessageKind,
    person: Participant,
    organisation: Organisation,
    *,
    holds_a_seat: bool,
    faulty: Collection[tuple[UUID, Channel]] = (),
) -> Contact:
    """Show how to reach the person, by their route and no other, if they are to be told at all."""
    silenced = is_silenced(purpose, opted_out=person.opted_out, holds_a_seat=holds_a_seat)
    latin, arabic = (person.given_name, person.family_name), (person.given_name_ar, person.family_name_ar)
    given, family = name_for(person.language, latin, arabic)
    revealed = reveal(person.route, _own(person), _own(organisation), silenced=silenced)
    lost = [] if revealed.relayed else [way for way in CHANNELS if (person.id, way) in faulty]
    return Contact(
        participant_id=person.id,
        given_name=given,
        family_name=family,
        language=person.language,
        relayed=revealed.relayed,
        opted_out=silenced,
        email=None if "email" in lost else revealed.email,
        phone=None if "sms" in lost else revealed.phone,
        not_working=lost,
    )


def _own(reachable: Participant | Organisation) -> Own:
    return Own(reachable.email, reachable.phone, reachable.phone_kind)
