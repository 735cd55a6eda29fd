"""The same list back: its cells as they were, its problems beside them, and no formula come alive."""

from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.imports.parsing import headings
from services.registration.imports.parsing.rows import understand
from services.registration.imports.reading import reader
from services.registration.imports.reading.sheet import Row, Sheet, trimmed
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.imports.views.annotated_list import annotated
from services.registration.imports.views.blank_list import blank_list
from shared.kernel.clock import machine_now

FORMULAS = [
    "=1+1",
    "+212600000001",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "=cmd|' /C calc'!A0",
    "\uff1d1+1",
    "|x",
]
HEADINGS: Row = ["Prénom", "Nom", "Association", "Téléphone", "Remarque"]


def back(sheet: Sheet, language: str = "fr", **rows: Any) -> bytes:
    """Return the file that comes back, with the verdicts that its own rows earn."""
    found = headings.find(sheet.rows)
    people_import = PeopleImport(
        id=uuid4(),
        file_name="",
        cells=b"",
        created_at=machine_now(),
        heading_row=found.row,
        columns=dict(found.columns),
        state=rows.get("state", "checked"),
    )
    verdicts = [
        ImportRow(
            import_id=people_import.id,
            number=said.number,
            verdict="problem" if said.problems else "new",
            outcome=rows.get("outcome"),
            seat=rows.get("seat"),
            changes=rows.get("changes", []),
            problems=[{"column": it.column, "rule": it.rule, "values": it.values} for it in said.problems],
        )
        for said in understand(sheet, found.row, found.columns)
    ]
    return annotated(people_import, sheet, verdicts, language)


def cells(file: bytes) -> list[Row]:
    """Return what the reader reads in the file."""
    return Sheet(**reader.answer(file)).rows


def part(file: bytes, name: str) -> str:
    with ZipFile(BytesIO(file)) as archive:
        return archive.read(name).decode()


def test_cells_come_back_in_their_places_with_what_is_wrong_and_what_will_be_done() -> None:
    sheet = Sheet(
        [["Liste fictive"], [], HEADINGS, ["Exemple", "Un", "Association fictive", "06 12", 12.5], [], ["Total", 3]]
    )

    rows = cells(back(sheet))

    assert [row[:5] for row in rows[:4]] == sheet.rows[:4]
    assert rows[2][5:] == ["Problèmes à corriger", "Ce qui sera fait"]
    problem = str(rows[3][5])
    assert problem.startswith("Colonne Téléphone\u00a0: Ceci n\u2019est pas un numéro")
    assert rows[3][6] == "Sera laissée de côté"
    assert rows[5][:2] == ["Total", 3]


def test_what_was_done_is_told_with_the_seat() -> None:
    sheet = Sheet([HEADINGS, ["Exemple", "Un", "Association fictive"]])

    rows = cells(back(sheet, state="done", outcome="new", seat="waiting"))

    assert rows[0][6] == "Ce qui a été fait"
    assert rows[1][6] == "Ajoutée, sur la liste d\u2019attente"


def test_what_changes_is_told_old_and_new() -> None:
    sheet = Sheet([HEADINGS, ["Exemple", "Un", "Association fictive"]])
    changes = [
        {"column": "phone", "old": None, "new": "+212600000001"},
        {"column": "sex", "old": "man", "new": "woman"},
    ]

    rows = cells(back(sheet, changes=changes, outcome="changed", state="done"))

    assert str(rows[1][6]).splitlines() == [
        *("Mise à jour", "Téléphone\u00a0: — → +212600000001", "Sexe\u00a0: Homme → Femme"),
    ]


def test_sent_again_and_again_the_file_grows_no_further_columns() -> None:
    once = back(Sheet([HEADINGS, ["Exemple", "Un", "Association fictive", "06 12"]]))

    twice = back(Sheet(**reader.answer(once)), language="ar")

    assert cells(twice)[0][:5] == HEADINGS
    assert len(cells(twice)[0]) == len(HEADINGS) + 2
    assert cells(twice)[0][5] == "مشاكل يجب تصحيحها"


@pytest.mark.parametrize(
    ("sheet", "from_the_right"),
    [
        (Sheet([["الاسم الكامل", "الجمعية"], ["مثال خيالي", "جمعية خيالية"]]), True),
        (Sheet([HEADINGS, ["Exemple", "Un", "Association fictive"]], rtl=True), True),
        (Sheet([HEADINGS, ["Exemple", "Un", "Association fictive"]]), False),
    ],
)
def test_a_list_that_began_at_the_right_still_does(sheet: Sheet, from_the_right: bool) -> None:  # noqa: FBT001
    assert ("rightToLeft" in part(back(sheet), "xl/worksheets/sheet1.xml")) is from_the_right


def test_an_address_is_no_link() -> None:
    file = back(Sheet([HEADINGS, ["Exemple", "Un", "Association fictive", None, "http://example.org"]]))

    assert ("hyperlink" in part(file, "xl/worksheets/sheet1.xml"), cells(file)[1][4]) == (False, "http://example.org")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_comes_alive(text: str) -> None:
    file = back(Sheet([[*HEADINGS, text], [text, "Un", text, text, text]]))

    page = part(file, "xl/worksheets/sheet1.xml")
    assert ("<f>" in page, cells(file)[1][4]) == (False, text)
    assert 'quotePrefix="1"' in part(file, "xl/styles.xml")


def test_a_cell_with_a_problem_is_coloured() -> None:
    file = back(
        Sheet([HEADINGS, ["Exemple", "Un", "Association fictive", "06 12"], ["Exemple", "Deux", "Association fictive"]])
    )

    page = part(file, "xl/worksheets/sheet1.xml")
    styles = {name: page.partition(f'<c r="{name}" s="')[2].partition('"')[0] for name in ("A2", "D2", "A3")}
    assert styles["D2"] not in {styles["A2"], styles["A3"]}


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffe\uffff"), max_size=20),
)


@given(st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=5))
def test_any_cells_survive(rows: list[Row]) -> None:
    sheet = Sheet(trimmed([HEADINGS, *rows]))

    again = cells(back(sheet))

    width = len(HEADINGS)
    for row, same in zip(sheet.rows[1:], again[1:], strict=False):
        assert [same[place] if place < len(same) else None for place in range(width)] == [
            *row,
            *[None] * (width - len(row)),
        ]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_blank_list_is_understood_when_it_is_sent_as_it_is(language: str) -> None:
    (row,) = cells(blank_list(language))

    assert headings.missing(headings.find([row]).columns) == []
    assert ("rightToLeft" in part(blank_list(language), "xl/worksheets/sheet1.xml")) is (language == "ar")
