"""French and Arabic for every sentence a person meets; a sentence without its translations fails the tests."""

from functools import cache
from pathlib import Path
from typing import Any

from babel.core import negotiate_locale, parse_locale
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "ar", "en")
ROOT = Path(__file__).parent.parent


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return English sentence → sentence, from every locale/<language>.po of shared/ and services/."""
    sentences: dict[str, str] = {}
    for file in sorted([*ROOT.glob(f"shared/locale/{language}.po"), *ROOT.glob(f"services/*/locale/{language}.po")]):
        with file.open("rb") as po:
            sentences.update({str(m.id): str(m.string) for m in read_po(po) if m.id and m.string})
    return sentences


def say(sentence: str, language: str, **values: Any) -> str:
    """Return the sentence in `language`, its blanks filled in."""
    return catalogue(language).get(sentence, sentence).format(**values)


def choose(accept_language: str) -> str:
    """Return the language of LANGUAGES that the browser likes best; French when it names none of them."""
    ranked = sorted((_weighed(part) for part in accept_language.split(",") if part.strip()), key=lambda it: -it[1])
    wanted = [tag for tag, weight in ranked if weight > 0 and _is_tag(tag)]
    return negotiate_locale(wanted, LANGUAGES, sep="-") or LANGUAGES[0]


def _weighed(part: str) -> tuple[str, float]:
    tag, _, weight = part.replace(" ", "").lower().partition(";q=")
    try:
        return tag, float(weight or 1)
    except ValueError:
        return tag, 0.0


def _is_tag(tag: str) -> bool:
    try:
        parse_locale(tag, sep="-")
    except ValueError:
        return False
    return True
