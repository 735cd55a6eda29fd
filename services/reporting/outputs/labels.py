"""Labels of lines and first columns of tables."""

from collections.abc import Callable, Mapping
from functools import cache

from babel import Locale

from services.reporting.report.values import ChainSession, Row, RowKind
from shared.words import LOCALES, Words, named

CORNERS: Mapping[str, str] = {
    "region": "Region",
    "sex": "Sex",
    "organisation": "Kind of organisation",
    "module": "Module",
    "donor": "Donor",
    "session": "Session",
    "theme": "Theme",
    "channel": "Channel",
    "total": "All together",
}
SENTENCES: Mapping[str, str] = {
    "woman": "Women",
    "man": "Men",
    "unknown": "Not known",
    "association": "Association",
    "ngo": "Non-governmental organisation",
    "network": "Network",
    "public": "Public service",
    "international": "International organisation",
    "other": "Other",
    "email": "E-mail",
    "sms": "SMS message",
    "total": "All together",
}
STATES: Mapping[str, str] = {
    "planned": "planned",
    "open": "open for registration",
    "completed": "held",
    "cancelled": "cancelled",
}


def label(row: Row, words: Words) -> str:
    """Return what the line is called."""
    return LABELS.get(row.kind, _said)(row, words)


def _region(row: Row, words: Words) -> str:
    return words.region(row.key)


def _theme(row: Row, words: Words) -> str:
    return words.theme(row.key)


def _said(row: Row, words: Words) -> str:
    """Return the sentence that its key stands for, else its own name."""
    sentence = SENTENCES.get(row.key)
    return words.say(sentence) if sentence else _given(row, words)


def _given(row: Row, words: Words) -> str:
    if isinstance(row.label, str):
        return row.label
    return named(dict(row.label or {}), words.language) or row.key


def donor(name: str, called: Mapping[str, str], words: Words) -> str:
    """Return what a donor is called in the reader's language; of a country, named in any of ours, none need say it."""
    if said := called.get(words.language):
        return said
    code = _countries().get(name.casefold(), "")
    return str(Locale.parse(words.locale).territories.get(code, name))


@cache
def _countries() -> dict[str, str]:
    """Return the code of each country by its names."""
    named_so = [Locale.parse(locale).territories for locale in LOCALES.values()]
    return {name.casefold(): code for names in named_so for code, name in names.items()}


def _donor(row: Row, words: Words) -> str:
    return donor(row.key, row.label if isinstance(row.label, Mapping) else {}, words)


def _module(row: Row, words: Words) -> str:
    version = row.key.partition("/")[2]
    title = named(dict(row.label), words.language) if isinstance(row.label, Mapping) else ""
    return module(row.code or "", version, title, words)


def module(code: str, version: str | int, title: str, words: Words) -> str:
    """Return the module's title, code and version."""
    if not code:
        return words.say("A module that is not known yet")
    numbered = words.say("{code} in version {version}", code=code, version=version) if version else code
    return f"{title} ({numbered})" if title else numbered


def _session(row: Row, words: Words) -> str:
    place = words.region(row.region) if row.region else ""
    told = row.label if isinstance(row.label, str) else named(dict(row.label or {}), words.language)
    city = told or place
    if row.starts_local and row.ends_local:
        return placed(city, words.days(row.starts_local, row.ends_local), words)
    return city or words.say("A session that is not known yet")


def chain_session(session: ChainSession, words: Words) -> str:
    """Return the session's place, days as far as they are told, and where it stands."""
    city = in_letters(session.city, session.city_ar, words) or words.region(session.region)
    state = words.say(STATES[session.state])
    if session.starts_local and session.ends_local:
        return placed(city, words.days(session.starts_local, session.ends_local), words) + f" · {state}"
    return placed(city, state, words)


def in_letters(city: str | None, city_ar: str | None, words: Words) -> str:
    """Return the city as it is written in the reader's language, as far as it is known."""
    return (city_ar if words.language == "ar" else None) or city or ""


def placed(city: str, day: str, words: Words) -> str:
    """Return place and day; in Arabic with a mark between, lest a name in Latin letters draws the day's number in."""
    apart = "\u200f" if words.direction == "rtl" else ""
    return f"{city}{apart}{words.comma}{day}"


LABELS: Mapping[RowKind, Callable[[Row, Words], str]] = {
    "region": _region,
    "theme": _theme,
    "module": _module,
    "session": _session,
    "donor": _donor,
}
