"""Page, workbook and paper show the same numbers in the same order, and in public nothing of what is hidden."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from babel.numbers import format_decimal
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from services.reporting.outputs.document import document
from services.reporting.outputs.page import html
from services.reporting.outputs.pdf import pdf
from services.reporting.outputs.xlsx import xlsx
from services.reporting.report.values import Number, Report, Section
from tests import reports

LANGUAGES = ["fr", "ar"]
EVERY = {"internal": reports.INTERNAL, "public": reports.public()}
LOCALES = {"fr": "fr_MA", "ar": "ar_MA"}


def expected(report: Report, language: str) -> list[list[str]]:
    """Return the numbers as they must read, made here once more from the report itself."""
    return [
        [
            _written(line.numbers[column.key], column.unit, language)
            for line in (*section.rows, section.total)
            if line
            for column in section.columns
        ]
        for section in report.sections
    ]


def _written(number: Number, unit: str, language: str) -> str:
    if number.hidden:
        return "×"
    if number.value is None:
        return "\u2013"
    return format_decimal(number.value, "#,##0.#" if unit == "count" else "#,##0.0", locale=LOCALES[language])


def on_page(report: Report, language: str) -> list[list[str]]:
    tables = html(report, language).decode().split('<table class="stack told"')[1:]
    found = (table.partition("</table>")[0] for table in tables)
    return [[unescape(it) for it in re.findall(r'<bdi dir="ltr">([^<]+)</bdi>', table)] for table in found]


def in_workbook(report: Report, language: str) -> list[list[str]]:
    read = CalamineWorkbook.from_filelike(BytesIO(xlsx(report, language)))
    found = []
    for section, name in zip(report.sections, read.sheet_names[1:], strict=False):
        lines = read.get_sheet_by_name(name).to_python(skip_empty_area=False)[4:]
        count = len(section.rows) + bool(section.total)
        units = [column.unit for column in section.columns]
        found.append(
            [_cell(it, unit, language) for line in lines[:count] for it, unit in zip(line[1:], units, strict=False)]
        )
    return found


def _cell(value: object, unit: str, language: str) -> str:
    return value if isinstance(value, str) else _written(Number(float(str(value))), unit, language)


def on_paper(report: Report, language: str) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf(report, language))).pages)


def batched(numbers: list[str], size: int) -> Iterator[list[str]]:
    """Return the numbers line by line."""
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


def _close(text: str) -> str:
    """Return the text without what stands between numbers, which readers of PDF guess."""
    return re.sub(r"[\s\u202f]", "", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", EVERY.values(), ids=EVERY.keys())
@pytest.mark.parametrize("reader", [on_page, in_workbook])
def test_page_and_workbook_show_the_report(
    reader: Callable[[Report, str], list[list[str]]], report: Report, language: str
) -> None:
    assert reader(report, language) == expected(report, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", EVERY.values(), ids=EVERY.keys())
def test_paper_shows_the_same_numbers_in_the_same_order(report: Report, language: str) -> None:
    told, at = _close(on_paper(report, language)), 0

    for section, numbers in zip(report.sections, expected(report, language), strict=True):
        lines = batched(numbers, len(section.columns))
        for line in lines:
            at = told.find(_close("".join(line)), at) + 1
            assert at, f"{section.key}: {line} is missing, or comes too early"


HOW = {
    "page": lambda report, language: unescape(html(report, language).decode()),
    "paper": on_paper,
    "workbook": lambda report, language: str(in_workbook(report, language)),
}
SECRET = 987_653.0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", HOW.values(), ids=HOW.keys())
def test_a_hidden_number_is_told_nowhere_even_where_its_value_is_left_in_the_report(
    make: Callable[[Report, str], str], language: str
) -> None:
    planted = replace(reports.public(), sections=tuple(_plant(section) for section in reports.public().sections))

    told = _close(make(planted, language)).replace(".", "").replace(",", "")

    assert "×" in told
    assert str(int(SECRET)) not in told


def _plant(section: Section) -> Section:
    """Give every hidden number a value that would be known again."""
    rows = tuple(
        replace(row, numbers={key: replace(it, value=SECRET) if it.hidden else it for key, it in row.numbers.items()})
        for row in section.rows
    )
    return replace(section, rows=rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawings_of_a_public_report_do_not_depend_on_what_is_hidden(language: str) -> None:
    public = reports.public()
    planted = replace(public, sections=tuple(_plant(section) for section in public.sections))

    assert html(public, language) == html(planted, language)
    assert document(public, language).public
