"""`python -m programs.documents`: writes what of docs/ is made from code. A test fails when it is stale."""

import json
from pathlib import Path

from programs.documents import asvs, asyncapi, decisions, events, licences, processing, refusals
from programs.documents.catalogue import HEARING, ROOT

DOCS = ROOT / "docs"


def from_code() -> dict[Path, str]:
    """Return file → text for all that the code, or the records themselves, decide alone."""
    documents = {DOCS / "asyncapi" / f"{name}.json": _json(asyncapi.document(name)) for name in HEARING}
    pages = {DOCS / "events.md": events.page(), decisions.PAGE: decisions.page(), asvs.PAGE: asvs.page()}
    return pages | {processing.PAGE: processing.page(), refusals.PAGE: refusals.page()} | documents


def _json(document: asyncapi.Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write them, and the licences of what is installed."""
    for file, text in (from_code() | {licences.PAGE: licences.page()}).items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
