"""Donors and cities are called in the reader's language, on every page and in every file."""

import re
from html import unescape
from io import BytesIO

import httpx2
import pytest
from python_calamine import CalamineWorkbook

from tests.integration.reporting.rollout import NAMES
from tests.integration.reporting.test_report_pages import browser

__all__ = ["browser"]

NORWAY = {"fr": NAMES["fr"], "ar": NAMES["ar"], "en": "Norway"}
OUJDA = {"fr": "Oujda", "ar": "وجدة", "en": "Oujda"}


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_a_donor_is_called_in_the_reader_s_language_in_every_form_of_the_report(
    browser: httpx2.AsyncClient, language: str
) -> None:
    others = set(NORWAY.values()) - {NORWAY[language]}

    page, file = [(await browser.get(f"/reporting/{it}?lang={language}")).text for it in ("", "report.html")]
    workbook = (await browser.get(f"/reporting/report.xlsx?lang={language}")).content
    opened = (await browser.get(f"/reporting/facts?indicator=people&donor=Norway&lang={language}")).text

    read = CalamineWorkbook.from_filelike(BytesIO(workbook))
    cells = {str(cell) for name in read.sheet_names for row in read.get_sheet_by_name(name).to_python() for cell in row}
    for text in (unescape(page), unescape(file), " ".join(cells), unescape(opened)):
        assert NORWAY[language] in text
        assert [name for name in others if name in re.sub(r"[?&;]donor=[^\"&]*", "", text)] == []
    assert "donor=Norway" in page, "numbers are still asked for by the name it was entered with"


async def test_a_program_reads_every_name_of_a_donor(browser: httpx2.AsyncClient) -> None:
    report = (await browser.get("/reporting/api/v1/report")).json()

    (table,) = [it for it in report["sections"] if it["key"] == "donors"]
    labels = {row["key"]: row["label"] for row in table["rows"]}
    called = {language: name for language, name in NAMES.items() if language != "donor"}
    assert labels == {"Finland": "Finland", "Norway": called}
    assert [rule["donor_names"] for rule in report["donors_rules"]] == [{"Norway": called}, {}]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_a_city_is_written_in_the_reader_s_letters(browser: httpx2.AsyncClient, language: str) -> None:
    other = "Oujda" if language == "ar" else "وجدة"

    pages = [f"/reporting/?lang={language}", f"/reporting/facts?indicator=attended&lang={language}"]
    read = [(await browser.get(page)).text for page in pages]

    assert [(OUJDA[language] in text, other in text) for text in read] == [(True, False)] * 2
