"""One spelling for what people write in many ways: accents, capitals, hamza, tatweel, marks and spaces aside."""

import re
import unicodedata

# Forms of hamza, of ya and ta marbuta, of Persian keyboards; the tatweel only stretches.
LETTERS = str.maketrans(
    "أإآٱىةؤئکیڤ",
    "اااايهويكيف",
    "ـء",
)
ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff]")  # soft hyphens and the like
BETWEEN_WORDS = re.compile(r"[\W_]+")
SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]+")


def folded(text: str) -> str:
    """Return the text in the one spelling, its words apart by single spaces: for comparing, never for showing."""
    if text.isascii():
        return BETWEEN_WORDS.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize(
        "NFKD", INVISIBLE.sub("", text)
    ).casefold()  # first: a letter of another shape has no small form
    letters = unicodedata.normalize("NFKD", plain.translate(LETTERS))
    base = "".join(sign for sign in letters if not unicodedata.combining(sign)).translate(LETTERS)
    return BETWEEN_WORDS.sub(" ", base).strip()


def tidy(text: str) -> str:
    """Return the text as somebody meant to type it: single spaces, nothing invisible, letters in their usual form."""
    return SPACES.sub(" ", unicodedata.normalize("NFKC" if ARABIC.search(text) else "NFC", text)).strip()


def is_arabic(text: str) -> bool:
    """Say whether the text is written in Arabic script, for the most part."""
    return len(ARABIC.findall(text)) > len(LATIN.findall(text))
