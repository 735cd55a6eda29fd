"""Values and headings as people write them. Everybody is made up."""

from typing import Any

import pytest

from services.registration.imports.parsing import headings, proposals
from services.registration.imports.parsing.meaning import key
from services.registration.imports.parsing.row import Said
from services.registration.imports.parsing.rows import understand
from services.registration.imports.reading.sheet import Row, Sheet

HALVES = ("given_name", "family_name", "given_name_ar", "family_name_ar")
HEAD: Row = ["Nom complet", "Association", "Sexe", "Téléphone", "E-mail", "Langue", "Première participation", "Contact"]


def said(place: int, cell: Any, **choices: Any) -> Said:
    """Return what a row says that has this cell in this place."""
    row: Row = ["Exemple Fictif", "Asso fictive", *[None] * 6]
    row[place] = cell
    (one,) = understand(Sheet([HEAD, row], choices={"values": choices}), 0, headings.recognised(HEAD))
    return one


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        *[
            (cell, "woman")
            for cell in ("F / أنثى", "أنثى (F)", "Féminin", "Sexe féminin", "une femme", "F.", "Fém.", "Mme")
        ],
        *[(cell, "man") for cell in ("M / ذكر", "sexe : masculin", "Je suis un homme", "Masc", "H", "هو ذكر")],
        *[(cell, None) for cell in ("non précisé", "Ne souhaite pas répondre", "غير محدد", "-", "néant")],
    ],
)
def test_a_sex_is_read_in_phrases_and_scripts(cell: str, sex: str | None) -> None:
    assert (said(2, cell).sex, said(2, cell).problems) == (sex, ())


@pytest.mark.parametrize("cell", ["1", 2, "femme ou homme", "X", "F/M"])
def test_what_is_not_clear_is_asked_and_then_read(cell: Any) -> None:
    asked, chosen = said(2, cell), said(2, cell, sex={_key(cell): "woman"})

    assert [it.rule for it in asked.problems] == ["sex-not-understood"]
    assert (chosen.sex, chosen.problems) == ("woman", ())
    assert said(2, cell, sex={_key(cell): "blank"}).problems == ()


def _key(cell: Any) -> str:
    return key(str(cell))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0612345678/0698765432", "+212612345678"),
        ("06 12 34 56 78 - 05 36 00 00 00", "+212612345678"),
        ("05 36 00 00 00 ou 06 12 34 56 78", "+212612345678"),
        ("Tél : 0612345678", "+212612345678"),
        ("0612345678 (WhatsApp)", "+212612345678"),
        ("GSM 612345678", "+212612345678"),
        ("الهاتف: ٠٦١٢٣٤٥٦٧٨", "+212612345678"),
        ('="0612345678"', "+212612345678"),
        ("sans", None),
    ],
)
def test_telephones_are_read_where_it_is_clear(cell: Any, number: str | None) -> None:
    assert (said(3, cell).phone, said(3, cell).problems) == (number, ())


@pytest.mark.parametrize(
    ("cell", "words", "number"),
    [("mari 0612345678", "mari", "+212612345678"), ("injoignable", "injoignable", None), ("le même", "le meme", None)],
)
def test_a_word_beside_a_number_is_asked_once(cell: str, words: str, number: str | None) -> None:
    assert [it.rule for it in said(3, cell).problems] == ["phone-not-understood"]
    assert (said(3, cell, phone={words: "blank"}).phone, said(3, cell, phone={words: "blank"}).problems) == (None, ())
    if number:
        assert said(3, cell, phone={words: "first"}).phone == number


@pytest.mark.parametrize("cell", ["0612", "0612345678 / 0612", "06123456780698765432"])
def test_half_a_number_stays_a_problem(cell: str) -> None:
    assert [it.rule for it in said(3, cell).problems] == ["phone-not-understood"]


@pytest.mark.parametrize(
    "cell",
    [
        *("mailto:a.b@example.org", "<a.b@example.org>", "A.B@example.org.", "a.b @ example.org", "a.b@example.org،"),
        *("Exemple <a.b@example.org>", "a.b@example. org", "a.b\uff20example.org", "a.b[at]example.org"),
        "e-mail : a.b@example.org",
        "a.b@example.org ; c.d@example.org",
    ],
)  # fmt: skip
def test_an_untidy_address_is_read(cell: str) -> None:
    assert (said(4, cell).email, said(4, cell).problems) == ("a.b@example.org", ())


@pytest.mark.parametrize(
    ("place", "cell", "name", "value"),
    [
        (5, "Français (fr)", "language", "fr"),
        (5, "العربية / arabe", "language", "ar"),
        (6, "Oui, c'est la première fois", "first_timer", True),
        (6, "Non, déjà participé", "first_timer", False),
        (7, "par téléphone", "route", "phone"),
        (7, "e-mail / بريد إلكتروني", "route", "email"),
    ],
)
def test_other_words_are_read_in_phrases_too(place: int, cell: str, name: str, value: Any) -> None:
    assert (getattr(said(place, cell), name), said(place, cell).problems) == (value, ())


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        *(("Telephne", "phone"), ("Asociation", "organisation"), ("Prenon", "given_name"), ("الهاتق", "phone")),
        *(("Télé\u00adphone", "phone"), ("Télé-\nphone", "phone"), ("Pré\u200bnom", "given_name")),
        *(("Quel est votre nom ?", "name"), ("Quel est votre numéro de téléphone ?", "phone")),
        *(("ما هو اسمك الكامل؟", "full_name"), ("رقم هاتفك", "phone"), ("ما هي جمعيتك؟", "organisation")),
        *(("Téléphone الهاتف", "phone"), ("Nom النسب", "family_name"), ("Êtes-vous un homme ou une femme ?", "sex")),
        *((other, None) for other in ("Ville", "Âge", "CIN", "Code", "Date", "Noam", "Adresse", "المدينة", "Niveau")),
    ],
)
def test_a_heading_is_known_amiss_as_a_question_and_in_two_scripts(heading: str, column: str | None) -> None:
    assert headings.near(heading) == column


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (["Nom", "النسب", "Prénom", "الاسم"], dict(zip(HALVES, (2, 0, 3, 1), strict=True))),
        (["Nom complet", "الاسم الكامل"], {"full_name": 0, "full_name_ar": 1}),
        (["Nom / النسب", "Prénom / الاسم"], {"given_name": 1, "family_name": 0}),
        (["Nm complet", "Asociation", "Telephne"], {"full_name": 0, "organisation": 1, "phone": 2}),
    ],
)  # fmt: skip
def test_names_in_two_scripts_side_by_side_are_told_apart(row: Row, columns: dict[str, int]) -> None:
    assert headings.find([row]).columns == columns


def test_a_column_full_of_telephones_is_proposed_and_one_too_many_is_told() -> None:
    rows: list[Row] = [["Nom complet", "Association", "À appeler", "Autre", "Courrier"]]
    rows += [["Exemple Fictif", "Asso", f"060000000{n}", f"061000000{n}", f"a{n}@example.org"] for n in range(3)]

    found = proposals.find(rows)

    assert found.columns == {"full_name": 0, "organisation": 1, "phone": 2, "email": 4}
    assert proposals.not_as_written(rows[0], found.columns) == ["email", "phone"]
    assert list(proposals.full_of_contacts(rows, 0, found.columns)) == [(3, "phone")]
