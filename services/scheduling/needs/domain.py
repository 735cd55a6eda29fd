"""Rules of needs assessments: what can be recorded, and which words may be told."""

import re
import unicodedata
from datetime import date

from shared import themes
from shared.refusals import Invalid, Unknown


class AssessmentUnknown(Unknown):
    """There is no such needs assessment."""


class NeedUnknown(Unknown):
    """There is no such need."""


class ThemeUnknown(Invalid):
    """There is no such theme."""


class AssessmentNotHeldYet(Invalid):
    """A needs assessment is recorded once it has been held."""


class WordingPointsToSomebody(Invalid):
    """This seems to hold a phone number, an e-mail address or an identity card's number; take it out first."""


def check_held(held_on: date, today: date) -> None:
    """Raise AssessmentNotHeldYet."""
    if held_on > today:
        raise AssessmentNotHeldYet("held_on")


def check_theme(theme: str, field: str) -> None:
    """Raise ThemeUnknown naming the field."""
    if not themes.known(theme):
        raise ThemeUnknown(field)


def check_wording(wording: str) -> None:
    """Raise WordingPointsToSomebody."""
    if points_to_somebody(wording):
        raise WordingPointsToSomebody("wording")


# Dates have as many digits as a phone number; they are looked past.
DATE = re.compile(r"(?<!\d)(?:\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)")
GAP = r"[ .\-/()]{0,3}"
PHONE = re.compile(rf"(?<!\d)(?:(?:\+|00)(?:{GAP}\d){{8,15}}|0{GAP}[5-8](?:{GAP}\d){{8}}|[5-8]\d{{8}}|\d{{10,}})(?!\d)")
# One or two letters and five to seven digits, as on the national identity card.
CARD = re.compile(r"(?<![A-Za-z\d])(?:[A-Za-z]{1,2}|[A-Z]{1,2}[ -])\d{5,7}(?!\d)")


def points_to_somebody(text: str) -> bool:
    """Say whether something in the text looks like a phone number, an e-mail address or a card's number."""
    plain = DATE.sub(" ", _plain(text))
    return "@" in plain or bool(PHONE.search(plain) or CARD.search(plain))


def _plain(text: str) -> str:
    """Return the text without signs of no width, its digits and letters those of ASCII where it has them."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(it, it)) for it in folded if unicodedata.category(it) != "Cf")
