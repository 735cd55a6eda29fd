"""Headings as people write them: as questions, in two languages at once, divided by a hyphen, with a letter amiss."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from services.registration.imports.parsing.meaning import words
from shared.country.spelling import ARABIC, folded

BRACKETS = re.compile(r"[(\[{].*?[)\]}]")
STROKES = re.compile(r"[/|\n\r\u2013\u2014]|\s-\s")
DIVIDED = re.compile(r"-\s*[\n\r]\s*|(?<=\w)-\s+(?=\w)")
ARTICLE, SHORTEST = "ال", 3
YOURS = re.compile(r"(كم|كن|ك)$")
LEAST = 4  # letters: below it, one other letter is another word


def parts_of(heading: str) -> Iterator[str]:
    """Yield what of the heading may say what its column is: the whole first, then its parts."""
    bare = BRACKETS.sub(" ", heading)
    yield from (heading, bare)
    for whole in (heading, bare):
        yield from STROKES.split(whole)
    yield DIVIDED.sub("", heading)
    for arabic in (False, True):
        yield " ".join(word for word in bare.split() if bool(ARABIC.search(word)) is arabic)


def compact(heading: str) -> str:
    """Return the words of the heading in one, without those that only ask."""
    return "".join(_bare(word) for word in folded(heading).split() if word not in words("asking"))


def _bare(word: str) -> str:
    """Return an Arabic word without its article and without "your"."""
    if not ARABIC.search(word):
        return word
    mine = YOURS.sub("", word)
    if mine != word and len(mine) >= SHORTEST:
        word = mine[:-1] + "\u0647" if mine.endswith("ت") else mine
    return word.removeprefix(ARTICLE) if len(word) > len(ARTICLE) + 1 else word


def closest(word: str, known: Mapping[str, str]) -> str | None:
    """Return what the one known word says that differs by one letter; None where there is none, or several."""
    if len(word) < LEAST:
        return None
    index = _without_one_letter(tuple(known))
    tries = {word, *_shorter(word)}
    near = {one for it in tries for one in index.get(it, ()) if len(one) >= LEAST and _one_off(word, one)}
    said = {known[one] for one in near}
    return said.pop() if len(said) == 1 else None


@cache
def _without_one_letter(words: tuple[str, ...]) -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for word in words:
        for shorter in {word, *_shorter(word)}:
            index.setdefault(shorter, set()).add(word)
    return index


def _shorter(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _one_off(word: str, other: str) -> bool:
    """Say whether one letter is missing, more, another, or two neighbours are turned."""
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) <= 1 or (len(word) == len(other) == 2 and word == other[::-1])  # noqa: PLR2004
