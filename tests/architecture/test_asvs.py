"""ASVS 5.0: every requirement of level 1 and 2 has one verdict, and every test and file that it names is there."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator

import pytest

from programs.documents.asvs import CHAPTERS, Requirement, page, read, requirements
from tests.architecture.built import ROOT
from tests.architecture.test_attacks import LONGEST, exists

# Of each chapter its sections in order, and how many requirements of level 1 and of level 2 each has. Within a section
# they are numbered in this order, from 1 on; those of level 3 come behind them.
SECTIONS = """
1: 0+2 5+4 2+9 0+3 1+1
2: 1+2 2+1 1+3 0+1
3: 0+0 2+0 1+3 2+4 3+2 0+0 0+2
4: 1+2 0+1 0+2 1+3
5: 0+1 2+1 2+0 0+3
6: 1+2 8+4 2+2 2+2 0+5 0+3 0+0 0+4
7: 0+3 4+0 0+2 2+3 0+2 0+2
8: 1+1 2+1 1+0 0+1
9: 3+0 1+3
10: 0+2 0+2 0+4 5+6 0+5 0+2 0+3
11: 0+2 0+3 2+1 1+3 0+1 0+1
12: 1+2 2+0 0+4
13: 0+1 0+5 0+2 1+4
14: 0+2 1+3 1+2
15: 1+2 1+2 1+6
16: 0+1 0+5 0+4 0+3 0+3
17: 0+1 0+4 0+2
"""


def levels() -> Iterator[tuple[str, int]]:
    """Yield the id of each requirement of level 1 and 2, with its level, in the order of the standard."""
    for line in SECTIONS.split("\n")[1:-1]:
        chapter, _, sections = line.partition(": ")
        for section, counts in enumerate(sections.split(), 1):
            first, second = map(int, counts.split("+"))
            yield from ((f"{chapter}.{section}.{it}", 1 if it <= first else 2) for it in range(1, first + second + 1))


LEVELS = dict(levels())
DATED = re.compile(r".+, since \d{4}-\d{2}-\d{2}")


def unclear(requirement: Requirement) -> list[str]:
    """Return what is wrong with a row."""
    asks, dated = requirement.asks, not requirement.exception or DATED.fullmatch(requirement.exception)
    file, colon, why = requirement.shown_by.partition(": ")
    by = not colon or bool(why and (ROOT / file).is_file())
    wrong = {
        "neither or several verdicts": len(requirement.verdicts) != 1,
        "another level": LEVELS.get(requirement.id) != requirement.level,
        "no plain sentence": not (asks[:1].isupper() and asks.endswith(".") and len(asks) <= LONGEST),
        "no date": not dated,
        "no such file, or no reason": not by or bool(requirement.shown_by and not colon),
        "no such test": not all(map(exists, requirement.tests)),
    }
    return [f"{requirement.id}: {it}" for it, is_so in wrong.items() if is_so]


def test_every_requirement_of_level_1_and_2_stands_there_once() -> None:
    found = [it.id for it in requirements()]

    assert Counter(LEVELS.values()) == {1: 70, 2: 183}
    assert found == list(LEVELS)
    assert {it.chapter for it in requirements()} == CHAPTERS.keys()


def test_every_row_has_one_verdict_and_what_it_names_is_there() -> None:
    assert [it for requirement in requirements() for it in unclear(requirement)] == []


PLANTED = """
[1.1.1]
level = 1
asks = "does things"
tests = ["tests/architecture/test_asvs.py::test_that_is_not_there"]
exception = "something"

[1.1.2]
level = 2
asks = "Things are done."
shown_by = "nowhere.py: it does"

[1.1.9]
level = 2
asks = "Things are done."
"""
SEEN = [
    *("1.1.1: neither or several verdicts", "1.1.1: another level", "1.1.1: no plain sentence", "1.1.1: no date"),
    *("1.1.1: no such test", "1.1.2: no such file, or no reason"),
    *("1.1.9: neither or several verdicts", "1.1.9: another level"),
]


def test_planted_rows_that_say_too_little_or_too_much_are_seen() -> None:
    assert [it for requirement in read(PLANTED) for it in unclear(requirement)] == SEEN
    with pytest.raises(tomllib.TOMLDecodeError):
        read("[1.1.1]\nlevel = 2\n[1.1.1]\nlevel = 2\n")


def test_the_page_has_every_row() -> None:
    rows = re.findall(r"(?m)^\| (\d+\.\d+\.\d+) \|", page())

    assert rows == list(LEVELS)
