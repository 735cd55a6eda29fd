"""What people do not see in a workbook, what stands far below, and errors. Everybody is made up."""

import io
from typing import Any

import pytest
from xlsxwriter import Workbook

from services.registration.imports.parsing import headings
from services.registration.imports.parsing.rows import understand
from services.registration.imports.reading import limits, reader
from services.registration.imports.reading.sheet import Row, Sheet
from tests.hostile_files import SHEET, packed, parts, with_sheet

HEAD = ["Prénom", "Nom", "Association", "Téléphone"]
LAST = 1_048_575


def workbook(change: Any, rows: int = 4) -> bytes:
    """Return a workbook of so many people, changed by `change(page, book)`."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        for number in range(1, rows + 1):
            page.write_row(number, 0, ["Exemple", "abcdefgh"[number] * 3, "Asso fictive", f"060000000{number}"])
        change(page, book)
    return made.getvalue()


def told(file: bytes, **choices: Any) -> tuple[Sheet, list[tuple[int, list[str]]]]:
    """Return the sheet, and number and problems of its people."""
    sheet = Sheet(**reader.answer(file) | {"choices": choices})
    found = headings.find(sheet.rows)
    people = understand(sheet, found.row, found.columns)
    return sheet, [(one.number, [it.rule for it in one.problems]) for one in people]


def hide(page: Any, _: Any) -> None:
    page.set_row(2, None, None, {"hidden": True})
    page.set_row(3, 0)


def strike(page: Any, book: Any) -> None:
    for number in (2, 3):
        page.write(number, 1, "Rayé", book.add_format({"font_strikeout": True}))


@pytest.mark.parametrize("change", [hide, strike])
def test_rows_that_people_do_not_see_are_left_out_unless_they_are_chosen(change: Any) -> None:
    _, seen = told(workbook(change))
    _, chosen = told(workbook(change), hidden_rows=True)

    assert seen == [(2, []), (5, [])]
    assert chosen == [(2, []), (3, []), (4, []), (5, [])]


def test_a_contact_that_is_struck_through_is_a_problem() -> None:
    _, seen = told(workbook(lambda page, book: page.write(1, 3, "0611111111", book.add_format({"font_strikeout": 1}))))

    assert seen[0] == (2, ["struck-through"])


def test_a_font_that_is_not_struck_is_none() -> None:
    styles = parts()["xl/styles.xml"].replace(b"<font>", b'<font><strike val="0"/>', 1)

    sheet, _ = told(packed(parts() | {"xl/styles.xml": styles}))

    assert sheet.struck == []


def test_hidden_columns_are_not_read() -> None:
    def change(page: Any, _: Any) -> None:
        page.write_column(0, 4, ["CIN", "X1", "X2"])
        page.write_column(0, 6, ["Notes", "Y1"])
        page.set_column(4, 5, 20, None, {"hidden": True})
        page.set_column(6, 6, 0)
        page.set_column(8, 200, None, None, {"hidden": True})

    sheet, _ = told(workbook(change))

    assert (sheet.hidden_columns, {len(row) for row in sheet.rows}) == ([4, 6], {4})
    assert "CIN" not in str(reader.answer(workbook(change)))


def test_an_error_is_a_problem_at_its_cell() -> None:
    def change(page: Any, _: Any) -> None:
        page.write_formula(1, 3, "=A1/0", value="#DIV/0!")
        page.write_formula(2, 2, "=Z9", value="#REF!")

    sheet, seen = told(workbook(change))

    assert (sheet.rows[1][3], sheet.rows[2][2]) == ("#DIV/0!", "#REF!")
    assert seen[:2] == [(2, ["error-in-cell"]), (3, ["error-in-cell"])]


@pytest.mark.parametrize("value", [b"", b"<v/>", b"<f>Z9</f><v/>"])
def test_an_error_that_has_no_name_is_a_problem_too(value: bytes) -> None:
    def row(number: int, *cells: str, last: bytes = b"") -> bytes:
        said = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
        return b'<row r="%d">%b%b</row>' % (number, said.encode(), last)

    error = b'<c t="e">' + value + b"</c>"
    rows = row(1, *HEAD) + row(2, "Exemple", "Un", "Asso fictive", last=error)

    _, seen = told(with_sheet(rows))

    assert seen == [(2, ["error-in-cell"])]


@pytest.mark.parametrize(
    "word",
    [
        *(
            "#REF!",
            "#VALEUR!",
            "#NOM?",
            "#N/A",
            "#VALUE!",
            "#NAME?",
            "#DIV/0!",
            "#NUL!",
            "#NOMBRE!",
            "#####",
            "Err:502",
        ),
        *("#القيمة!", "#اسم؟", "#غير متوفر", "#SPILL!", "#PROPAGATION!", "\u200e#N/A", "#ref!"),
        *("#¡REF!", "#¿NOMBRE?", "#¡DIV/0!", "#WERT!", "#BEZUG!", "#RIF!"),
    ],
)
@pytest.mark.parametrize("place", range(4))
def test_the_word_of_an_error_is_one_too(word: str, place: int) -> None:
    row: Row = ["Exemple", "Un", "Asso fictive", "0600000001"]
    row[place] = word

    sheet = Sheet([list(HEAD), row])

    (one,) = understand(sheet, 0, headings.find(sheet.rows).columns)
    assert [it.rule for it in one.problems] == ["error-in-cell"]


def test_a_blank_or_a_word_far_below_is_no_hindrance() -> None:
    blank, _ = told(workbook(lambda page, _: page.write(LAST, 2, " ")))
    word, people = told(workbook(lambda page, _: page.write(LAST, 16_383, "fin")))

    assert (blank.below, word.below, len(people)) == ([], [LAST + 1], 4)
    assert len(word.rows) == len(blank.rows) == 5


@pytest.mark.parametrize("count", [limits.LAST_ROW - 1, 120_000, LAST + 1])
def test_blank_formatted_rows_to_the_end_are_no_hindrance(count: int) -> None:
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row>'

    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % n for n in range(2, count))
    sheet, _ = told(with_sheet(cells + rows))

    assert (sheet.rows, sheet.below) == ([["Nom"]], [])


def test_a_sheet_of_which_nothing_is_known_is_damaged() -> None:
    assert reader.answer(packed(parts() | {SHEET: b"<worksheet><sheetData>"}))["refusal"] == "DamagedWorkbook"
