"""Names as they are kept, and what two spellings of one name have in common."""

import re

from shared.spelling import folded, tidy

# Words that belong to the name after them, and are written onto it or apart, as folded by shared.spelling.
PARTICLES = frozenset(
    {"el", "al", "ait", "ben", "bel", "ibn", "bin", "bou", "abou", "abd", "abdel", "ould", "oulad", "bent", "sidi"}
    | {"moulay", "ال", "بن", "ابن", "بو", "ابو", "ايت", "عبد", "ولد", "اولاد", "بنت", "سيدي", "مولاي"}
)
BLANK = re.compile(r"(?<!\d) | (?!\d)")  # and not the one between two numbers


def spelled(text: str | None) -> str | None:
    """Return the name with one space between its words, its letters put together as keyboards do."""
    return tidy(text) if text else None


def matching(*words: str | None) -> str | None:
    """Return what two spellings of one name have in common, word by word: see shared.spelling.folded.

    Particles are put onto the word after them. None where a word is missing or nothing is left. Two scripts never
    match: that takes a person's judgement.
    """
    if not all(words):
        return None
    return " ".join(_joined(folded(word)) for word in words if word).strip() or None


def _joined(folded_words: str) -> str:
    joined, before = [], ""
    for word in folded_words.split():
        before += word
        if word not in PARTICLES:
            joined.append(before)
            before = ""
    return " ".join([*joined, before]).strip()


def key_of(*words: str | None) -> str | None:
    """Return what a name is kept and found again by: as `matching`, and without blanks, which writers set as they like.

    The blank between two numbers stays.
    """
    matched = matching(*words)
    return BLANK.sub("", matched) if matched else None
