"""Rules of voices: which words may leave, and who may rate a session."""

from dataclasses import dataclass

from shared.country import themes
from shared.country.personal_data import Pointer, pointers_in
from shared.events import Language
from shared.refusals import Conflict, Invalid, Unknown


class RecommendationUnknown(Unknown):
    """There is no such recommendation."""


class RecommendationReleasedAlready(Conflict):
    """These words are released: withdraw them before you remove the recommendation."""


class ThemeUnknown(Invalid):
    """There is no such theme."""


class WordingHoldsPhone(Invalid):
    """This seems to hold a phone number: take it out before these words are released."""


class WordingHoldsEmail(Invalid):
    """This seems to hold an e-mail address: take it out before these words are released."""


class WordingHoldsCard(Invalid):
    """This seems to hold the number of a card, a paper or a plate: take it out before these words are released."""


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
    for pointer in pointers_in(wording):
        raise HOLDS[pointer]("wording")


HOLDS: dict[Pointer, type[Invalid]] = {
    "email": WordingHoldsEmail,
    "phone": WordingHoldsPhone,
    "card": WordingHoldsCard,
}
