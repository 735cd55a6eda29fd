"""Contents of the documents: links, headings, commands."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def documents() -> list[Path]:
    """Return every document of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def commands(text: str) -> Iterator[str]:
    """Yield the commands of the `sh` blocks, without their comments; a line that ends in a backslash goes on."""
    for language, block in FENCED.findall(text):
        for line in block.replace("\\\n", " ").splitlines() if language == "sh" else ():
            if command := " ".join(re.sub(r"(^|\s)#.*", "", line).split()):
                yield command


def named_targets(text: str) -> set[str]:
    """Return the targets of `make` that are named in the text between backticks."""
    said = re.findall(r"`make ([^`]+)`", FENCED.sub("", text))
    return {word for words in said for word in words.split() if re.fullmatch(r"[a-z-]+", word)}


def links(text: str) -> list[str]:
    """Return where the links of a document lead, code aside."""
    return LINK.findall(re.sub(r"`[^`\n]*`", "", FENCED.sub("", text)))


def anchors(text: str) -> set[str]:
    """Return the anchors that the headings of a document make."""
    return {
        re.sub(r"[^\w -]", "", it).strip().lower().replace(" ", "-") for it in HEADING.findall(FENCED.sub("", text))
    }


def broken(file: Path, text: str) -> list[str]:
    """Return the links of a document that lead nowhere in the repository."""
    return [link for link in links(text) if not re.match(r"https?:|mailto:", link) and not _leads(file, link)]


def _leads(file: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    leads_to = (file.parent / path).resolve() if path else file
    return leads_to.exists() and (not anchor or anchor in anchors(leads_to.read_text(encoding="utf-8")))
