"""What lists write around a name and is no part of it: a number, a title, an office or a remark."""

import re

from shared.spelling import folded, is_arabic

# As folded by shared/spelling.py.
TITLES = {
    *("mme", "mlle", "madame", "mademoiselle", "mr", "monsieur", "mrs", "miss", "dr", "docteur", "pr", "prof"),
    *("professeur", "السيد", "السيده", "الانسه", "انسه", "سيده", "الدكتور", "الدكتوره", "الاستاذ", "الاستاذه"),
}
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
INITIAL = re.compile(r"^(?:M|Me|د|ذ)[.] ?")
REMARK = re.compile(r" ?[(\[]([^()\[\]]*)[)\]]$| [-\u2013\u2014,;:] (.*)$")


def bare(name: str) -> str:
    """Return the name without them; a remark is one in small letters, or names an office, and not a second name."""
    name = INITIAL.sub("", NUMBER.sub("", name))
    if (found := REMARK.search(name)) and _remarks(found.group(1) or found.group(2) or ""):
        name = name[: found.start()]
    first, _, rest = name.partition(" ")
    while rest and folded(first) in TITLES:  # what stands alone is a name: السيد is one
        name = rest
        first, _, rest = name.partition(" ")
    return name.strip()


def _remarks(text: str) -> bool:
    if is_arabic(text):
        return bool(OFFICES & {word.removeprefix("ال") for word in folded(text).split()})
    return text[:1].islower()
