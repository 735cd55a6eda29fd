"""Every sentence of a planner's pages can be said in French and in Arabic."""

import re
from pathlib import Path

import pytest

from services.scheduling import frame, typed_rows
from shared.i18n import catalogue

TEMPLATES = Path(frame.__file__).with_name("templates")
SAID = re.compile(r"""say\(\s*(?:"([^"]+)"|'([^']+)')""")


def sentences() -> set[str]:
    """Return what the templates say as it stands, and what is chosen in Python."""
    found = {one or two for file in TEMPLATES.glob("*.html") for one, two in SAID.findall(file.read_text("utf-8"))}
    chosen = [*frame.REASONS.values(), *frame.ATTRIBUTIONS.values(), *frame.DONE.values(), *typed_rows.MOVES.values()]
    return found | set(chosen) | {name for _, name in frame.TABS}


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
        left = re.sub(r"<[^>]*>", " ", text)
        assert re.findall(r"[^\W\d_]{2,}", left) == [], file.name
