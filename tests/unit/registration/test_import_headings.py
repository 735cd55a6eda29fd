"""Which column of a list says what, however the list calls it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.imports.parsing import headings
from services.registration.imports.reading.sheet import Row
from services.registration.imports.views.blank_list import HEADINGS
from shared.country.spelling import folded


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Prénom", "given_name"),
        ("PRENOM(S)", "given_name"),
        ("  prénom\u00a0:", "given_name"),
        ("Prénom (arabe)", "given_name_ar"),
        ("Nom de famille", "family_name"),
        ("Nom & Prénom", "full_name"),
        ("Nom et prénom du participant", "full_name"),
        ("Sexe (F/M)", "sex"),
        ("Genre H/F", None),
        ("Association / organisation", "organisation"),
        ("Nom de l'association", "organisation"),
        ("Nom de l\u2019association", "organisation"),
        ("N° GSM", "phone"),
        ("Tél.", "phone"),
        ("Tél de l'association", "organisation_phone"),
        ("E-mail *", "email"),
        ("Courriel", "email"),
        ("Langue", "language"),
        ("1ère participation (O/N)", "first_timer"),
        ("Contact", "route"),
        ("الاسم الكامل", "full_name"),
        ("الإســم والنّسب", "full_name"),
        ("الاسم الشخصي", "given_name"),
        ("الاسم العائلي (بالعربية)", "family_name_ar"),
        ("الجنس", "sex"),
        ("الهيأة / الجمعية", "organisation"),
        ("رقم الهاتف", "phone"),
        ("البريد الالكتروني", "email"),
        ("اللغة", "language"),
        ("أول مشاركة؟", "first_timer"),
        ("Prénom / الاسم الشخصي", "given_name"),
        ("Remarques", None),
        ("ville", None),
        (612345678, None),
        (None, None),
    ],
)
def test_a_heading_is_known_in_many_spellings(heading: Any, column: str | None) -> None:
    assert headings.column_of(heading) == column


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (["Nom", "Prénom"], {"family_name": 0, "given_name": 1}),
        (["Nom", "Association"], {"full_name": 0, "organisation": 1}),
        (["الاسم", "النسب"], {"given_name": 0, "family_name": 1}),
        (["الاسم", "الجمعية"], {"full_name": 0, "organisation": 1}),
        (["Nom arabe", "Prénom arabe"], {"family_name_ar": 0, "given_name_ar": 1}),
        (["Nom en arabe", "Association"], {"full_name_ar": 0, "organisation": 1}),
        (["GSM", "Téléphone", "N°"], {"phone": 0}),
    ],
)
def test_what_a_bare_name_means_is_told_by_the_columns_beside_it(row: Row, columns: dict[str, int]) -> None:
    assert headings.recognised(row) == columns


def test_headings_are_found_below_title_lines_and_beside_blank_columns() -> None:
    rows: list[Row] = [
        ["Association fictive d'exemple"],
        [],
        ["Liste des participants", None, "Contact"],
        [None, None, "Nom", "Prénom", None, "Association", "Tél"],
        [None, None, "Fictif", "Exemple", None, "Association fictive", "0600000001"],
    ]

    found = headings.find(rows)

    assert (found.row, found.certain) == (3, True)
    assert found.columns == {"family_name": 2, "given_name": 3, "organisation": 5, "phone": 6}


def test_a_list_without_headings_has_none() -> None:
    assert headings.find([["Exemple", "Fictif", "Association fictive"]]) == headings.Headings()


def test_headings_are_not_sought_far_down() -> None:
    remark: Row = ["remarque"]
    rows: list[Row] = [*[remark] * 30, ["Nom", "Prénom", "Association"]]

    assert headings.find(rows).columns == {}


@pytest.mark.parametrize(
    ("columns", "lacking"),
    [
        (["full_name", "organisation"], []),
        (["given_name_ar", "family_name_ar", "organisation"], []),
        (["given_name", "organisation"], ["family_name"]),
        (["family_name_ar"], ["given_name_ar", "organisation"]),
        (["phone"], ["full_name", "organisation"]),
    ],
)
def test_what_every_list_needs_is_missed(columns: list[headings.Column], lacking: list[str]) -> None:
    assert headings.missing(columns) == lacking


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_blank_list_has_headings_that_are_all_known(language: str) -> None:
    row: Row = list(HEADINGS[language].values())

    assert headings.recognised(row) == {column: place for place, column in enumerate(HEADINGS[language])}


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.sampled_from(sorted(headings.spellings())), st.sampled_from([str.upper, str.title, str.swapcase]))
def test_no_capital_hides_a_heading(heading: str, change: Any) -> None:
    assert headings.column_of(f"  {change(heading)} :\u200f") == headings.spellings()[heading]
