"""How many parts an SMS takes: our count against another's, and what French costs."""

# ruff: noqa: RUF001 - signs that look alike and cost differently are what is tried here

import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.texts.gsm import BASIC, EXTENSION, costly, fits_gsm, parts, thrifty

CHEAP = st.text(alphabet=sorted(BASIC | EXTENSION), max_size=700)
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"), max_size=300)
MIXED = st.text(alphabet=["a", "€", "~", "ç", "ب", "😀", "é"], max_size=700)


@given(CHEAP | ANY | MIXED)
def test_the_count_is_the_one_that_smsutil_comes_to(text: str) -> None:
    assert parts(text) == max(1, len(smsutil.split(text).parts))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro's two septets stay together, and 153 become 152
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("ب" * 134, 2),
        ("ب" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("ب" * 66 + "😀" + "ب" * 66, 3),  # neither half of a surrogate pair moves without the other
    ],
)
def test_parts_end_where_the_standard_says(text: str, number: int) -> None:
    assert parts(text) == number


@pytest.mark.parametrize("sign", "çêâîôûëïœ’«»–…ÀÈÊ")
def test_the_signs_that_make_french_dear_are_known_with_a_cheaper_one(sign: str) -> None:
    assert not fits_gsm(sign)
    assert fits_gsm(costly(sign)[sign] or sign)


@pytest.mark.parametrize("sign", "éèàùÉ€'\"")
def test_the_signs_that_cost_nothing_more_are_left_alone(sign: str) -> None:
    assert costly(sign) == {}


def test_a_dear_text_is_written_cheaply() -> None:
    assert thrifty("L’Hôtel « Cœur » – à côté…") == 'L\'Hotel " Coeur " - à coté...'


def test_what_stays_dear_anyway_is_left_as_it_is() -> None:
    assert thrifty("Hôtel الأطلس") == "Hôtel الأطلس"


@given(ANY | MIXED)
def test_writing_cheaply_never_costs_a_part_more_than_leaving_it(text: str) -> None:
    assert fits_gsm(thrifty(text)) or thrifty(text) == text
