"""The page of figures, as its readers meet it."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.reporting import domain
from services.reporting.actions import Report
from services.reporting.pages import render
from shared.i18n import catalogue

SEATS = [domain.Seat("MA-02", uuid4(), "registered", "woman", first_timer=True)]
SESSIONS = [domain.Session("MA-02", "open")]
REPORT = Report(
    as_of=datetime(2017, 8, 23, 8, tzinfo=UTC),
    total=domain.count(SESSIONS, SEATS),
    regions=domain.count_by_region(SESSIONS, SEATS),
)
EMPTY = Report(as_of=None, total=domain.count([], []), regions={})


def test_arabic_is_written_from_the_right_with_moroccan_months_and_latin_digits() -> None:
    html = render(REPORT, "ar")

    assert '<html lang="ar" dir="rtl">' in html
    assert "23 غشت 2017" in html
    assert "الشرق" in html


def test_french_names_the_region_and_the_day() -> None:
    html = render(REPORT, "fr")

    assert '<html lang="fr" dir="ltr">' in html
    assert "23 août 2017" in html
    assert "L&#39;Oriental" in html


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_language_leads_to_the_others(language: str) -> None:
    assert re.findall(r'href="\?lang=(\w+)"', render(REPORT, language)) == ["fr", "ar", "en"]


def test_every_number_stands_under_a_heading_of_its_own() -> None:
    html = render(REPORT, "en")

    headings = re.findall(r'scope="col">([^<]+)<', html)[1:]
    first_row = re.findall(r'data-label="([^"]+)">(\d+)<', html)[: len(headings)]
    assert [label for label, _ in first_row] == headings
    assert dict(first_row)["Women"] == "1"


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("report", [REPORT, EMPTY], ids=["figures", "nothing"])
def test_nothing_on_the_page_is_left_in_english(language: str, report: Report) -> None:
    html = render(report, language)

    english = [line for line in catalogue(language) if line in texts_of(render(report, "en"))]
    assert english
    assert not set(english) & set(texts_of(html))


def texts_of(html: str) -> list[str]:
    return [text.strip() for text in re.findall(r">([^<>]+)<", html) if text.strip()]


def test_the_page_needs_no_script() -> None:
    assert "<script" not in render(REPORT, "fr")
