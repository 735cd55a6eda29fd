"""Names as they are kept, and what two spellings of one name have in common."""

import re
from collections.abc import Sequence

from shared.country.spelling import folded, tidy

# Words that belong to the name after them, and are written onto it or apart, as folded by shared.country.spelling.
PARTICLES = frozenset(
    {"el", "al", "ait", "ben", "bel", "ibn", "bin", "bou", "abou", "abd", "abdel", "ould", "oulad", "bent", "sidi"}
    | {"moulay", "ال", "بن", "ابن", "بو", "ابو", "ايت", "عبد", "ولد", "اولاد", "بنت", "سيدي", "مولاي"}
)
BLANK = re.compile(r"(?<!\d) | (?!\d)")  # and not the one between two numbers


def spelled(text: str | None) -> str | None:
    """Return the name with one space between its words, its letters put together as keyboards do."""
    return tidy(text) if text else None


def matching(*words: str | None) -> str | None:
    """Return what two spellings of one name have in common, word by word: see shared.country.spelling.folded.

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
    """Return what one name is known again by: as `matching`, and without blanks, which writers set as they like.

    The blank between two numbers stays, and the one between the halves of a name: no letter goes from one to the other.
    """
    halves = [BLANK.sub("", matching(word) or "") for word in words]
    return " ".join(halves) if matching(*words) else None


def letters_of(*words: str | None) -> str | None:
    """Return what a whole name is looked up by. Others may have the same letters: see `one_name`."""
    matched = matching(*words)
    return BLANK.sub("", matched) if matched else None


def one_name(mine: Sequence[str | None], theirs: Sequence[str | None]) -> bool:
    """Say whether the halves are of one whole name, in this order: alike each, or the same words in all.

    Which word begins the family name is often a guess; which letter begins a word is none.
    """
    key, other = key_of(*mine), key_of(*theirs)
    return None not in (key, other) and (key == other or _in_a_row(mine) == _in_a_row(theirs))


def _in_a_row(halves: Sequence[str | None]) -> str | None:
    return matching(" ".join(half for half in halves if half))
