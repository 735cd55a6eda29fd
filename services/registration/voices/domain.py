"""Rules of voices: which words may leave, and who may rate a session."""

import re
import unicodedata
from dataclasses import dataclass

from shared import themes
from shared.events import Language
from shared.refusals import Conflict, Invalid, Unknown

# Dates have as many digits as a phone number; they are looked past.
DATE = re.compile(r"(?<!\d)(?:\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)")
GAP = r"[ .\-/()]{0,3}"
PHONE = re.compile(rf"(?<!\d)(?:(?:\+|00)(?:{GAP}\d){{8,15}}|0{GAP}[5-8](?:{GAP}\d){{8}}|[5-8]\d{{8}}|\d{{10,}})(?!\d)")
# One or two letters and four to seven digits, as on the national identity card (CIN).
CARD = re.compile(r"(?<![A-Za-z\d])(?:[A-Za-z]{1,2}|[A-Z]{1,2}[ -])\d{4,7}(?!\d)")


class RecommendationUnknown(Unknown):
    """There is no such recommendation."""


class ThemeUnknown(Invalid):
    """There is no such theme."""


class WordingHoldsPhone(Invalid):
    """This seems to hold a phone number: take it out before these words are released."""


class WordingHoldsEmail(Invalid):
    """This seems to hold an e-mail address: take it out before these words are released."""


class WordingHoldsCard(Invalid):
    """This seems to hold the number of an identity card: take it out before these words are released."""


class WasNotThere(Conflict):
    """Only somebody who was there can give feedback."""


class FeedbackGivenBefore(Conflict):
    """This person has given feedback on this session already."""


@dataclass(frozen=True)
class Recommended:
    """What participants recommend, in their words."""

    theme: str
    language: Language
    wording: str


@dataclass(frozen=True)
class Ratings:
    """What somebody who was there thinks of the session, from 1, worst, to 5, best."""

    usefulness: int
    method: int
    organisation: int


def check_theme(theme: str) -> None:
    """Raise ThemeUnknown."""
    if not themes.known(theme):
        raise ThemeUnknown("theme")


def check_points_to_nobody(wording: str) -> None:
    """Raise WordingHoldsEmail, WordingHoldsPhone, WordingHoldsCard; what else points to somebody a reader must see."""
    plain = DATE.sub(" ", _plain(wording))
    if "@" in plain:
        raise WordingHoldsEmail("wording")
    if PHONE.search(plain):
        raise WordingHoldsPhone("wording")
    if CARD.search(plain):
        raise WordingHoldsCard("wording")


def _plain(text: str) -> str:
    """Return the text without signs of no width, its digits and letters those of ASCII where it has them."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(it, it)) for it in folded if unicodedata.category(it) != "Cf")
