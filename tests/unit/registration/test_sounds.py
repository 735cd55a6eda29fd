"""What names sound like, in whatever letters. All names are made up."""

import pytest

from services.registration.people.sounds import kept, sound_of


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mohammed", "Mohamed", "Mouhamed", "Muhammad", "محمد"),
        ("Fatma", "Fatima", "Fatimah", "فاطمة", "فاطمه"),
        ("Benalli", "Ben Alli", "Ben-Ali", "بن علي", "بنعلي"),
        ("El Idrissi", "Elidrissi", "El-Idrissi", "Idrissi", "الإدريسي"),
        ("Khadija", "Khadidja", "خديجة"),
        ("Aïcha", "Aisha", "عائشة"),
        ("Noureddine", "Nour Eddine", "Nourdine", "نور الدين"),
        ("Abdelkarim", "Abd El Karim", "عبد الكريم"),
        ("Essaidi", "Saïdi", "السعيدي"),
    ],
)
def test_one_name_sounds_alike_whoever_wrote_it(spellings: tuple[str, ...]) -> None:
    assert {sound_of(one) for one in spellings} == {sound_of(spellings[0])} != {None}


@pytest.mark.parametrize(("one", "other"), [("Mona", "Amina"), ("Karim", "Kamal"), ("Salma", "Salima Un")])
def test_other_names_do_not(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


@pytest.mark.parametrize("name", ["A", "É", "Eau", "-", ""])
def test_less_than_two_consonants_tell_nobody_from_others(name: str) -> None:
    assert sound_of(name) is None


def test_each_word_and_the_whole_name_are_kept() -> None:
    assert kept("Nour Eddine", None, "Exemple") == " nr dn nrdn Axmpl "
