"""A quotation mark too few or too many, and what stands between two of them. Everybody is made up."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.imports.parsing import headings
from services.registration.imports.parsing.rows import understand
from services.registration.imports.reading import reader
from services.registration.imports.reading.records import records
from services.registration.imports.reading.sheet import Sheet

HEAD = "Prénom;Nom de famille;Association;Téléphone;Remarque\n"
NEXT = "Exemple;Deux;Asso fictive;0600000002;\nExemple;Trois;Asso fictive;0600000003;\n"


def people(text: str) -> list[tuple[str | None, list[str]]]:
    """Return the family name and the problems of each person in the list."""
    sheet = Sheet(**reader.answer(text.encode()))
    found = headings.find(sheet.rows)
    return [(it.family_name, [one.rule for one in it.problems]) for it in understand(sheet, found.row, found.columns)]


@pytest.mark.parametrize(
    "line",
    [
        'Exemple;Un;Asso fictive;0600000001;"vient le matin\n',
        '"Exemple;Un;Asso fictive;0600000001;\n',
        'Exemple;Un;"Asso fictive;0600000001;vient\n',
        'Exemple;Un;"Asso" fictive;0600000001;vient\n',
        'Exemple;Un;Asso "fictive;0600000001;vient\n',
        'Exemple;Un;"Asso fictive";0600000001;"vient\n',
        'Exemple;"Un;"Asso fictive;0600000001;vient\n',
        'Exemple;Un;Asso fictive;0600000001;"\n',
    ],
)
@pytest.mark.parametrize("below", [NEXT, NEXT.replace("3;\n", '3;"le soir\n'), NEXT.replace("2;\n", '2;soir"\n')])
def test_a_quotation_mark_astray_swallows_nobody(line: str, below: str) -> None:
    assert people(HEAD + line + below) == [("Un", []), ("Deux", []), ("Trois", [])]


def test_a_cell_of_several_lines_stays_one() -> None:
    rows = [HEAD.strip().split(";"), ["Exemple", "Un", "Asso\nfictive", "0600000001", 'rue; \n "1"\nFès']]
    made = io.StringIO()
    csv.writer(made, delimiter=";", lineterminator="\n").writerows([*rows, ["Exemple", "Deux", "Asso", "06", "fin"]])

    assert [one.cells for one in records(made.getvalue(), ";")][:2] == rows


def test_lines_that_may_have_run_together_are_named() -> None:
    short = 'Exemple;Un;Asso fictive;;"matin\nExemple;Deux;Asso fictive\nExemple;Trois;soir"\n'

    assert people(HEAD + HEAD + short) == [("Un", ["lines-run-together"])]


@given(st.lists(st.lists(st.text("ab é", max_size=6), min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_written_well_is_read_as_it_was_written(rows: list[list[str]]) -> None:
    made = io.StringIO()
    csv.writer(made, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)

    assert [one.cells for one in records(made.getvalue(), ";")] == rows
