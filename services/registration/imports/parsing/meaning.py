"""Meanings of words in a cell: known words, phrases, both scripts at once; the rest is asked once per column."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shared.country.spelling import folded

FILE = Path(__file__).with_name("words.toml")
BLANK, FIRST = "blank", "first"  # leave the cell out; take what is in it, whatever stands beside
PARTS = re.compile(r"[/|,;()\n\r\u060c\u061b-]+")
CODED: Mapping[str, tuple[str, ...]] = {
    "sex": ("woman", "man", BLANK),
    "language": ("fr", "ar", BLANK),
    "first_timer": ("true", "false", BLANK),
    "route": ("phone", "email", "relay", "none", BLANK),
    "phone": (FIRST, BLANK),
    "email": (FIRST, BLANK),
    "organisation_phone": (FIRST, BLANK),
    "organisation_email": (FIRST, BLANK),
}
Meanings = Mapping[str, Mapping[str, str]]  # column → words of a cell, folded → what was chosen


def meaning(column: str, text: str) -> str | None:
    """Return the one thing that the cell says; None where that is nothing known, or several."""
    known = words(column)
    if found := known.get(key(text)):
        return found
    said = {known[key(part)] for part in PARTS.split(text) if key(part) in known}
    if len(said) == 1 and all(key(part) in known or len(key(part)) > 1 for part in PARTS.split(text) if key(part)):
        return said.pop()
    in_phrase = {known[word] for word in folded(text).split() if len(word) > 1 and word in known}
    return in_phrase.pop() if len(in_phrase | said) == 1 and in_phrase else None


def key(text: str) -> str:
    """Return what the cell says in the one spelling; signs alone as they are."""
    return folded(text) or text.strip("-\u2013\u2014./ ")


@cache
def words(column: str) -> dict[str, str]:
    """Return what cells of the column may say → what that means."""
    told: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))[column]
    return {key(word): meant for meant, spellings in told.items() for word in spellings}
