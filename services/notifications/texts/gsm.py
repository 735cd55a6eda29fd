"""Parts of an SMS, counted before it is sent, and the characters that make it dear.

GSM 03.38 has room for 160 signs, or 153 in each of several parts; a sign of the extension table takes two. One sign
that is in neither table turns the whole text into UCS-2: 70, or 67 in each part, where an emoji takes two.
"""

# ruff: noqa: RUF001 - signs that look alike and cost differently are what this is about

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€\f")
GSM_ALONE, GSM_PART = 160, 153
UCS_ALONE, UCS_PART = 70, 67
BEYOND_16_BITS = 0xFFFF
CHEAPER = {"’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "œ": "oe"}
CHEAPER |= {"Œ": "OE", "\u00a0": " ", "\u202f": " ", "\u2009": " "}


def parts(text: str) -> int:
    """Return how many parts the text is sent in. No sign is ever torn between two of them."""
    if fits_gsm(text):
        return _count([1 + (sign in EXTENSION) for sign in text], GSM_ALONE, GSM_PART)
    return _count([1 + (ord(sign) > BEYOND_16_BITS) for sign in text], UCS_ALONE, UCS_PART)


def fits_gsm(text: str) -> bool:
    """Say whether the text needs no UCS-2."""
    return all(sign in BASIC or sign in EXTENSION for sign in text)


def costly(text: str) -> dict[str, str | None]:
    """Return each sign that forces UCS-2 with a cheaper way to write it, None where there is none."""
    dear = dict.fromkeys(sign for sign in text if not fits_gsm(sign))
    return {sign: _cheaper(sign) for sign in dear}


def thrifty(text: str) -> str:
    """Return the text as cheap as it can be written: as it is, where that would not save it from UCS-2."""
    written = costly(text)
    if None in written.values():
        return text
    return "".join(written.get(sign) or sign for sign in text)


def _cheaper(sign: str) -> str | None:
    plain = CHEAPER.get(sign) or unicodedata.normalize("NFD", sign)[0]
    return plain if fits_gsm(plain) else None


def _count(sizes: list[int], alone: int, part: int) -> int:
    if sum(sizes) <= alone:
        return 1
    number, used = 1, 0
    for size in sizes:
        if used + size > part:
            number, used = number + 1, 0
        used += size
    return number
