"""What of the documents is made from code is what the code says today."""

import re
from pathlib import Path

import pytest

from programs.documents import licences
from programs.documents.__main__ import from_code
from programs.documents.catalogue import all_events, hearers
from tests.documents.written import ROOT

STALE = "run `make documents`"


@pytest.mark.parametrize("file", from_code(), ids=lambda file: file.name)
def test_a_document_is_what_the_code_says(file: Path) -> None:
    assert file.read_text(encoding="utf-8") == from_code()[file], STALE


def test_the_handler_that_the_first_page_shows_is_one_of_ours() -> None:
    (shown,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)

    assert shown in (ROOT / "services" / "notifications" / "handlers.py").read_text(encoding="utf-8")


def test_every_event_is_on_the_page_of_events_and_somebody_hears_it() -> None:
    page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")

    assert [type_ for type_ in all_events() if f"### {type_}\n" not in page] == []
    assert [type_ for type_, event in all_events().items() if not hearers(event)] == []


def test_the_licences_name_every_package_of_the_lock_file_in_its_version() -> None:
    assert len(licences.pinned()) > 50
    assert licences.listed() == licences.pinned(), STALE


def test_every_package_says_something_of_its_licence() -> None:
    assert {name for name in licences.pinned() if licences.licence(name) == "not said"} == set()
    assert licences.licence("aiokafka") == "Apache-2.0"
