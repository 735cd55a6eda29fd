"""Sentences of a service are translated once, where its container has them: in its own locale, or in that of shared."""

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from babel.messages.pofile import read_po

from shared.directory import service_names
from shared.i18n import ROOT, catalogue
from tests.unit.kernel.test_sentences import FOREIGN, PARSER

WITH_PAGES = [name for name in service_names() if (ROOT / "services" / name / "templates").is_dir()]


def translated(folder: str, language: str) -> set[str]:
    with (ROOT / folder / "locale" / f"{language}.po").open("rb") as po:
        return {one.id if isinstance(one.id, str) else one.id[-1] for one in read_po(po) if one.id and one.string}


def texts(service: str) -> Iterator[str]:
    """Yield every text that the code and the templates of the service hold."""
    for file in (ROOT / "services" / service).rglob("*.html"):
        lexed = PARSER.lex(file.read_text(encoding="utf-8"))
        yield from (value[1:-1] for _, kind, value in lexed if kind == "string")
    for file in (ROOT / "services" / service).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value.partition("\n")[0]  # the first line is the sentence of a refusal


@pytest.mark.parametrize(("service", "language"), list(product(WITH_PAGES, FOREIGN)))
def test_what_a_service_says_is_translated_without_the_locales_of_others(service: str, language: str) -> None:
    said = {text for text in texts(service) if text in catalogue(language) and text[:1].isupper()}

    there = translated("shared", language) | translated(f"services/{service}", language)

    assert said & there
    assert said - there == set()


@pytest.mark.parametrize("language", FOREIGN)
def test_no_sentence_is_translated_twice(language: str) -> None:
    folders = ["shared", *(f"services/{name}" for name in service_names())]

    times = Counter(sentence for folder in folders for sentence in translated(folder, language))

    assert [sentence for sentence, number in times.items() if number > 1] == [], "several say it: into shared/locale"
