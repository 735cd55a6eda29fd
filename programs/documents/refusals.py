"""docs/refusals.md: whatever a rule may refuse, by the type that programs get, in the words that people get."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby

from programs.documents.catalogue import ROOT
from shared.http.problems import status_of
from shared.refusals import Refusal

PAGE = ROOT / "docs" / "refusals.md"
OURS = ("services", "shared")
HEAD = """# Refusals

What a rule may refuse: which values are possible, which must fit one another, and what does not fit the present state.
`make documents` writes this page from the classes of the code.

An answer of the API that refuses is a problem by [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457). Its `type` is
`/problems/` and the word of the first column; `errors` names the field. Its sentence is in the language of whoever
asks; what stands in braces is filled in. A page shows the same sentence beside the field. What is no text, no number or
no date where one is asked for is refused as `/problems/invalid`, with the field too.
"""


def page() -> str:
    """Return the whole page."""
    ordered = sorted((kind.__new__(kind) for kind in _raised()), key=lambda it: (_whose(it), it.rule))
    return HEAD + "".join(_table(whose, refusals) for whose, refusals in groupby(ordered, _whose))


def load_ours() -> None:
    """Load every module of ours, so that whatever is a class in one of them is known."""
    for package in map(import_module, OURS):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in found.name.split("."):
                import_module(found.name)


def every_refusal() -> Iterator[type[Refusal]]:
    """Yield every refusal of ours, and what they are kinds of."""
    load_ours()
    yield from _and_below(Refusal)


def _and_below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    if kind.__module__.partition(".")[0] in OURS:
        yield kind
    for child in kind.__subclasses__():
        yield from _and_below(child)


def _raised() -> Iterator[type[Refusal]]:
    return (kind for kind in every_refusal() if kind.__module__ != Refusal.__module__)


def _whose(refusal: Refusal) -> str:
    first, second, *_ = type(refusal).__module__.split(".")
    return second if first == "services" else "every service"


def _table(whose: str, refusals: Iterator[Refusal]) -> str:
    lines = (f"| `{it.rule}` | {status_of(it)} | {it.message()} |\n" for it in refusals)
    return f"\n## {whose.capitalize()}\n\n| Type | Status | Sentence |\n|---|---|---|\n{''.join(lines)}"
