"""Names as lists write them: whole or in halves, in one script or in both, into the four names that are kept."""

import re
from typing import NamedTuple

from services.registration.people.naming import PARTICLES
from shared.country.spelling import folded, is_arabic

WORDS = re.compile(r"[^\s/|]+")


class Halves(NamedTuple):
    """A given name and a family name, in one script."""

    given: str | None = None
    family: str | None = None


def scripts(text: str) -> tuple[str | None, str | None]:
    """Return what of the text is in Latin and what in Arabic letters; what is in neither stays with the Latin."""
    latin = [word for word in WORDS.findall(text) if not is_arabic(word)]
    arabic = [word for word in WORDS.findall(text) if is_arabic(word)]
    if arabic:
        latin = [word for word in latin if any(sign.isalpha() for sign in word)]
    return " ".join(latin) or None, " ".join(arabic) or None


class Order(NamedTuple):
    """Which half of a whole name stands first, where words in capitals, if they count, do not tell the family name."""

    family_first: bool = False
    capitals: bool = True


def halves(whole: str | None, *, family_first: bool, capitals: bool = True) -> Halves:
    """Divide a whole name of one script: capitals are the family name, else the order decides."""
    words = (whole or "").split()
    if len(words) < 2:  # noqa: PLR2004 - two halves
        return Halves(family=whole)
    if capitals and (family := _in_capitals(words)):
        return Halves(" ".join(word for word in words if word not in family), " ".join(family))
    at = _end_of_first_family(words) if family_first else _start_of_last_family(words)
    first, second = " ".join(words[:at]), " ".join(words[at:])
    return Halves(second, first) if family_first else Halves(first, second)


def family_first_by_capitals(whole: str | None) -> bool | None:
    """Say whether words in capitals begin the name or end it; None where there are none, or no others."""
    words = (whole or "").split()
    family = _in_capitals(words)
    ends = [word in family for word in (words[0], words[-1])] if family else []
    return ends[0] if True in ends else None


def _in_capitals(words: list[str]) -> list[str]:
    """Return the words in capitals; none where all are."""
    found = [word for word in words if word.isupper() and len(word) > 1]
    return found if len(found) < len(words) else []


def _end_of_first_family(words: list[str]) -> int:
    at = 1
    while at < len(words) - 1 and folded(words[at - 1]) in PARTICLES:
        at += 1
    return at


def _start_of_last_family(words: list[str]) -> int:
    at = len(words) - 1
    while at > 1 and folded(words[at - 1]) in PARTICLES:
        at -= 1
    return at
