"""Titles around a name that are no part of it: a number, a title, an office or a remark."""

import re

from shared.country.spelling import folded, is_arabic
from shared.events import Sex

# Title, as folded by shared/country/spelling.py → the sex that it tells.
TITLES: dict[str, Sex | None] = {
    **dict.fromkeys(("mme", "mlle", "madame", "mademoiselle", "mrs", "miss"), "woman"),
    **dict.fromkeys(("السيده", "الانسه", "انسه", "سيده", "الدكتوره", "الاستاذه"), "woman"),
    **dict.fromkeys(("mr", "monsieur", "السيد", "الدكتور", "الاستاذ"), "man"),
    **dict.fromkeys(("dr", "docteur", "pr", "prof", "professeur"), None),
}
OR_SHE = {"ه", "e"}  # السيد(ة)  # noqa: RUF001 - Arabic letters
OFFICES = {
    "رييس",
    "رييسه",
    "امين",
    "امينه",
    "كاتب",
    "كاتبه",
    "عضو",
    "منسق",
    "منسقه",
    "غايب",
    "غايبه",
    "متطوع",
    "متطوعه",
}
NUMBER = re.compile(r"^\d{1,3} ?[.)/:-] ?(?=\D)")
INITIALS: dict[str, Sex | None] = {"M": "man", "Me": None, "د": None, "ذ": None}
INITIAL = re.compile(rf"^({'|'.join(INITIALS)})[.] ?")
REMARK = re.compile(r" ?[(\[]([^()\[\]]*)[)\]]$| [-\u2013\u2014,;:] (.*)$")


def bare(name: str) -> str:
    """Return the name without them."""
    return _parted(name)[0]


def sex_told(name: str) -> Sex | None:
    """Return the sex that the titles tell; None where they tell none, or both."""
    told = {sex for sex in _parted(name)[1] if sex}
    return told.pop() if len(told) == 1 else None


def _parted(name: str) -> tuple[str, list[Sex | None]]:
    """Return the name without what stands around it, and what each title says."""
    name, found = NUMBER.sub("", name), list[Sex | None]()
    if initial := INITIAL.match(name):
        found.append(INITIALS[initial.group(1)])
        name = name[initial.end() :]
    if remark := REMARK.search(name):
        text = remark.group(1) or remark.group(2) or ""
        if (titles := _titles(text)) or _remarks(text):
            found += titles
            name = name[: remark.start()]
    first, _, rest = name.partition(" ")
    while rest and (titles := _titles(first)):  # what stands alone is a name: السيد is one
        found += titles
        name = rest
        first, _, rest = name.partition(" ")
    return name.strip(), found


def _titles(text: str) -> list[Sex | None]:
    """Return what each title says, where the text is nothing else; of one for either sex, nothing."""
    words = folded(text).split()
    if not words or words[0] not in TITLES or not set(words) <= TITLES.keys() | OR_SHE:
        return []
    return [None] if OR_SHE & set(words) else [TITLES[word] for word in words]


def _remarks(text: str) -> bool:
    """Say whether this is a remark: in small letters, or the name of an office, and not a second name."""
    if is_arabic(text):
        return bool(OFFICES & {word.removeprefix("ال") for word in folded(text).split()})
    return text[:1].islower()
