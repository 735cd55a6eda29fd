"""docs/security/asvs.md: OWASP ASVS 5.0, level 1 and 2, requirement by requirement, from tests/security/asvs.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from programs.documents.catalogue import ROOT, linked

SOURCE = ROOT / "tests" / "security" / "asvs.toml"
PAGE = ROOT / "docs" / "security" / "asvs.md"
VERDICTS = {
    "tests": "shown by tests",
    "shown_by": "so by construction",
    "applies_not": "cannot apply here",
    "exception": "not met, or not in full",
}
CHAPTERS = {
    1: "Encoding and cleaning",
    2: "Checks and rules of the business",
    3: "Pages in a browser",
    4: "APIs",
    5: "Files",
    6: "Signing in",
    7: "Sessions",
    8: "Who may do what",
    9: "Tokens that say something themselves",
    10: "OAuth and OpenID Connect",
    11: "Cryptography",
    12: "On the way",
    13: "Configuration",
    14: "Data",
    15: "Code and what it rests on",
    16: "Logs and errors",
    17: "WebRTC",
}
HEAD = """# Security, requirement by requirement

What is so here of each requirement of [OWASP ASVS 5.0](https://asvs.dev) of level 1 and 2. The standard (CC BY-SA 4.0)
says each in full, and decides; here it is named in words of ours. `make documents` writes this page from
[asvs.toml](../../tests/security/asvs.toml). What is promised, and what is not, says [SECURITY.md](../../SECURITY.md);
what is tried against it, [attacks.toml](../../tests/security/attacks.toml).

It is about an installation in earnest: in Docker, and an office without Docker on one machine. What is so in one of
them alone is an exception, and so is what is met in part. A demonstration is not looked at.

| What is said | Level 1 | Level 2 |
|---|---|---|
"""


@dataclass(frozen=True)
class Requirement:
    """A requirement; exactly one of the last four says something. `shown_by` is a file, a colon and why."""

    id: str
    level: int
    asks: str
    tests: tuple[str, ...] = ()
    shown_by: str = ""
    applies_not: str = ""
    exception: str = ""

    @property
    def chapter(self) -> int:
        """Return the number of its chapter."""
        return int(self.id.partition(".")[0])

    @property
    def verdicts(self) -> list[str]:
        """Return which of the four say something."""
        return [name for name in VERDICTS if getattr(self, name)]


def requirements() -> list[Requirement]:
    """Return all requirements, in the order of the file."""
    return read(SOURCE.read_text(encoding="utf-8"))


def read(text: str) -> list[Requirement]:
    """Return the requirements that a text of the file's form tells of: tables `[chapter.section.number]`."""
    return [_requirement(id_, told) for id_, told in _tables(tomllib.loads(text))]


def _tables(told: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, inner in told.items():
        id_ = f"{above}{name}"
        if "level" in inner:
            yield id_, inner
        else:
            yield from _tables(inner, f"{id_}.")


def _requirement(id_: str, told: dict[str, Any]) -> Requirement:
    return Requirement(id_, **told | {"tests": tuple(told.get("tests", ()))})


def page() -> str:
    """Return the whole page."""
    known = requirements()
    chapters = (_chapter(number, list(found)) for number, found in groupby(known, lambda it: it.chapter))
    return HEAD + "\n".join([*_sums(known), "", _not_met(known), "", *chapters]) + "\n"


def _sums(known: list[Requirement]) -> Iterator[str]:
    """Yield a line per verdict, and one of all."""
    for verdict, words in VERDICTS.items():
        levels = [it.level for it in known if verdict in it.verdicts]
        yield f"| {words} | {levels.count(1)} | {levels.count(2)} |"
    levels = [it.level for it in known]
    yield f"| all | {levels.count(1)} | {levels.count(2)} |"


def _not_met(known: list[Requirement]) -> str:
    return "Not met, or not in full: " + ", ".join(it.id for it in known if it.exception) + "."


def _chapter(number: int, found: list[Requirement]) -> str:
    lines = [f"| {it.id} | {it.level} | {it.asks} | {_said(it)} |" for it in found]
    return "\n".join(
        [f"## {number} {CHAPTERS[number]}\n", "| Id | Level | Asks | Here |\n|---|---|---|---|", *lines, ""]
    )


def _said(requirement: Requirement) -> str:
    """Return what is so here: of tests and files a link to each."""
    if requirement.tests:
        return "<br>".join(map(_test, requirement.tests))
    if requirement.shown_by:
        file, _, why = requirement.shown_by.partition(": ")
        return f"{linked(file)}: {why}."
    if requirement.applies_not:
        return f"Cannot apply: {requirement.applies_not}."
    return f"**Exception**: {requirement.exception}."


def _test(test: str) -> str:
    file, _, name = test.partition("::")
    return linked(file) + (f" `{name}`" if name else "")
