"""The site of the documents is built without a warning, and loads nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from programs.documents.site import led
from tests.documents.written import ROOT

LOADING = r'script|img|iframe|link rel="(?:stylesheet|preconnect|icon)"'
LOADS = re.compile(rf'<(?:{LOADING})[^>]+(?:src|href)="(https?:[^"]+)')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it as `make docs` does, elsewhere."""
    folder = tmp_path_factory.mktemp("site")
    mkdocs = Path(sys.executable).with_name("mkdocs")
    ended = subprocess.run(
        [mkdocs, "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )
    assert ended.returncode == 0, ended.stderr
    return folder


def test_the_site_is_built_without_a_warning(site: Path) -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert "mkdocs build --quiet --strict" in recipe
    assert (site / "index.html").is_file()
    assert (site / "asyncapi" / "reporting.json").is_file()


def test_no_page_of_the_site_loads_anything_from_elsewhere(site: Path) -> None:
    pages = {file.name: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}

    assert len(pages) > 20
    assert {name: found for name, text in pages.items() if (found := LOADS.findall(text))} == {}


def test_a_script_from_elsewhere_would_be_seen() -> None:
    assert LOADS.findall('<script src="https://elsewhere.invalid/a.js"></script><img src="pictures/a.png">') == [
        "https://elsewhere.invalid/a.js"
    ]


def test_the_arabic_guide_runs_from_right_to_left(site: Path) -> None:
    page = (site / "guides" / "coordinator.ar.html").read_text(encoding="utf-8")

    assert '<div dir="rtl" lang="ar">' in page
    assert "<h2" in page.partition('<div dir="rtl" lang="ar">')[2]


def test_a_link_out_of_the_documents_becomes_the_name_of_a_file() -> None:
    text = "[a](../../shared/http/guard.py) [b](../../README.md#run-it) [c](../events.md) [d](#here)"

    assert led(text, "guides/operator.md") == "a [b](../index.md#run-it) [c](../events.md) [d](#here)"
    assert led("[a](docs/decisions/0009-x.md) [b](docs/events.md#x)", "index.md") == "a [b](events.md#x)"
