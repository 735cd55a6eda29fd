"""Every link in a document leads to a file that exists, and to a heading of it."""

import re
from pathlib import Path

import pytest

from tests.architecture.built import python_files
from tests.documents.written import ROOT, broken, documents


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(file: Path) -> None:
    assert broken(file, file.read_text(encoding="utf-8")) == []


def test_a_planted_link_to_nothing_is_seen() -> None:
    text = "[a](docs/nothing.md) [b](#no-heading) [c](docs/architecture.md#glossary) [d](https://example.org)\n# Here\n"

    assert broken(ROOT / "README.md", text) == ["docs/nothing.md", "#no-heading"]


def cited(source: str) -> set[str]:
    """Return the names of documents that code speaks of."""
    return set(re.findall(r"([\w-]+\.md)\b", source))


def test_every_document_that_code_speaks_of_is_one_of_ours() -> None:
    ours = {file.name for file in documents()}
    folders = (
        "services",
        "shared",
        "deploy",
        "programs/operator",
        "programs/scenario",
        "tests/unit",
        "tests/integration",
    )
    code = python_files(*folders, "tests/e2e", "tests/faults")

    strangers = {str(file.relative_to(ROOT)): cited(file.read_text(encoding="utf-8")) - ours for file in code}

    assert {file: names for file, names in strangers.items() if names} == {}


def test_a_planted_stranger_among_documents_is_seen() -> None:
    assert cited('"""As notes.md says, 3.3, and README.md."""') == {"notes.md", "README.md"}
