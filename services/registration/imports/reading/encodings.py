"""Encodings that Excel and older programs use: a text is in the one in which its words are words."""

import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from services.registration.imports.refusals import NoSpreadsheet
from shared.country.spelling import ARABIC

MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}  # the longer before the shorter that it begins with
WIDE = ("utf-16-le", "utf-16-be")
# Windows, MS-DOS, Macintosh, and what older programs of Arab countries write; of two that read the same, the first.
OF_ONE_BYTE = (
    "windows-1252",
    "windows-1256",
    "cp850",
    "mac_roman",
    "cp720",
    "iso8859-6",
    "mac_arabic",
    "cp864",
    "cp437",
)
ALL = (*dict.fromkeys(MARKS.values()), *WIDE, "utf-8", *OF_ONE_BYTE)
ENOUGH = 0.35  # by which the best must be better than the next; below it somebody is asked
POSSIBLE = 0.8  # less is no reading to offer
LOOKED_AT = 5_000  # words
WORD = re.compile(r"[^\s;,|\t\"'\u2019/()\[\]{}<>@:.!?&*+=_0-9-]+")
QUOTES = "«»\u201c\u201d\u2018\u2026\u2013\u2014\u060c\u061b\u061f"
FRENCH = set("éèêàâçîïôûùëüœæÿ")
ARTICLE, AT_THE_END = "ال", set("ةى")
FREQUENT, KNOWN, RARE = set("ايلمنورتبهعد"), set("سةحفقكىأ"), set("جشصضطظغثخذزءآإؤئـ")
MARKS_OF_VOWELS = {chr(mark) for mark in range(0x64B, 0x653)}  # nobody types many


@dataclass(frozen=True)
class Reading:
    """A text, and the encoding that it was read in."""

    encoding: str
    text: str


def readings(file: bytes) -> list[Reading]:
    """Return the text, the likeliest first; more than one where only somebody who knows the names can say.

    Raises NoSpreadsheet where it is no text.
    """
    mark = next((mark for mark in MARKS if file.startswith(mark)), None)
    if mark or b"\0" in file:
        return [_strictly(file, MARKS[mark] if mark else _wide(file))]
    try:
        return [_once(_strictly(file, "utf-8"))]
    except NoSpreadsheet:
        return _likely(file.removesuffix(b"\x1a"))  # which ends a file of MS-DOS


def _strictly(file: bytes, encoding: str) -> Reading:
    try:
        return Reading(encoding, file.decode(encoding))
    except UnicodeDecodeError:
        raise NoSpreadsheet from None


def _wide(file: bytes) -> str:
    """Return which of the two bytes of a sign comes first, told by where the zeros of plain letters are."""
    return WIDE[file[::2].count(0) > file[1::2].count(0)]


def _once(reading: Reading) -> Reading:
    """Return the text as it was before a program took UTF-8 for something else and wrote that in UTF-8."""
    for encoding in OF_ONE_BYTE[:2]:
        try:
            before = reading.text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if before != reading.text:
            return Reading("utf-8", before)
    return reading


def _likely(file: bytes) -> list[Reading]:
    """Return the readings that nobody but a reader can tell apart. Raises NoSpreadsheet."""
    scored: list[tuple[float, Reading]] = []
    seen: set[str] = set()
    for encoding in OF_ONE_BYTE:
        try:
            text = file.decode(encoding)
        except UnicodeDecodeError:
            continue
        words = strange_words(text)
        if (said := unicodedata.normalize("NFKC", " ".join(words))) not in seen:
            seen.add(said)
            scored.append((_sense(words), Reading(encoding, text)))
    if not scored:
        raise NoSpreadsheet
    best = max(score for score, _ in scored)
    least = best - ENOUGH if best >= POSSIBLE else best
    return [one for score, one in sorted(scored, key=lambda it: -it[0]) if score >= least]


def strange_words(text: str) -> list[str]:
    """Return the words with a letter that is not of ASCII, each once: they tell encodings apart."""
    found = (word.strip(QUOTES) for word in WORD.findall(text) if not word.isascii())
    return list(dict.fromkeys(word for word in found if not word.isascii()))[:LOOKED_AT]


def _sense(words: Iterable[str]) -> float:
    """Return how much the words are like words: 1 and more for French or Arabic ones, below 0 for none."""
    scores = [_likeness(word) for word in words]
    return sum(scores) / len(scores) if scores else 0.0


def _likeness(word: str) -> float:
    word = unicodedata.normalize("NFKC", word)
    if ARABIC.search(word):
        known = [_frequency(sign) for sign in word]
        broken = AT_THE_END & set(word[:-1]) or word[0] in MARKS_OF_VOWELS
        return sum(known) / len(known) + word.startswith(ARTICLE) - 2 * bool(broken)
    if not word.isalpha() or not _one_case(word):
        return -1.0
    strange = {sign for sign in word.lower() if not sign.isascii()}
    return 2.0 if strange <= FRENCH else 0.5 if max(strange) < "\u0250" else -1.0


def _frequency(sign: str) -> float:
    worth = ((FREQUENT, 2.0), (KNOWN, 1.2), (RARE, 0.5), (MARKS_OF_VOWELS, 0.0))
    return next((value for signs, value in worth if sign in signs), -2.0)


def _one_case(word: str) -> bool:
    return word.islower() or word.isupper() or word[1:].islower()
