"""A whole name beside its halves. Everybody here is made up, and plainly so."""

import pytest

from services.registration.imports.reading.sheet import Row
from tests.unit.registration.test_import_rows import ASSOCIATION, read, wrong

HEAD: Row = ["Nom complet", "Prénom", "Nom de famille", "Association"]


@pytest.mark.parametrize(
    ("row", "halves"),
    [
        (["Fictive Exemple", "Exemple", "Fictive"], ("Exemple", "Fictive")),
        (["Exemple El Fictive", "Exemple", "El Fictive"], ("Exemple", "El Fictive")),
        (["EXEMPLE  Fictive", "Exemple", None], ("Exemple", "Fictive")),
        (["Fictive Exemple Deux", None, "Fictive"], ("Exemple Deux", "Fictive")),
        (["Exemple Fictive", None, None], ("Exemple", "Fictive")),
        ([None, "Exemple", "Fictive"], ("Exemple", "Fictive")),
    ],
)
def test_halves_stand_as_they_are_written_and_the_whole_name_adds_what_they_lack(
    row: Row, halves: tuple[str, str]
) -> None:
    (said,) = read([*row, ASSOCIATION], head=HEAD)

    assert ((said.given_name, said.family_name), wrong(said)) == (halves, [])


@pytest.mark.parametrize(
    "row",
    [["Exemple Autre", "Exemple", "Fictive"], ["Exemple Fictive Deux", "Exemple", "Fictive"], ["Autre", "Un", None]],
)
def test_a_whole_name_that_says_otherwise_is_a_problem(row: Row) -> None:
    (said,) = read([*row, ASSOCIATION], head=HEAD)

    assert (2, "full_name", "names-differ") in wrong(said)


def test_each_script_is_seen_by_itself() -> None:
    head: Row = ["Nom complet", "Nom complet en arabe", "Prénom (arabe)", "Nom de famille en arabe", "Association"]

    (said,) = read(["Exemple Fictive", "خيالية مثال", "مثال", "خيالية", ASSOCIATION], head=head)

    assert (said.given_name, said.given_name_ar, said.family_name_ar, wrong(said)) == ("Exemple", "مثال", "خيالية", [])
