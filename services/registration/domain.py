"""Rules of registration: who can be reached how, and when a seat may be taken or given up."""

import re
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from shared import regions
from shared.events import Sex
from shared.refusals import Conflict, Invalid, Unknown

HOME = "MA"  # numbers without a country code are Moroccan

SessionState = Literal["planned", "open", "completed"]
SeatState = Literal["registered", "waiting", "withdrawn"]
Language = Literal["fr", "ar"]
PhoneKind = Literal["mobile", "landline", "other"]
OrganisationKind = Literal["association", "ngo", "network", "public", "international", "other"]
Purpose = Literal["session.confirmed", "session.waiting", "session.promoted", "session.withdrawn"]
# A message tells what has happened, and may be late: whoever withdrew since was confirmed all the same.
CALLED_FOR: dict[Purpose, frozenset[SeatState]] = {
    "session.confirmed": frozenset({"registered", "withdrawn"}),
    "session.promoted": frozenset({"registered", "withdrawn"}),
    "session.waiting": frozenset({"registered", "waiting", "withdrawn"}),
    "session.withdrawn": frozenset({"withdrawn"}),
}

KINDS: dict[int, PhoneKind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
}
# Something, an @, and a host of at least two parts; whether mail arrives there only mail can tell.
EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class OrganisationUnknown(Unknown):
    """There is no such organisation."""


class ParticipantUnknown(Unknown):
    """There is no such participant."""


class SessionUnknown(Unknown):
    """There is no such session."""


class RegistrationUnknown(Unknown):
    """There is no such registration."""


class SessionNotOpen(Conflict):
    """Registration for this session has not begun."""


class SessionOver(Conflict):
    """This session is over."""


class PhoneTaken(Conflict):
    """Another participant has this phone number."""


class EmailTaken(Conflict):
    """Another participant has this e-mail address."""


class RegionUnknown(Invalid):
    """There is no region with this code."""


class PhoneImpossible(Invalid):
    """This is no phone number."""


class EmailImpossible(Invalid):
    """This is no e-mail address."""


@dataclass(frozen=True)
class Phone:
    """A number as all networks know it, e.g. +212600000001, and what rings there: only a mobile takes an SMS."""

    number: str
    kind: PhoneKind


@dataclass(frozen=True)
class Person:
    """A participant as the form says it."""

    given_name: str
    family_name: str
    sex: Sex
    organisation_id: UUID
    first_timer: bool
    language: Language
    phone: str | None = None
    email: str | None = None


def phone_of(text: str) -> Phone:
    """Return the number that was meant, the stray 0 of “+212 0 6…” taken out. Raises PhoneImpossible."""
    if any(sign.isalpha() for sign in text):
        raise PhoneImpossible("phone")
    try:
        number = phonenumbers.parse(text, HOME)
    except NumberParseException:
        raise PhoneImpossible("phone") from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PhoneImpossible("phone")
    kind = KINDS.get(phonenumbers.number_type(number), "other")
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), kind)


def email_of(text: str) -> str:
    """Return the address in small letters, so that one box has one spelling. Raises EmailImpossible."""
    if not EMAIL.fullmatch(text) or ".." in text:
        raise EmailImpossible("email")
    return text.lower()


def check_region(code: str) -> None:
    """Raise RegionUnknown."""
    if not regions.known(code):
        raise RegionUnknown("region")


def why_no_seat(state: SessionState) -> Conflict:
    """Return why nobody gets a seat in a session that is not open."""
    return SessionOver("session_id") if state == "completed" else SessionNotOpen("session_id")


def check_not_over(state: SessionState) -> None:
    """Raise SessionOver: who had a seat when the session took place had it."""
    if state == "completed":
        raise SessionOver("session_id")
