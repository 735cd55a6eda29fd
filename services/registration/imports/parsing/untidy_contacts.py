"""Phone numbers and e-mail addresses as lists write them: two in one cell, with a word beside them, untidy."""

import re

from phonenumbers import PhoneNumberMatcher

from services.registration.imports.parsing.meaning import words
from services.registration.people import addresses
from services.registration.people.addresses import Phone
from shared.country.spelling import folded
from shared.refusals import Refusal

CONTACTS = {"phone", "email", "organisation_phone", "organisation_email"}
LETTERS = re.compile(r"[^\W\d_]+|[():]")
MOST_DIGITS_BESIDE = 3  # more is another number, or half of one
AROUND = " \t<>()[]\"'.,;:\u060c\u061b\u00ab\u00bb"
AT = re.compile(r"\s*(?:@|\uff20|[(\[]\s*(?:at|a|arobase|à)\s*[)\]])\s*", re.IGNORECASE)
APART = re.compile(r"[\s<>()\[\]\"',;|/\u060c\u061b\u00ab\u00bb]+")
MAILTO = re.compile(r"mailto:", re.IGNORECASE)


def phones(text: str) -> tuple[list[Phone], str]:
    """Return the numbers in the cell, those that take an SMS first, and the words beside them.

    None where half a number is there too.
    """
    if whole := _phone(text):
        return [whole], ""
    rest, found = text, []
    for match in reversed(list(PhoneNumberMatcher(text, addresses.HOME))):
        rest = rest[: match.start] + " " + rest[match.end :]
        found += [one for one in [_phone(match.raw_string)] if one]
    if not found and (bare := _phone(LETTERS.sub(" ", text))):
        return [bare], beside(text)
    if sum(sign.isdecimal() for sign in rest) > MOST_DIGITS_BESIDE:
        return [], beside(text)
    return sorted(dict.fromkeys(reversed(found)), key=lambda one: one.kind != "mobile"), beside(rest)


def _phone(text: str) -> Phone | None:
    try:
        return addresses.phone_of(text)
    except Refusal:
        return None


def emails(text: str) -> tuple[list[str], str]:
    """Return the addresses in the cell, and the words beside them."""
    joined = AT.sub("@", text)
    parts = [part for part in APART.split(joined) if part.strip(AROUND)]
    found = {part: address for part in parts if "@" in part and (address := _email(part))}
    if "@" in joined and not found and (whole := _email("".join(joined.split()))):
        return [whole], ""
    return list(dict.fromkeys(found.values())), beside(" ".join(part for part in parts if part not in found))


def _email(part: str) -> str | None:
    bare = MAILTO.sub("", part.strip(AROUND)).partition("?")[0]
    try:
        return addresses.email_of(bare.strip(AROUND))
    except Refusal:
        return None


def beside(text: str) -> str:
    """Return the words that may say something, folded: they stand for what a cell says where many say it."""
    said = (re.sub(r"\d+", "", word) for word in folded(text).split())
    return " ".join(word for word in said if word and word not in words("label"))
