"""Meaning of a contact that somebody known has: the same person or another; one rule for forms, programs and lists.

Nobody is joined to a person of another name without being asked, and whoever shares goes without what is shared.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, Protocol, TypeVar
from uuid import UUID

from services.registration.people.addresses import phone_of
from services.registration.people.domain import Named, Person, same_name, usual_route
from shared.refusals import Conflict, Invalid

Meant = UUID | Literal["another"]  # the person who is known, or somebody else
Contact = Literal["phone", "email"]
CONTACTS: tuple[Contact, ...] = ("phone", "email")


class PersonKnown(Conflict):
    """This person is known already; nothing was recorded."""


class PhoneOfAnother(Conflict):
    """Somebody who is known by another name has this number. Say whether it is the same person, or correct it."""


class EmailOfAnother(Conflict):
    """Somebody who is known by another name has this address. Say whether it is the same person, or correct it."""


class TwoPeopleKnown(Conflict):
    """The phone number and the e-mail address belong to two people who are known. Correct one of them."""


class RecordedTwice(Conflict):
    """Somebody else on record has this. Records cannot be joined: take it away there, or say it is another person."""


class NotMeant(Invalid):
    """This person has neither this name nor this contact: only somebody who was asked about can be meant."""


OF_ANOTHER: dict[Contact, type[Conflict]] = {"phone": PhoneOfAnother, "email": EmailOfAnother}


class Reachable(Named, Protocol):
    """Whoever has a name, and contacts in their one spelling."""

    @property
    def phone(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...


class OnRecord(Reachable, Protocol):
    """Somebody who is known."""

    @property
    def id(self) -> UUID: ...


P = TypeVar("P", bound=Reachable)
R = TypeVar("R", bound=OnRecord)


def owners(person: Reachable, people: Iterable[P]) -> Iterator[tuple[Contact, P]]:
    """Yield each contact that one of the people has too, and who."""
    known = list(people)
    for column in CONTACTS:
        contact = getattr(person, column)
        yield from ((column, who) for who in known if contact is not None and getattr(who, column) == contact)


def of_others(person: Reachable, people: Iterable[P]) -> list[tuple[Contact, P]]:
    """Return each contact that somebody with another name has, in whichever script, and who."""
    return [(column, who) for column, who in owners(person, people) if not same_name(person, who)]


def check_new(person: Reachable, people: Sequence[OnRecord]) -> None:
    """Raise PersonKnown, TwoPeopleKnown, PhoneOfAnother, EmailOfAnother."""
    mine = [(column, who.id) for column, who in owners(person, people) if same_name(person, who)]
    if len({id_ for _, id_ in mine}) > 1:
        raise TwoPeopleKnown("phone")
    for column, id_ in mine:
        raise PersonKnown(column, participant_id=str(id_))
    for column, who in of_others(person, people):
        raise OF_ANOTHER[column](column, participant_id=str(who.id))


def check_changed(person: Reachable, others: Sequence[OnRecord], meant: Meant | None) -> None:
    """Raise PhoneOfAnother, EmailOfAnother; RecordedTwice where both have one name, or are said to be one person."""
    for column, who in owners(person, others):
        twice = meant == who.id or same_name(person, who)
        raise (RecordedTwice if twice else OF_ANOTHER[column])(column, participant_id=str(who.id))


def check_meant(person: Reachable, meant: UUID, people: Sequence[OnRecord], namesake: OnRecord | None) -> None:
    """Raise NotMeant, and TwoPeopleKnown where another contact is somebody else's."""
    having = {who.id for _, who in owners(person, people)}
    if meant not in having | ({namesake.id} if namesake else set()):
        raise NotMeant("meant")
    if having - {meant}:
        raise TwoPeopleKnown("phone")


def giving_up(person: Person, shared: Iterable[tuple[Contact, object]]) -> Person:
    """Return the person without what is shared, reached in another way where it was by that."""
    columns = {column for column, _ in shared}
    bare = replace(
        person,
        phone=None if "phone" in columns else person.phone,
        email=None if "email" in columns else person.email,
    )
    kind = phone_of(bare.phone).kind if bare.phone else None
    return replace(bare, route=usual_route(kind, bare.email)) if person.route in columns else bare
