"""`python -m programs.documents.pictures`: keep what the guides show of what the story in a browser has just taken."""

import re
import shutil
from pathlib import Path

from programs.documents.catalogue import ROOT

GUIDES = ROOT / "docs" / "guides"
PICTURES = GUIDES / "pictures"
TAKEN = ROOT / "out" / "screenshots" / "screens"
SHOWN = re.compile(r"!\[[^\]]*\]\(pictures/([^)\s]+)\)")


def shown() -> dict[str, list[Path]]:
    """Return picture → guides that show it."""
    found: dict[str, list[Path]] = {}
    for guide in sorted(GUIDES.glob("*.md")):
        for name in SHOWN.findall(guide.read_text(encoding="utf-8")):
            found.setdefault(name, []).append(guide)
    return found


def main() -> None:
    """Copy what is shown, and forget what no guide shows any more."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    for name in shown():
        shutil.copy(TAKEN / name, PICTURES / name)


if __name__ == "__main__":
    main()
