"""docs/decisions/README.md: the index of decisions by number, and the numbers that no decision has."""

from pathlib import Path

from programs.documents.catalogue import ROOT

FOLDER = ROOT / "docs" / "decisions"
PAGE = FOLDER / "README.md"
HEAD = """# Decisions

What cost a discussion, with the ways that were not taken and when to think again. A new one takes the next number, and
`make documents` writes this page.

| Number | Decision |
|---|---|
"""


def records() -> dict[int, Path]:
    """Return number → file of every decision."""
    return {int(file.name[:4]): file for file in sorted(FOLDER.glob("[0-9][0-9][0-9][0-9]-*.md"))}


def page() -> str:
    """Return the index."""
    known = records()
    lines = [f"| {number:04} | [{_title(file)}]({file.name}) |" for number, file in known.items()]
    missing = [f"{number:04}" for number in range(1, max(known)) if number not in known]
    return HEAD + "\n".join(lines) + "\n" + _never_given(missing)


def _title(file: Path) -> str:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix(f"# {file.name[:4]} ")


def _never_given(numbers: list[str]) -> str:
    return f"\nNever given: {', '.join(numbers)}. No decision is missing.\n" if numbers else ""
