"""Every link in a document leads to a file that exists, and to a heading of it."""

from pathlib import Path

import pytest

from tests.documents.written import ROOT, broken, documents


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(file: Path) -> None:
    assert broken(file, file.read_text(encoding="utf-8")) == []


def test_a_planted_link_to_nothing_is_seen() -> None:
    text = "[a](docs/nothing.md) [b](#no-heading) [c](docs/architecture.md#glossary) [d](https://example.org)\n# Here\n"

    assert broken(ROOT / "README.md", text) == ["docs/nothing.md", "#no-heading"]
