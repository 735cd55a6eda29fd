"""What is read from files, by the rules of the reader, within this process."""

import codecs
import io
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from services.registration.imports import refusals
from services.registration.imports.reading import csv_list, limits, reader, unpacking
from services.registration.imports.reading.sheet import Row, Sheet, trimmed
from tests.hostile_files import HEAD, SHEET, packed, parts, with_sheet

FRENCH = "Prénom;Nom;Association\nÉlève;Façade;Âge «\u00a0Été\u00a0»\n"
ARABIC = "الاسم الكامل;الجمعية\nمثال خيالي;جمعية خيالية\n"  # noqa: RUF001


def answered(file: bytes) -> Sheet:
    """Return what the reader says of the file."""
    said = reader.answer(file)
    assert "refusal" not in said, said
    return Sheet(**said)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_french_is_read_in_whatever_encoding_it_was_saved(encoding: str) -> None:
    assert answered(FRENCH.encode(encoding)).rows[1] == ["Élève", "Façade", "Âge «\u00a0Été\u00a0»"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_arabic_is_read_in_whatever_encoding_it_was_saved(encoding: str) -> None:
    assert answered(ARABIC.encode(encoding)).rows[1] == ["مثال خيالي", "جمعية خيالية"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    title = "Liste, fictive; d'exemple\n"
    row = f'"Exemple ""un""; deux, trois"{separator}Fictif{separator}'

    rows = answered((title + f"Prénom{separator}Nom{separator}Association\n{row}\n").encode()).rows

    assert rows[2] == ['Exemple "un"; deux, trois', "Fictif"]


def test_the_separator_that_excel_names_itself_is_no_row_of_the_list() -> None:
    assert answered(b"sep=|\r\nNom|Association\r\n").rows == [[], ["Nom", "Association"]]


def test_broken_text_is_refused() -> None:
    for broken in (codecs.BOM_UTF16_LE + b"\x00\xd8a", codecs.BOM_UTF8 + b"\xff\xfe\x81"):
        with pytest.raises(refusals.NoSpreadsheet):
            csv_list.read_csv(broken)


CELLS: list[Any] = ["=1+1", 612345678, 12.5, True, None, "مثال"]


def workbook(*, rtl: bool = False, hidden: bool = False) -> bytes:
    """Return a workbook with a cover, the list on its second sheet, and a third."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.add_worksheet("Page").write(0, 0, "Liste fictive")
        page, last = book.add_worksheet("Liste"), book.add_worksheet("Autre")
        last.write_row(0, 0, ["Prénom", "Nom", "Organisation"])
        page.write_row(3, 1, ["Prénom", "Nom", "Association"])
        for place, cell in enumerate(CELLS, 1):
            page.write(5, place, cell)
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime(6, 1, datetime(2017, 8, 23), style)  # noqa: DTZ001 - as Excel has it
        if rtl:
            page.right_to_left()
        if hidden:
            page.hide()
        page.write_formula(6, 2, "=1+1", value=2)
    return made.getvalue()


def test_the_sheet_with_the_list_is_read_in_its_places() -> None:
    sheet = answered(workbook())

    assert sheet.rows == [
        *([], [], [], [None, "Prénom", "Nom", "Association"], []),
        [None, "=1+1", 612345678, 12.5, True, None, "مثال"],
        [None, "2017-08-23", 2],
    ]
    assert (sheet.rtl, answered(workbook(rtl=True)).rtl) == (False, True)
    assert (sheet.name, sheet.unread) == ("Liste", ["Page", "Autre"])


def test_a_hidden_sheet_is_not_read() -> None:
    assert answered(workbook(hidden=True)).rows == [["Prénom", "Nom", "Organisation"]]


def test_blank_formatted_rows_below_a_list_do_not_matter() -> None:
    below = b"".join(b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 50_000))

    sheet = answered(with_sheet(b'<row r="2"><c r="B2" t="inlineStr"><is><t>Nom</t></is></c></row>' + below))

    assert sheet.rows == [[], [None, "Nom"]]


def test_a_date_without_an_hour_has_none() -> None:
    assert trimmed([[date(2017, 8, 23), datetime(2017, 8, 23, 9, 30)]]) == [["2017-08-23", "2017-08-23 09:30:00"]]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([["x"]] * (limits.MOST_ROWS + limits.HEADINGS_WITHIN + 1), refusals.TooManyRows),
        ([["x"] * (limits.MOST_COLUMNS + 1)], refusals.TooManyColumns),
        ([["x" * 30_000]] * 101, refusals.TooMuchInside),
        ([], refusals.NoRows),
    ],
)
def test_more_than_a_list_can_hold_is_refused(rows: list[Row], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        trimmed(rows)


def test_what_is_passed_on_to_the_spreadsheet_library_is_made_anew() -> None:
    sent = b"PK\x03\x04" + b"polyglot" + packed(parts() | {"xl/media/image1.png": b"\x89PNG"})

    assert not unpacking.plain_archive(packed(parts() | {"xl/media/image1.png": b"\x89PNG"})).count(b"\x89PNG")
    with pytest.raises(refusals.DamagedWorkbook):
        unpacking.plain_archive(sent[: len(sent) // 2])


def test_a_declaration_across_two_pieces_is_seen() -> None:
    before = HEAD + b" " * (unpacking.PIECE - len(HEAD) - 4)

    with pytest.raises(refusals.ForeignContent):
        unpacking.plain_archive(packed(parts() | {SHEET: before + b"<!DOCTYPE x>"}))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_refused_by_name(file: bytes) -> None:
    said = reader.answer(file)

    assert said.get("refusal") in {None, *(refusal.__name__ for refusal in refusals.OF_FILES)}


@given(st.binary(min_size=1, max_size=8), st.integers(0, 5_000))
def test_a_workbook_with_any_bytes_turned_is_read_or_refused_by_name(noise: bytes, at: int) -> None:
    file = bytearray(packed(parts()))
    start = 4 + at % (len(file) - 4)
    file[start : start + len(noise)] = noise

    said = reader.answer(bytes(file))

    assert said.get("refusal") in {None, *(refusal.__name__ for refusal in refusals.OF_FILES)}
