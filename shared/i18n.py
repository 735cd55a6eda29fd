"""Translations: French and Arabic for every sentence a person meets; one without both fails the tests."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel.core import Locale, negotiate_locale, parse_locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "ar", "en")
ROOT = Path(__file__).parent.parent
FORMS = {"fr": ("one", "other"), "ar": ("zero", "one", "two", "few", "many", "other")}  # in the order of gettext
BLANK = re.compile(r"{(\w+)}")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return English sentence → sentence, from every locale/<language>.po of shared/ and services/."""
    return {_texts(one.id)[-1]: _texts(one.string)[-1] for one in _messages(language) if one.string}


@cache
def counted(language: str) -> dict[str, dict[str, str]]:
    """Return English sentence with a count → its form for each kind of number; the last blank holds the number."""
    plurals = [one for one in _messages(language if language in FORMS else LANGUAGES[0]) if one.pluralizable]
    if language not in FORMS:  # English, whose two forms are the keys
        return {_texts(one.id)[-1]: dict(zip(("one", "other"), _texts(one.id), strict=True)) for one in plurals}
    return {_texts(one.id)[-1]: dict(zip(FORMS[language], _texts(one.string), strict=True)) for one in plurals}


@cache
def _messages(language: str) -> list[Message]:
    found: list[Message] = []
    for file in sorted([*ROOT.glob(f"shared/locale/{language}.po"), *ROOT.glob(f"services/*/locale/{language}.po")]):
        with file.open("rb") as po:
            found += [one for one in read_po(po) if one.id]
    return found


def _texts(texts: str | Sequence[str] | None) -> Sequence[str]:
    return (texts or "",) if isinstance(texts, str | None) else texts


def say(sentence: str, language: str, **values: Any) -> str:
    """Return the sentence in `language`, its blanks filled in, as the number in it wants it."""
    return _form(sentence, language, values).format(**values)


def _form(sentence: str, language: str, values: Mapping[str, Any]) -> str:
    forms = counted(language).get(sentence)
    if forms is None:
        return catalogue(language).get(sentence, sentence)
    kind = Locale.parse(language).plural_form(values[BLANK.findall(sentence)[-1]])
    return forms.get(kind, forms["other"])  # millions have a kind of their own in French


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
