"""docs/security/processing.md: what is kept of people, for the file of the authority, from shared/privacy/."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from programs.documents.catalogue import ROOT, linked
from shared.access import roles
from shared.privacy.declared import Declared, Kind, columns, fields, kinds, purposes, retentions

PAGE = ROOT / "docs" / "security" / "processing.md"
PEOPLE = {
    "participant": "Participants",
    "staff": "Staff",
    "organisation": "Organisations",
    "nobody": "Nobody in particular",
}
HEAD = """# What is kept, of whom, what for, how long

For the file of the authority, and for whoever asks. `make documents` writes this page from
[shared/privacy/](../../shared/privacy/); tests compare that with every column of every table and field of every event.
What people may ask, and how they are answered, says [Personal data](privacy.md).

## Purposes

| Purpose | In words |
|---|---|
"""


def page() -> str:
    """Return the whole page."""
    said = [f"| {name} | {words} |" for name, words in purposes().items()]
    parts = (_people(of, words) for of, words in PEOPLE.items())
    return HEAD + "\n".join([*said, "", *parts, _ends()]) + "\n"


def _people(of: str, words: str) -> str:
    """Return the kinds of data of some people, and where each is."""
    found = [kind for kind in kinds().values() if kind.of == of]
    head = (
        "| Kind | What it is | Class | What for | How long | Whose roles see it | Tables | Events |\n"
        + "|---" * 8
        + "|"
    )
    return "\n".join([f"## {words}\n", head, *map(_row, found), ""])


def _row(kind: Kind) -> str:
    cells = (
        kind.name,
        kind.means,
        kind.protection,
        ", ".join(kind.purposes),
        retentions()[kind.kept].says,
        ", ".join(_roles(kind)) or "nobody",
        "<br>".join(_places(column for column in columns() if column.kind == kind)) or "none",
        ", ".join(sorted({field.thing for field in fields() if field.kind == kind})) or "none",
    )
    return f"| {' | '.join(cells)} |"


def _roles(kind: Kind) -> list[str]:
    """Return the roles of people and of services that hold a permission which shows it; none of a demonstration."""
    named = (role for role in roles.names() if role not in {"player", "onlooker"})
    return [role for role in named if roles.permissions(role) & set(kind.seen_by)]


def _places(declared: Iterable[Declared]) -> Iterator[str]:
    """Yield each table with its columns, service by service."""
    by_table: Mapping[str, list[str]] = defaultdict(list)
    for column in declared:
        by_table[f"{column.place}.{column.thing}"].append(column.name)
    return (f"`{table}`: {', '.join(names)}" for table, names in by_table.items())


def _ends() -> str:
    """Return what ends each retention, and the test that shows it."""
    rows = [f"| {told.says} | {linked(told.by)} | {linked(told.proof)} |" for told in retentions().values()]
    return "\n".join(["## What ends it\n", "| How long | By | Shown by |\n|---|---|---|", *rows])
