"""In which order whole names stand in a column. Everybody here is made up, and plainly so."""

import pytest

from services.registration.imports.parsing.name_orders import orders
from services.registration.imports.parsing.rows import understand
from services.registration.imports.reading.sheet import Sheet

PLAIN, MANY, FEW = ["Fictif Nour", "Exemplaire Aya"], ["FICTIF Nour", "EXEMPLAIRE Aya", "Essai Ali"], ["Nour FICTIF"]
GIVEN_IN_CAPITALS = ["NOUR Fictif", "AYA Exemplaire", "ALI Essai"]


def given_names(names: list[str], *, chosen: bool | None, heading: str = "Nom complet") -> list[str | None]:
    choices = {} if chosen is None else {"family_first": {"full_name": chosen}}
    rows = [[heading, "Association"], *([name, "Asso fictive"] for name in names)]
    sheet = Sheet(list(map(list, rows)), choices=choices)
    return [said.given_name for said in understand(sheet, 0, {"full_name": 0, "organisation": 1})]


@pytest.mark.parametrize(
    ("names", "chosen", "given"),
    [
        (PLAIN, None, ["Fictif", "Exemplaire"]),
        (PLAIN, False, ["Fictif", "Exemplaire"]),
        (PLAIN, True, ["Nour", "Aya"]),
        (MANY, None, ["Nour", "Aya", "Ali"]),
        (MANY, True, ["Nour", "Aya", "Ali"]),
        ([*PLAIN, *FEW], None, ["Fictif", "Exemplaire", "Nour"]),
        ([*PLAIN, *FEW], True, ["Nour", "Aya", "Nour"]),
        (GIVEN_IN_CAPITALS, None, ["Fictif", "Exemplaire", "Essai"]),
        (GIVEN_IN_CAPITALS, False, ["NOUR", "AYA", "ALI"]),
    ],
)
def test_what_is_chosen_counts_then_capitals_then_the_heading(
    names: list[str], *, chosen: bool | None, given: list[str]
) -> None:
    assert given_names(names, chosen=chosen) == given


def test_a_heading_that_names_the_family_name_first_is_turned_as_well() -> None:
    assert given_names(PLAIN, chosen=None, heading="Nom et prénom") == ["Nour", "Aya"]
    assert given_names(PLAIN, chosen=False, heading="Nom et prénom") == ["Fictif", "Exemplaire"]


def test_each_column_has_its_own_order() -> None:
    rows = [["Nom complet", "Nom complet en arabe"], ["Nour Fictif", "الخيالي نور"]]
    sheet = Sheet(list(map(list, rows)), choices={"family_first": {"full_name_ar": True}})

    found = orders(sheet, 0, {"full_name": 0, "full_name_ar": 1})

    assert {column: order.family_first for column, order in found.items()} == {"full_name": False, "full_name_ar": True}
