"""Rules of people: names in two scripts, how somebody can be reached, and who is the same person."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol
from uuid import UUID

from services.registration.people.addresses import Phone, PhoneKind, email_of, phone_of
from services.registration.people.naming import key_of, letters_of, matching, one_name
from shared.country import regions
from shared.events import Language, Sex
from shared.refusals import Conflict, Invalid, Unknown

OrganisationKind = Literal["association", "ngo", "network", "public", "international", "other"]
Route = Literal["phone", "relay", "email", "none"]

# What letters are called that belong to one of our two scripts.
SCRIPTS = {"given_name": "LATIN", "family_name": "LATIN", "given_name_ar": "ARABIC", "family_name_ar": "ARABIC"}


class OrganisationUnknown(Unknown):
    """There is no such organisation."""


class KnownElsewhere(Conflict):
    """Somebody whom another region looks after has this. Ask the national coordination."""


class ParticipantUnknown(Unknown):
    """There is no such participant."""


class OrganisationNameTaken(Conflict):
    """Another organisation in this region has this name."""


class OrganisationUnreachable(Conflict):
    """This organisation has neither an e-mail address nor a mobile number to pass messages on."""


class RelayNeeded(Conflict):
    """Participants are reached through this organisation: it needs an e-mail address or a mobile number."""


class RegionUnknown(Invalid):
    """There is no region with this code."""


class NameWithoutLetters(Invalid):
    """This name has neither letters nor digits."""


class NameIncomplete(Invalid):
    """Given name and family name are both needed, in Latin or in Arabic letters."""


class LettersNotLatin(Invalid):
    """Latin letters are needed here."""


class LettersNotArabic(Invalid):
    """Arabic letters are needed here."""


class PhoneNeeded(Invalid):
    """Whoever is to be reached by phone needs a mobile number."""


class LandlineTakesNoSms(Invalid):
    """This is a landline, which takes no SMS: a mobile number is needed, or another way to reach the person."""


class NumberTakesNoSms(Invalid):
    """This number takes no SMS: a mobile number is needed, or another way to reach the person."""


class EmailNeeded(Invalid):
    """Whoever is to be reached by e-mail needs an address."""


@dataclass(frozen=True)
class OrganisationEntry:
    """An organisation as a form or a list says it; its e-mail and phone serve to pass messages on."""

    name: str
    kind: OrganisationKind
    region: str
    name_ar: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Person:
    """A participant as a form or a list says it; neither script is ever derived from the other."""

    sex: Sex
    organisation_id: UUID
    first_timer: bool
    language: Language
    route: Route
    given_name: str | None = None
    family_name: str | None = None
    given_name_ar: str | None = None
    family_name_ar: str | None = None
    phone: str | None = None
    email: str | None = None
    opted_out: bool = False


def check_region(code: str) -> None:
    """Raise RegionUnknown."""
    if not regions.known(code):
        raise RegionUnknown("region")


def check_organisation_names(entry: OrganisationEntry) -> None:
    """Raise NameWithoutLetters: what folds to nothing could never be found again."""
    for field, name in (("name", entry.name), ("name_ar", entry.name_ar)):
        if name is not None and matching(name) is None:
            raise NameWithoutLetters(field)


def check_names(person: Person) -> None:
    """Raise NameIncomplete, LettersNotLatin, LettersNotArabic."""
    for field in SCRIPTS:
        name: str | None = getattr(person, field)
        if name is not None:
            check_letters(field, name)
    latin, arabic = (person.given_name, person.family_name), (person.given_name_ar, person.family_name_ar)
    if not (all(latin) or all(arabic)):
        begun = any(arabic) and not any(latin)
        raise NameIncomplete(next(field for field in ARABIC_OR_LATIN[begun] if not getattr(person, field)))


ARABIC_OR_LATIN = {False: ("given_name", "family_name"), True: ("given_name_ar", "family_name_ar")}


def check_letters(field: str, name: str) -> None:
    """Raise LettersNotLatin or LettersNotArabic where none is of the field's script, or one of the other."""
    wanted = SCRIPTS[field]
    letters = (sign for sign in name if sign.isalpha() and matching(sign))  # a tatweel alone is no name
    scripts = {unicodedata.name(sign, "").partition(" ")[0] for sign in letters}
    if wanted not in scripts or scripts & (set(SCRIPTS.values()) - {wanted}):
        raise LettersNotLatin(field) if wanted == "LATIN" else LettersNotArabic(field)


def in_one_spelling(person: Person) -> Person:
    """Return the person with phone and e-mail as they are kept. Raises what `reached_by` raises."""
    phone, email = reached_by(person)
    return replace(person, phone=phone.number if phone else None, email=email)


def usual_route(phone_kind: PhoneKind | None, email: str | None) -> Route:
    """Return how somebody is reached of whom nothing else is said."""
    if phone_kind == "mobile":
        return "phone"
    return "email" if email else "none"


def reached_by(person: Person) -> tuple[Phone | None, str | None]:
    """Return phone and e-mail, each in its one spelling.

    Raises PhoneImpossible, EmailImpossible, and what `check_route` raises.
    """
    phone = phone_of(person.phone) if person.phone is not None else None
    email = email_of(person.email) if person.email is not None else None
    check_route(person.route, phone, email)
    return phone, email


def check_route(route: Route, phone: Phone | None, email: str | None) -> None:
    """Raise PhoneNeeded, LandlineTakesNoSms, NumberTakesNoSms, EmailNeeded; a relay is the organisation's to give."""
    if route == "phone":
        if phone is None:
            raise PhoneNeeded("phone")
        if phone.kind != "mobile":
            raise LandlineTakesNoSms("phone") if phone.kind == "landline" else NumberTakesNoSms("phone")
    if route == "email" and email is None:
        raise EmailNeeded("email")


class Named(Protocol):
    """Whoever has a name, in one script or in both."""

    @property
    def given_name(self) -> str | None: ...
    @property
    def family_name(self) -> str | None: ...
    @property
    def given_name_ar(self) -> str | None: ...
    @property
    def family_name_ar(self) -> str | None: ...


NAMES_BY_SCRIPT = (("given_name", "family_name"), ("given_name_ar", "family_name_ar"))


def same_name(person: Named, other: Named) -> bool:
    """Say whether both have one name: whole in one script at least, the words the same in each, in whatever order.

    Names in two scripts never are: whether two people who share a phone are one takes a person's judgement.
    """
    found = False
    for script in NAMES_BY_SCRIPT:
        common = [half for half in script if getattr(person, half) and getattr(other, half)]
        mine, theirs = ([getattr(it, half) for half in common] for it in (person, other))
        if not one_name(mine, theirs) and _words(mine) != _words(theirs):
            return False
        found = found or (len(common) == len(script) and key_of(*mine) is not None)
    return found


def _words(halves: Sequence[str]) -> list[str]:
    return sorted((matching(*halves) or "").split())


def same_name_in_order(person: Named, other: Named) -> bool:
    """Say whether the whole name is one in either script, given name and family name not turned round."""
    return any(
        one_name(*([getattr(it, half) for half in script] for it in (person, other))) for script in NAMES_BY_SCRIPT
    )


def looked_up_by(person: Named) -> tuple[str | None, str | None]:
    """Return what the name is looked up by, in Latin and in Arabic script."""
    return letters_of(person.given_name, person.family_name), letters_of(person.given_name_ar, person.family_name_ar)
