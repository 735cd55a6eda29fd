"""Costly words: texts made to keep a pattern busy; what they cost grows as their length does."""

import pkgutil
import re
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

import pytest

import services
import shared
from shared.country.personal_data import pointers_in
from shared.http.requests import LONGEST_WORDING

BAITS = (
    *("a", "A", "1", " ", "-", ".", "_", "'", "\t", "é", "ب", "٣", "@", "+", "("),
    *("a ", "1 ", "a.", "a@", "a-", "ab1", "06 ", "1.", "1-", "a a", "06-", "a.a@", "+2126", "deux ", "et ", "zéro "),
    *("AB1", "\u200f1", "<a ", "/a", "a=", "a,", "1h", "1:", "٠٦ ", "ال", "و "),
    *(
        "_a",
        "-dot-a",
        "a at a-dot-",
        "a (at) a_",
        "a chez a.a",
        "gmail ",
        "a gmail point ",
        "cin a",
        "deux et ",
        "A 1 ",
    ),
)
ENDS = ("!",)
COUNTED = 200_000  # ten times as long as this takes is a tenth of a second on a quiet machine
MOST_COUNTS = 10.0


def counting_s() -> float:
    """Return what counting takes on this machine, as busy as it is now: the measure of all that is bounded here."""
    began = time.process_time()
    assert sum(n & 1 for n in range(COUNTED)) == COUNTED // 2
    return time.process_time() - began


def counts(costs: Callable[[str], object], texts: Sequence[str]) -> tuple[float, str]:
    """Return how many times counting the dearest of these texts costs, and how it begins."""
    counting, dearest = counting_s(), (0.0, "")
    for text in texts:
        began = time.process_time()
        costs(text)
        dearest = max(dearest, (time.process_time() - began, f"{text[:8]}…{text[-2:]}"))
    return dearest[0] / max(counting, counting_s()), dearest[1]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the patterns of texts that modules of ours hold by a name."""
    for package in (shared, services):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" in found.name or found.name.endswith("__main__"):
                continue
            held = vars(import_module(found.name)).items()
            yield from ((f"{found.name}.{name}", it) for name, it in held if isinstance(it, re.Pattern))


PATTERNS = {it.pattern: (name, it) for name, it in patterns() if isinstance(it.pattern, str)}


def bait(letters: str, end: str, length: int = LONGEST_WORDING) -> str:
    """Return a text of this length that says the same again and again, and ends otherwise."""
    return (letters * length)[: length - len(end)] + end


TEXTS = [bait(letters, end) for letters in BAITS for end in ENDS]


@pytest.mark.parametrize("name", sorted(name for name, _ in PATTERNS.values()))
def test_no_text_keeps_a_pattern_busy(name: str) -> None:
    pattern = next(it for known, it in PATTERNS.values() if known == name)

    cost, text = counts(pattern.search, TEXTS)

    assert cost < MOST_COUNTS, text


def test_no_words_keep_the_search_for_people_busy() -> None:
    cost, text = counts(pointers_in, TEXTS)

    assert cost < MOST_COUNTS, text


def test_a_pattern_that_is_kept_busy_is_seen() -> None:
    busy = re.compile(r"(a+)+$")

    assert len(PATTERNS) > 40
    assert counts(busy.search, ["a" * 23 + "!"])[0] > MOST_COUNTS
