"""The workbook: text stays text, numbers are numbers, Arabic sheets run from the right."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from services.reporting.outputs.xlsx import xlsx
from services.reporting.report.values import Report, Section, Voice
from tests import reports

BEGINNINGS = ["=", "+", "-", "@", "\t=", "\r=", "\uff1d", "\uff0b", "\uff0d", "\uff20"]  # the last four are full-width
LIVELY = [*(f"{begins}1+1" for begins in BEGINNINGS), "=cmd|'/C calc'!A0", "{=1}", "http://x.invalid"]


def inside(workbook: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(workbook)) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}


def sheets(workbook: bytes) -> dict[str, list[list[Any]]]:
    read = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return {name: read.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in read.sheet_names}


def of_donors(names: list[str]) -> Report:
    rows = tuple(reports.row("donor", name, [1, 2, 3, 4, 5, 6]) for name in names)
    return replace(reports.INTERNAL, sections=(Section("donors", "What counts for each donor", reports.COLUMNS, rows),))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_text_comes_alive_as_a_formula_or_a_link(language: str) -> None:
    workbook = xlsx(of_donors(LIVELY), language)

    assert not [name for name, part in inside(workbook).items() if re.search(r"<f[ >/]|<hyperlink", part)]
    labels = [row[0] for row in list(sheets(workbook).values())[1]]
    assert labels[4 : 4 + len(LIVELY)] == LIVELY


def test_text_that_somebody_edits_stays_text() -> None:
    parts = inside(xlsx(of_donors(LIVELY), "fr"))

    styles = re.findall(r"<xf [^>]*?/?>", parts["xl/styles.xml"].partition("<cellXfs")[2])
    used = {int(style) for style in re.findall(r'<c r="A\d+" s="(\d+)" t="s"', parts["xl/worksheets/sheet2.xml"])}
    assert used
    assert all('quotePrefix="1"' in styles[style] for style in used)


@pytest.mark.parametrize(("language", "turned"), [("ar", True), ("fr", False)])
def test_every_arabic_sheet_runs_from_the_right(language: str, turned: bool) -> None:  # noqa: FBT001 - an expectation
    parts = inside(xlsx(reports.INTERNAL, language))

    found = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(found) == 11
    assert {'rightToLeft="1"' in part for part in found} == {turned}


def test_headings_stay_in_sight_and_columns_keep_their_order() -> None:
    workbook = xlsx(reports.INTERNAL, "fr")

    assert 'state="frozen"' in inside(workbook)["xl/worksheets/sheet2.xml"]
    table = list(sheets(workbook).values())[1]
    assert table[3] == [
        "Région",
        "Sessions tenues",
        "Places occupées",
        "Participations",
        "Heures de formation",
        "Personnes différentes",
        "Première participation",
    ]
    assert table[5] == ["L\u2019Oriental", 3.0, 1202.0, 1082.0, 12984.5, 980.0, 610.0]


def test_what_is_hidden_is_a_text() -> None:
    table = list(sheets(xlsx(reports.public(), "ar")).values())[2]

    assert table[6][1:] == ["×", "×", "×", 84.0, "×", "×"]


def test_names_of_sheets_differ_even_where_they_are_cut() -> None:
    sections = tuple(replace(reports.sections()[0], key=str(number)) for number in range(3))

    names = list(sheets(xlsx(replace(reports.INTERNAL, sections=sections), "fr")))

    assert len(set(names)) == len(names) >= 4
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize("report", [reports.INTERNAL, reports.EMPTY], ids=["figures", "nothing"])
def test_the_same_report_is_the_same_bytes(report: Report) -> None:
    assert xlsx(report, "ar") == xlsx(report, "ar")


@pytest.mark.parametrize(
    "words", ["mot " * 20_000, "\U0001f600" * 40_000, "\u0643\u0644\u0645\u0629\n" * 9_000, "x" * 32_768]
)
def test_words_that_are_longer_than_a_cell_go_on_in_the_lines_below(words: str) -> None:
    said = Voice("MA-02", "protection", "fr", words, city="Oujda")

    read = sheets(xlsx(replace(reports.EMPTY, recommendations=(said, said)), "fr"))

    (lines,) = [rows for rows in read.values() if any("Oujda" in str(cell) for row in rows for cell in row)]
    cells = [row[1] for row in lines[4:]]
    assert "".join(cells) == words * 2
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in cells) <= 32_767
    assert [row[2] for row in lines[4:]].count("") == len(cells) - 2
