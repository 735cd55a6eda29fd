"""One spelling for what people write in many ways: how text is kept, and what two spellings of it have in common."""

import re
import unicodedata

# Letters that stand for one another on keyboards and in registers: forms of hamza and alef, of ya, of ta marbuta and
# ha, of Persian and Maghrebi keyboards; Latin letters that are two, or that have no accent to take away.
ALIKE = str.maketrans(
    dict.fromkeys("أإآٱٲٳ", "ا")  # noqa: RUF001 - letters that look alike are the point
    | dict.fromkeys("ىئیےېێ", "ي")
    | dict.fromkeys("ةہۂۃھەۀ", "ه")  # noqa: RUF001 - letters that look alike are the point
    | dict.fromkeys("ؤۆۇۈۋ", "و")
    | dict.fromkeys("کگڭڪݣ", "ك")
    | {"ڤ": "ف", "ڥ": "ف", "پ": "ب", "ـ": "", "ء": "", "ٴ": ""}
    | {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}  # noqa: RUF001
)
ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
# What is seen by nobody: marks of direction, spaces and joiners without width, soft hyphens, letters of no shape.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
SHAPES = re.compile("[\ufb00-\ufdff\ufe70-\ufefc\uff01-\uff5e]+")  # letters as they are drawn, not as typed
BLANKS = re.compile("[ \t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+")
LINES = re.compile("\r\n|\r|\n")
BETWEEN_WORDS = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """Return the text in one line as somebody meant to type it: single spaces, nothing unseen, letters as typed."""
    if text.isascii():
        return BLANKS.sub(" ", text).strip(" ")
    plain = SHAPES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), UNSEEN.sub("", text))
    return BLANKS.sub(" ", unicodedata.normalize("NFC", plain)).strip(" ")


def tidy_lines(text: str) -> str:
    """Return the text with each of its lines tidy, without empty ones at its ends."""
    return "\n".join(tidy(line) for line in LINES.split(text)).strip("\n")


def folded(text: str) -> str:
    """Return the text in the one spelling, its words apart by single spaces: for comparing, never for showing."""
    if text.isascii():
        return BETWEEN_WORDS.sub(" ", text.lower()).strip()
    plain = unicodedata.normalize("NFKD", UNSEEN.sub("", text)).casefold()
    apart = unicodedata.normalize("NFKD", plain.translate(ALIKE))  # first: an alef with its hamza is one letter
    bare = "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))
    return BETWEEN_WORDS.sub(" ", bare.translate(ALIKE)).strip()


def is_arabic(text: str) -> bool:
    """Say whether the text is written in Arabic script, for the most part."""
    return len(ARABIC.findall(text)) > len(LATIN.findall(text))
