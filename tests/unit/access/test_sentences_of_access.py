"""Every sentence of access's pages can be said in French and in Arabic, and no template says one that cannot."""

import re
from pathlib import Path

import pytest

from services.access import frame
from shared.i18n import catalogue

TEMPLATES = Path(frame.__file__).with_name("templates")
SAID = re.compile(r"""say\(\s*(?:"([^"]+)"|'([^']+)')""")
NAMES = {"Takwin"}


def sentences() -> set[str]:
    """Return what the templates say as it stands, and what is chosen in Python."""
    found = {one or two for file in TEMPLATES.glob("*.html") for one, two in SAID.findall(file.read_text("utf-8"))}
    return found | {*frame.ROLES.values(), *frame.DONE.values(), "My account", "Accounts", "Programs"}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_sentence_is_translated_with_the_same_blanks(language: str) -> None:
    said = catalogue(language)

    assert len(sentences()) > 100
    assert sorted(sentences() - set(said)) == []
    for sentence in sentences():
        assert set(re.findall(r"{\w+}", said[sentence])) == set(re.findall(r"{\w+}", sentence))
        assert bool(re.search(r"[\u0600-\u06ff]", said[sentence])) == (language == "ar")


def test_no_sentence_of_a_template_escapes_translation() -> None:
    for file in TEMPLATES.glob("*.html"):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", file.read_text("utf-8"), flags=re.DOTALL)
        left = set(re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", " ", text)))
        assert left - NAMES == set(), file.name


def test_no_template_has_a_style_or_a_script_within_it() -> None:
    for file in TEMPLATES.glob("*.html"):
        assert not re.search(r"<script(?! src)|<style|\sstyle=|\son\w+=", file.read_text("utf-8")), file.name


def test_no_template_shows_a_password_that_was_typed() -> None:
    for file in TEMPLATES.glob("*.html"):
        inputs = re.findall(r"<input type=\"password\"[^>]*>", file.read_text("utf-8"))
        assert not [it for it in inputs if " value" in it], file.name
