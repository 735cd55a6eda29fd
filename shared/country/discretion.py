"""Discretion: discretion.toml alone knows the words that tell what the training is about.

Messages are read on phones that others see, and a list of who meets where is a danger to them; so no message and no
name that stands in one (a venue, a city) may hold such a word.
"""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("discretion.toml")

ALIKE = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا", "گ": "ك", "ڭ": "ك", "œ": "oe", "ـ": None, "ء": None})  # noqa: RUF001 - Arabic letters
UNSEEN = {"Mn", "Cf"}  # accents, Arabic vowels, the hamza on its seat; signs of no width
WORD = re.compile(r"[^\W_]+")
ARABIC_PREFIX = re.compile("[وف]?[بكل]?(?:ال|ل)?")


def tells(text: str) -> bool:
    """Say whether the text names the subject, in any of the languages."""
    return bool(words_in(text))


def words_in(text: str) -> list[str]:
    """Return what tells the subject, as discretion.toml has it."""
    words = [_variants(word) for word in WORD.findall(plain(text))]
    return [" ".join(phrase) for phrase in phrases() if any(_stands_at(words, at, phrase) for at in range(len(words)))]


def plain(text: str) -> str:
    """Return the text in the letters that the lists are written in."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(sign for sign in apart if unicodedata.category(sign) not in UNSEEN).translate(ALIKE)


@cache
def phrases() -> tuple[tuple[str, ...], ...]:
    """Return what must not be said, in all languages, word by word."""
    lists = tomllib.loads(FILE.read_text(encoding="utf-8")).values()
    return tuple(dict.fromkeys(tuple(entry.split()) for entries in lists for entry in entries))


def _variants(word: str) -> set[str]:
    """Return the word with and without the Arabic article, conjunction and preposition written onto it."""
    prefix = ARABIC_PREFIX.match(word)
    longest = prefix.end() if prefix else 0
    return {word[cut:] for cut in range(longest + 1) if ARABIC_PREFIX.fullmatch(word[:cut])}


def _stands_at(words: list[set[str]], at: int, phrase: tuple[str, ...]) -> bool:
    stretch = words[at : at + len(phrase)]
    return len(stretch) == len(phrase) and all(map(_is, stretch, phrase))


def _is(variants: set[str], wanted: str) -> bool:
    return any(_matches(variant, wanted) for variant in variants)


def _matches(word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else word == wanted
