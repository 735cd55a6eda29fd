"""The search for canaries finds them in every form in which they may lie about."""

import json
from pathlib import Path

import pytest
import typst

from tests.e2e.canaries import Canaries, read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_canary_is_found_in_plain_text_in_json_and_in_html(encoding: str) -> None:
    canaries = Canaries()
    escaped = "".join(f"&#x{ord(sign):x};" for sign in canaries.arabic)

    for text in (canaries.arabic, canaries.latin.upper(), f"x{canaries.phone}", f"+212{canaries.phone[1:]}"):
        assert canaries.found(f"before {text} after".encode(encoding)), text
    assert canaries.found(json.dumps({"name": canaries.arabic}).encode())
    assert canaries.found(escaped.encode())
    assert canaries.found(b"nothing here") == []


def test_a_canary_is_found_inside_a_workbook_and_a_pdf(tmp_path: Path) -> None:
    canaries = Canaries()
    (tmp_path / "list.xlsx").write_bytes(canaries.workbook("Association Exemple"))
    source = tmp_path / "page.typ"
    source.write_text(f"Somebody called {canaries.latin}", encoding="utf-8")
    typst.compile(source, output=tmp_path / "page.pdf")

    assert canaries.found((tmp_path / "list.xlsx").read_bytes()) == [], "it is packed"
    assert set(canaries.found(read(tmp_path / "list.xlsx"))) == set(canaries.all())
    assert canaries.found(read(tmp_path / "page.pdf")) == [canaries.latin]
