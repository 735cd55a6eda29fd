"""What the rows of a list say. Everybody in them is made up, and plainly so."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.imports.parsing import headings, names
from services.registration.imports.parsing.row import Said
from services.registration.imports.parsing.rows import understand
from services.registration.imports.reading.sheet import Row, Sheet

HEADINGS: Row = [
    *("Prénom", "Nom", "Association", "Téléphone", "E-mail"),
    *("Sexe", "Langue", "1ère participation", "Contact"),
]
ASSOCIATION = "Association fictive"


def read(*rows: Row, head: Row = HEADINGS) -> list[Said]:
    """Return what the rows say below the headings."""
    found = headings.find([head])
    return understand(Sheet([head, *rows]), found.row, found.columns)


def wrong(*said: Said) -> list[tuple[int, str, str]]:
    """Return row, column and rule of everything that is wrong."""
    return [(one.number, it.column, it.rule) for one in said for it in one.problems]


def test_a_row_says_everything_in_its_one_spelling() -> None:
    row: Row = [" Exemple ", "FICTIF", ASSOCIATION, 612345678, "Exemple.Un@Example.ORG", "Femme", "arabe", "Oui", "GSM"]

    (said,) = read(row)

    assert said == Said(
        number=2,
        given_name="Exemple",
        family_name="FICTIF",
        sex="woman",
        organisation=ASSOCIATION,
        phone="+212612345678",
        phone_kind="mobile",
        email="exemple.un@example.org",
        route="phone",
        language="ar",
        first_timer=True,
    )


def test_an_arabic_row_says_the_same() -> None:
    head: Row = ["الاسم الكامل", "الجمعية", "الهاتف", "الجنس", "اللغة", "أول مشاركة", "وسيلة التواصل"]

    row: Row = ["مثال أول بن خيال", "جمعية خيالية", "٠٦٠٠٠٠٠٠٠١", "أنثى", "الفرنسية", "لا", "عبر الجمعية"]

    (said,) = read(row, head=head)

    assert (said.given_name_ar, said.family_name_ar, said.organisation) == ("مثال أول", "بن خيال", "جمعية خيالية")
    assert (said.phone, said.sex, said.language, said.first_timer) == ("+212600000001", "woman", "fr", False)
    assert (said.route, said.problems) == ("relay", ())


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (612345678, "+212612345678"),
        (212612345678, "+212612345678"),
        ("'0612345678", "+212612345678"),
        ("\u202a+212 6 12-34-56-78\u202c", "+212612345678"),
        ("06.12.34.56.78", "+212612345678"),
        ("-", None),
        ("néant", None),
    ],
)
def test_a_phone_that_excel_or_a_hand_has_bent_is_put_right(cell: Any, number: str | None) -> None:
    (said,) = read(["Exemple", "Fictif", ASSOCIATION, cell])

    assert (said.phone, said.problems) == (number, ())


def test_every_problem_of_every_row_is_told_at_once() -> None:
    said = read(
        ["Exemple", None, ASSOCIATION, "0600", "exemple@", "peut-être", "chinois", "bof", "pigeon"],
        ["Exemple", "Fictif", None, None, None, "F"],
        [None, None, ASSOCIATION, "0600000002"],
        ["Total : 3"],
        ["Exemple\u202eDeux", "Fictif", ASSOCIATION],
        ["Exemple\x07", "Fictif", ASSOCIATION],
        ["Exemple" * 80, "Fictif", ASSOCIATION],
        ["Trois", "خيالي", ASSOCIATION],
        ["Cinq", "E" * 201, ASSOCIATION],
        ["Six", "E" * 200, "A" * 201],
        ["Quatre", "F1ctif & Cie \u0416", ASSOCIATION],
    )

    assert wrong(*said) == [
        *((2, "sex", "sex-not-understood"), (2, "phone", "phone-not-understood"), (2, "email", "email-not-understood")),
        *((2, "route", "route-not-understood"), (2, "language", "language-not-understood")),
        *((2, "first_timer", "answer-not-understood"), (2, "family_name", "name-incomplete")),
        (4, "full_name", "name-missing"),
        (5, "", "not-a-row"),
        *((7, "given_name", "control-character"), (8, "given_name", "cell-too-long")),
        (9, "family_name", "name-incomplete"),
        *((10, "family_name", "cell-too-long"), (11, "organisation", "cell-too-long")),
    ]


def test_a_row_without_an_association_has_that_of_the_row_above_it() -> None:
    head: Row = ["Exemple", "Un", ASSOCIATION]
    gap: Row = ["Exemple", "Trois", None, "0600000003"]

    said = read(head, ["Exemple", "Deux"], [], gap)

    assert [(one.organisation, one.inherited) for one in said] == [
        *((ASSOCIATION, False), (ASSOCIATION, True)),
        (None, False),
    ]
    assert wrong(*said) == [(5, "organisation", "organisation-missing")]


@pytest.mark.parametrize("signs", ["ـ", "ـــ", "— ـ —"])
def test_signs_that_fold_to_nothing_are_no_name(signs: str) -> None:
    head: Row = ["Prénom (arabe)", "Nom (arabe)", "Association"]

    said = read(["مثال", "خيالي", signs], [signs, "خيالي", "جمعية خيالية"], head=head)

    assert wrong(*said) == [(2, "organisation", "organisation-missing"), (3, "given_name_ar", "arabic-letters-needed")]


@pytest.mark.parametrize(
    "as_above", ['"', "″", "//", "-//-", "idem", "Id.", "ditto", "même association", "كذلك", "نفس الجمعية"]
)
def test_a_sign_or_word_for_as_above_takes_the_association_above(as_above: str) -> None:
    said = read(["Exemple", "Un", ASSOCIATION], ["Exemple", "Deux", as_above])

    assert [(one.organisation, one.inherited) for one in said] == [(ASSOCIATION, False), (ASSOCIATION, True)]


@pytest.mark.parametrize("none", ["néant", "aucune", "N/A", "لا يوجد", "-", "—", "."])
def test_who_is_said_to_have_no_association_does_not_get_the_one_above(none: str) -> None:
    said = read(["Exemple", "Un", ASSOCIATION], ["Exemple", "Deux", none])

    assert wrong(*said) == [(3, "organisation", "organisation-missing")]


def test_headings_once_more_in_the_other_language_are_nobody() -> None:
    head: Row = ["Nom", "Prénom", "Association"]

    said = read(["النسب", "الاسم", "الجمعية"], ["Un", "Exemple", ASSOCIATION], head=head)

    assert [one.number for one in said] == [3]


def test_blank_rows_numbered_rows_and_repeated_headings_are_nobody() -> None:
    head: Row = ["N°", "Nom complet", "Association"]

    said = read([1, "Exemple Un", ASSOCIATION], [], [2], head, [3, "Exemple Deux", ASSOCIATION], [], head=head)

    assert [(one.number, one.family_name) for one in said] == [(2, "Un"), (6, "Deux")]


@pytest.mark.parametrize(
    ("whole", "family_first", "halves"),
    [
        ("Exemple Fictif", False, ("Exemple", "Fictif")),
        ("Fictif Exemple Deux", True, ("Exemple Deux", "Fictif")),
        ("EL FICTIF Exemple", False, ("Exemple", "EL FICTIF")),
        ("Exemple Zahra El Fictif", False, ("Exemple Zahra", "El Fictif")),
        ("Ait Ben Fictif Exemple", True, ("Exemple", "Ait Ben Fictif")),
        ("عبد المثال خيالي", False, ("عبد المثال", "خيالي")),
        ("Exemple", False, (None, "Exemple")),
        (None, True, (None, None)),
    ],
)
def test_a_whole_name_is_divided(whole: str | None, family_first: bool, halves: tuple[str | None, str | None]) -> None:  # noqa: FBT001
    assert names.halves(whole, family_first=family_first) == halves


def test_a_name_in_both_scripts_is_kept_in_both() -> None:
    (said,) = read(["Exemple / مثال", "Fictif | خيالي", ASSOCIATION])

    assert (said.given_name, said.family_name) == ("Exemple", "Fictif")
    assert (said.given_name_ar, said.family_name_ar, said.problems) == ("مثال", "خيالي", ())


LATIN = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1, max_size=30)
ARABIC = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآةىؤئء"), min_size=1, max_size=30).filter(
    lambda name: name.strip("ء")  # a hamza alone is no name
)


@given(LATIN, LATIN, ARABIC, ARABIC)
def test_any_name_survives(given_name: str, family_name: str, given_name_ar: str, family_name_ar: str) -> None:
    head: Row = ["Prénom", "Nom", "Prénom (arabe)", "Nom (arabe)", "Association"]

    (said,) = read([given_name, family_name, given_name_ar, family_name_ar, ASSOCIATION], head=head)

    kept = (said.given_name, said.family_name, said.given_name_ar, said.family_name_ar)
    assert {it.rule for it in said.problems} <= {"name-incomplete", "latin-letters-needed"}
    assert kept == tuple(names_as_typed([given_name, family_name, given_name_ar, family_name_ar]))


def names_as_typed(given: list[str]) -> list[str]:
    """Return names with their letters put together as keyboards do."""
    return [unicodedata.normalize("NFC", name) for name in given]


@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.integers(), st.floats(allow_nan=False)), max_size=9))
def test_whatever_stands_in_a_row_is_a_person_or_a_problem(row: list[Any]) -> None:
    for said in read(row):
        assert said.problems or (said.organisation and any(said.name_keys))
