"""Hooks of mkdocs: pages from outside docs/ are added, and links that lead out of the site become words."""

import os.path
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
OUTSIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
HOME = {page: file for file, page in OUTSIDE.items()}
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")


def on_config(config: MkDocsConfig) -> None:
    """Put every alert and every decision into the navigation."""
    nav: list[Any] = config.nav or []
    config.nav = [*nav, {"Alerts": pages_in("runbooks")}, {"Decisions": pages_in("decisions")}]


def pages_in(folder: str) -> list[str]:
    """Return the pages of a folder of docs/ by name, the one about all of them first."""
    names = [file.name for file in (ROOT / "docs" / folder).glob("*.md")]
    return [f"{folder}/{name}" for name in sorted(names, key=lambda name: (name != "README.md", name))]


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the documents that stand beside the code."""
    for file, page in OUTSIDE.items():
        files.append(File.generated(config, page, content=(ROOT / file).read_text(encoding="utf-8")))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - as called
    """Let every link lead to a page of the site, or be the name of a file in the repository."""
    return led(markdown, page.file.src_uri)


def led(markdown: str, page: str) -> str:
    """Return a page's text with its links as the site has them."""
    home = HOME.get(page, f"docs/{page}")

    def lead(link: re.Match[str]) -> str:
        words, target = link.groups()
        found = destination(target, home, page)
        return words if found is None else f"[{words}]({found})"

    return LINK.sub(lead, markdown)


def destination(target: str, home: str, page: str) -> str | None:
    """Return where a link of the file `home` leads on the site, from its `page`; None where it leaves the site."""
    if re.match(r"[a-z]+:|#", target):
        return target
    path, hash_, anchor = target.partition("#")
    file = os.path.normpath(os.path.join(os.path.dirname(home), path))  # noqa: PTH118, PTH120 - a path with no file yet
    leads_to = OUTSIDE.get(file) or (file.removeprefix("docs/") if (ROOT / file).is_file() else None)
    if leads_to is None or not (file in OUTSIDE or file.startswith("docs/")):
        return None
    return os.path.relpath(leads_to, os.path.dirname(page) or ".") + hash_ + anchor  # noqa: PTH120 - as above
