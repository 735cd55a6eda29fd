"""Names in two scripts, and how they are compared. All names are made up."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.people import domain, naming
from services.registration.people.domain import Person

HERE = UUID(int=1)


def person(**changes: Any) -> Person:
    facts: dict[str, Any] = {
        "given_name": "Exemple",
        "family_name": "Aït Un",
        "sex": "woman",
        "organisation_id": HERE,
        "first_timer": True,
        "language": "fr",
        "route": "none",
    }
    return Person(**facts | changes)


ARABIC = {"given_name_ar": "مثال", "family_name_ar": "الأول"}
NO_LATIN = {"given_name": None, "family_name": None}


@pytest.mark.parametrize(
    "changes",
    [{}, ARABIC, NO_LATIN | ARABIC, {"given_name_ar": "مثال"}, ARABIC | {"given_name": None}, {"given_name": "O'Ex-é"}],
)
def test_one_complete_script_is_enough(changes: dict[str, Any]) -> None:
    domain.check_names(person(**changes))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (NO_LATIN, "given_name"),
        ({"family_name": None}, "family_name"),
        ({"given_name": None, "given_name_ar": "مثال"}, "given_name"),
        (NO_LATIN | {"given_name_ar": "مثال"}, "family_name_ar"),
    ],
)
def test_half_a_name_is_refused_where_it_is_missing(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(domain.NameIncomplete) as caught:
        domain.check_names(person(**changes))

    assert caught.value.field == field


@pytest.mark.parametrize("name", ["مثال", "Exemple مثال", "12", "Ἑλλάς", "-"])
def test_a_latin_name_has_latin_letters_and_no_arabic_ones(name: str) -> None:
    with pytest.raises(domain.LettersNotLatin):
        domain.check_names(person(given_name=name))


@pytest.mark.parametrize("name", ["Exemple", "مثال x", "١٢", "ـــ"])
def test_an_arabic_name_has_arabic_letters_and_no_latin_ones(name: str) -> None:
    with pytest.raises(domain.LettersNotArabic):
        domain.check_names(person(**ARABIC | {"family_name_ar": name}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aït  Ôber", "AIT ober"),
        ("O'Exemple", "O\u2019exemple"),
        ("Ben-Exemple", "ben exemple"),
        ("الأوّل", "الاول"),
        ("هدى", "هدي"),
        ("مثــال", "مثال"),
        ("علی", "علي"),
        ("کریم", "كريم"),
        ("فاطمة", "فاطمه"),
        ("مؤمن", "مومن"),
        ("عائشة", "عايشة"),
        ("ٱلمثال", "المثال"),
        ("ڤاتن", "فاتن"),
        ("ݣمرة", "كمرة"),
        ("Łucja", "lucja"),
        ("Øystein", "oystein"),
        ("سماء", "سما"),
        ("عبد المثال", "عبدالمثال"),
        ("بن مثال", "بنمثال"),
        ("Œdipe", "OEDIPE"),
        ("Ægir", "aegir"),
        ("Groß", "GROSS"),
        ("Ex\u200bem\u00adple", "exemple"),
        ("\u202aExemple\u202c", "Exemple"),
        ("El Exemple", "El-Exemple"),
        ("El Exemple", "Elexemple"),
        ("Ben Exemple", "Benexemple"),
        ("Abd El Exemple", "Abdelexemple"),
    ],
)
def test_spellings_that_differ_in_no_list_are_one(one: str, other: str) -> None:
    assert naming.matching(one) == naming.matching(other) is not None


@pytest.mark.parametrize(("one", "other"), [("Exemple", "Exemples"), ("مثال", "Mithal"), ("Exempel", "Exemple")])
def test_names_that_only_sound_alike_are_two(one: str, other: str) -> None:
    assert naming.matching(one) != naming.matching(other)


@pytest.mark.parametrize(("one", "other"), [("Nour Exemple", "Nourexemple"), ("Nour-Exemple", "Nour Exemple")])
def test_blanks_and_hyphens_divide_no_name(one: str, other: str) -> None:
    assert naming.key_of(one) == naming.key_of(other) is not None


def test_the_blank_between_two_numbers_divides_them() -> None:
    assert naming.key_of("Section 1 2") != naming.key_of("Section 12")


@pytest.mark.parametrize(
    ("one", "other"), [(("Sara", "Lami"), ("Saral", "Ami")), (("سار", "المي"), ("سارال", "مي"))], ids=["fr", "ar"]
)
def test_no_letter_goes_from_one_half_of_a_name_to_the_other(one: tuple[str, str], other: tuple[str, str]) -> None:
    script = domain.NAMES_BY_SCRIPT["سار" in one]
    mine, theirs = (person(**NO_LATIN | dict(zip(script, halves, strict=True))) for halves in (one, other))

    assert not domain.same_name_in_order(mine, theirs)
    assert not domain.same_name(mine, theirs)
    assert naming.key_of(*one) != naming.key_of(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Sara Nour", "Lami"), ("Sara", "Nour Lami")),
        (("Sara Ben", "Lami"), ("Sara", "Benlami")),
        (("Saranour", "El Lami"), ("Sara-Nour", "Ellami")),
        (("عبد الله", "الوهمي"), ("عبدالله", "الوهمي")),
    ],
)
def test_where_the_family_name_begins_and_how_words_are_joined_tells_nobody_apart(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert naming.one_name(one, other)
    assert naming.letters_of(*one) == naming.letters_of(*other)


@given(st.text(max_size=40))
def test_matching_is_settled_after_one_look(text: str) -> None:
    words, key = naming.matching(text), naming.key_of(text)

    assert words is None or naming.matching(words) == words
    assert key is None or naming.key_of(key) == key
