"""Which language a reader is answered in: Arabic, French or English, and French when in doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.i18n import BLANK, LANGUAGES, choose, counted, say

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


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "لا مقاعد"),
        (1, "مقعد واحد"),
        (2, "مقعدان"),
        (3, "3 مقاعد"),
        (10, "10 مقاعد"),
        (11, "11 مقعدا"),
        (25, "25 مقعدا"),
        (100, "100 مقعد"),
        (103, "103 مقاعد"),
    ],
)
def test_a_number_in_arabic_has_the_form_of_the_word_that_it_wants(number: int, said: str) -> None:
    assert say("{number} seats", "ar", number=number) == said


@pytest.mark.parametrize(("language", "one", "two"), [("fr", "1 place", "2 places"), ("en", "1 seat", "2 seats")])
def test_one_is_said_otherwise_than_two(language: str, one: str, two: str) -> None:
    assert [say("{number} seats", language, number=it) for it in (1, 2)] == [one, two]


def test_the_last_number_in_a_sentence_chooses() -> None:
    assert say("{taken} of {seats} seats", "ar", taken=11, seats=5) == "11 من 5 مقاعد"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_form_of_a_sentence_with_a_number_is_there(language: str) -> None:
    forms = counted(language)

    assert forms.keys() == counted("en").keys()
    assert [it for it, said in forms.items() if not all(said.values())] == []
    assert [it for it, said in forms.items() if "{" in it and BLANK.findall(it)[-1] not in said["other"]] == []
