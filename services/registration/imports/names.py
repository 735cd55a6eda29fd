"""Names as lists write them: whole or in halves, in one script or in both, into the four names that are kept."""

import re
from typing import NamedTuple

from services.registration.people.naming import PARTICLES
from shared.spelling import folded, is_arabic

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


def halves(whole: str | None, *, family_first: bool) -> Halves:
    """Divide a whole name of one script: capitals are the family name, else the order decides."""
    words = (whole or "").split()
    if len(words) < 2:  # noqa: PLR2004 - two halves
        return Halves(family=whole)
    if (capitals := [word for word in words if word.isupper() and len(word) > 1]) and len(capitals) < len(words):
        return Halves(" ".join(word for word in words if word not in capitals), " ".join(capitals))
    at = _end_of_first_family(words) if family_first else _start_of_last_family(words)
    first, second = " ".join(words[:at]), " ".join(words[at:])
    return Halves(second, first) if family_first else Halves(first, second)


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
