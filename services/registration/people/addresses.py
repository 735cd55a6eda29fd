"""Phone numbers and e-mail addresses, each in its one spelling."""

from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from shared.country.mail_address import mail_address
from shared.refusals import Invalid

HOME = "MA"  # numbers without a country code are Moroccan

PhoneKind = Literal["mobile", "landline", "other"]
KINDS: dict[int, PhoneKind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
}


class PhoneImpossible(Invalid):
    """This is no phone number."""


class EmailImpossible(Invalid):
    """This is no e-mail address."""


@dataclass(frozen=True)
class Phone:
    """A number as all networks know it, e.g. +212600000001, and what rings there: only a mobile takes an SMS."""

    number: str
    kind: PhoneKind


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
    """Return the address in its one spelling. Raises EmailImpossible."""
    try:
        return mail_address(text)
    except ValueError:
        raise EmailImpossible("email") from None
