"""Personal data in a text: a phone number, an e-mail address, the number of a paper or a plate.

Patterns find numbers and addresses, not stories: whoever releases words reads them first.
"""

import re
import unicodedata
from typing import Literal

from shared.country.identity_papers import ADDRESS, NUMBERED, OTHER, PLATE
from shared.country.number_words import digits_for_words, in_digits
from shared.country.spelling import folded

Pointer = Literal["email", "phone", "card"]

# What is written between the digits of one number, as one sign of each kind; what is not named here is kept.
KINDS = {"Pd": "-", "Pc": "_", "Zs": " "}
ALIKE = {"\u2212": "-", "،": ",", "٫": ",", "٬": ",", "\t": " ", "\n": " ", "\r": " "} | dict.fromkeys("·•‧∙⋅", ".")  # noqa: RUF001 - signs that look alike are the point
UNSEEN = {"Mn", "Me", "Cf"}  # Arabic vowels, frames around a digit, signs of no width
GAP = r"(?:[ .\-/()_]{0,3}|,)"  # with a space after it, a comma ends a number

DAY, MONTH, YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
HOUR = r"(?:[01]?\d|2[0-3])\.[0-5]\d"
# Dates and hours have as many digits as a phone number; they are looked past.
TIMES = re.compile(
    rf"(?<!\d)(?:{DAY} ?- ?)?{DAY}([/.-]){MONTH}\1{YEAR}(?!\d)"
    rf"|(?<!\d){YEAR}-{MONTH}-{DAY}(?!\d)"
    rf"|(?<![\d/.-])(?:{DAY} ?- ?)?(?:{DAY}/{MONTH}/\d\d|{MONTH}/{YEAR})(?!\d|[/.-]\d)"
    rf"|(?<![\d.-]){HOUR} ?- ?{HOUR}(?!\d|[.-]\d)"
)
PHONE = re.compile(
    rf"(?<!\d)(?<!\d:)(?:(?:\+|00)(?:{GAP}\d){{8,15}}|(?:0|212){GAP}[5-8](?:{GAP}\d){{8}}|[5-8]\d{{8}}|\d{{10,}})(?!\d)"
)
# Five pairs, with what else people put between them; a number that was said in words, as its digits.
IN_PAIRS = re.compile(r"(?<!\d)0[5-8]([*~|=+':;&\"<>^]|\s*[,;|*]\s+|\s*\.{2,}\s*)\d\d(?:\1\d\d){3}(?!\d)")
DAYS = 31  # five numbers after commas, none larger, may be days or groups
LETTER_O = re.compile(r"(?<![^\W_])[oO](?=[ .-]?[5-8](?:[ .-]?\d){8}(?!\d))")
SAID = re.compile(r"(?:00)?(?:212)?0?[5-8]\d{8}|00\d{8,13}")
# One or two letters and four to seven digits, as on the national identity card; four may also be a year, and DH money.
LETTERS = r"(?<![A-Za-z\u00c0-\u024f\d])"
DIGITS = rf"(?!{YEAR}(?!\d))\d{{4,7}}"
GROUPS = r"(?=(?:\D?\d){5,7}(?!\d))\d{2,3}(?:[ .,_/-]\d{2,3}){1,2}"
CARD = re.compile(
    rf"{LETTERS}(?:(?:[A-Za-z]{{1,2}}|(?!DH |BP )[A-Z]{{1,2}}[ ._/-]){DIGITS}"
    rf"|(?:[A-Za-z]{{1,2}}|[A-Z]{{1,2}}[_-]){GROUPS})(?!\d)"
)


def pointers_in(text: str) -> list[Pointer]:
    """Return what in the text seems to point to somebody."""
    plain = LETTER_O.sub("0", TIMES.sub(" ~ ", _plain(text)))
    small = _bare(plain.lower())
    said = in_digits(folded(plain))
    found: dict[Pointer, bool] = {
        "email": "@" in plain or bool(ADDRESS.search(small)),
        "phone": bool(PHONE.search(plain)) or _in_pairs(plain) or any(map(SAID.fullmatch, said)),
        "card": any(paper.search(plain) for paper in (CARD, PLATE, OTHER)) or _numbered(small),
    }
    return [pointer for pointer, there in found.items() if there]


def _in_pairs(plain: str) -> bool:
    pairs = [re.findall(r"\d\d", found.group()) for found in IN_PAIRS.finditer(plain)]
    return any(max(map(int, five)) > DAYS for five in pairs)


def _numbered(small: str) -> bool:
    """Say whether a paper is named with a number behind it, in digits or in words."""
    return bool(NUMBERED.search(small)) or bool(NUMBERED.search(digits_for_words(folded(small))))


def _bare(small: str) -> str:
    apart = unicodedata.normalize("NFD", small)
    return "".join(sign for sign in apart if unicodedata.category(sign) not in UNSEEN)


def _plain(text: str) -> str:
    """Return the text in letters and digits of ASCII where it has them, one sign for all that look alike."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(_plain_sign(sign) for sign in folded if unicodedata.category(sign) not in UNSEEN)


def _plain_sign(sign: str) -> str:
    if sign in ALIKE:
        return ALIKE[sign]
    return KINDS.get(unicodedata.category(sign)) or str(unicodedata.digit(sign, sign))
