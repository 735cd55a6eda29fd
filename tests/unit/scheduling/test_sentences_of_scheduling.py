"""Every refusal of scheduling can be said in French and in Arabic."""

import re

import pytest

from services.scheduling import domain
from shared.i18n import catalogue
from shared.refusals import Refusal

SENTENCES = [
    found.message(found())
    for found in vars(domain).values()
    if isinstance(found, type) and issubclass(found, Refusal) and found.__module__ == domain.__name__
]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("sentence", [*SENTENCES, "Control characters are not possible here."])
def test_a_sentence_is_translated_with_the_same_blanks(sentence: str, language: str) -> None:
    translated = catalogue(language)[sentence]

    assert translated != sentence
    assert set(re.findall(r"{\w+}", translated)) == set(re.findall(r"{\w+}", sentence))
