"""Which language a reader is answered in: Arabic, French or English, and French when in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.i18n import LANGUAGES, choose

WANTED = {
    "fr": "fr",
    "fr-MA": "fr",
    "fr-MA,fr;q=0.9,ar;q=0.8": "fr",
    "ar-MA": "ar",
    "ar-MA,ar;q=0.9,fr-FR;q=0.8,en;q=0.5": "ar",
    "AR": "ar",
    "en-GB,en;q=0.5": "en",
    "de,en;q=0.7,fr;q=0.3": "en",
    "fr;q=0.2,ar;q=0.9": "ar",
    "fr; q=0.2, ar; q=0.9": "ar",
    "fr;q=0.2, ar": "ar",
    "*": "fr",
    "de,*;q=0.5": "fr",
    "tzm": "fr",
    "tzm-MA,zgh;q=0.9": "fr",
    "tzm,ar;q=0.5": "ar",
    "ar;q=0": "fr",
    "ar;q=0,en;q=0.1": "en",
    "ar;q=much,en;q=0.1": "en",
    "ar;q=nan,en;q=0.1": "en",
    "": "fr",
    ",,,;;;": "fr",
    "../../etc/passwd": "fr",
    "{title}": "fr",
    "a" * 5000: "fr",
}


@pytest.mark.parametrize(("header", "language"), WANTED.items())
def test_a_reader_is_answered_in_the_language_asked_for(header: str, language: str) -> None:
    assert choose(header) == language


@given(st.text(max_size=200) | st.text("arfen-_;q=.,* 0159", max_size=60))
def test_whatever_is_asked_for_there_is_an_answer(header: str) -> None:
    assert choose(header) in LANGUAGES
