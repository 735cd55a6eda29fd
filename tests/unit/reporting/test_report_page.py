"""The report as a page and as one file, as its readers meet it."""

import re
from collections.abc import Iterable
from html import unescape

import pytest

from services.reporting.charts.tiles import TINTS, _ink
from services.reporting.figures.numbers import INDICATORS
from services.reporting.handlers import on
from services.reporting.outputs import document, happened, labels, opened_number
from services.reporting.outputs.page import html
from services.reporting.report import whole, words
from services.reporting.report.tables import TABLES
from services.reporting.report.values import Report
from shared.i18n import catalogue, say
from shared.words import Words
from tests import reports

EVERY = {"internal": reports.INTERNAL, "public": reports.public(), "nothing": reports.EMPTY}


def page_of(report: Report, language: str) -> str:
    return html(report, language, origin="http://127.0.0.1:8000", demo=True).decode()


def texts_of(page: str) -> list[str]:
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return [unescape(text).strip() for text in re.findall(r">([^<>]+)<", body) if text.strip()]


def english(sentence: str) -> re.Pattern[str]:
    """Return what finds the sentence with its blanks filled in."""
    return re.compile(".+".join(re.escape(part) for part in re.split(r"{\w+}", sentence)))


def test_arabic_is_written_from_the_right_with_moroccan_months() -> None:
    page = page_of(reports.INTERNAL, "ar")

    assert '<html lang="ar" dir="rtl">' in page
    assert "15 شتنبر 2017" in page
    assert "الشرق" in page


def test_french_names_the_region_and_the_day() -> None:
    page = page_of(reports.INTERNAL, "fr")

    assert '<html lang="fr" dir="ltr">' in page
    assert "15 septembre 2017" in page
    assert "L\u2019Oriental" in page


def said_on(page: str, lines: Iterable[str]) -> list[str]:
    """Return those of the lines that stand on the page in English."""
    texts = texts_of(page)
    return [line for line in lines if any(english(line).fullmatch(it) for it in texts)]


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("report", EVERY.values(), ids=EVERY.keys())
def test_nothing_on_the_page_is_left_in_english(language: str, report: Report) -> None:
    foreign = {line: said for line, said in catalogue(language).items() if said != line}

    in_english = said_on(page_of(report, "en"), foreign)
    left = said_on(page_of(report, language), in_english)

    assert in_english
    assert left == []


def sentences() -> set[str]:
    """Return what a report may say, whatever there is to report."""
    said = {*whole.INSIDE, *whole.FOR_ALL, *words.SHARED.values(), *document.HEADINGS.values(), opened_number.MESSAGES}
    said |= {*labels.CORNERS.values(), *labels.SENTENCES.values(), *labels.STATES.values()}
    said |= {opened_number.rule(indicator) for indicator in INDICATORS}
    for table in TABLES:
        said |= {table.sentence, *table.notes, *(measure.sentence for measure in table.measures)}
    return said


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_sentence_of_a_report_has_its_translation(language: str) -> None:
    assert sentences() - catalogue(language).keys() == set()
    assert not [it for it in sentences() if language == "ar" and not re.search("[\u0600-\u06ff]", catalogue("ar")[it])]


def test_words_of_others_stand_in_their_own_language_and_are_text() -> None:
    page = page_of(reports.INTERNAL, "fr")

    assert '<blockquote lang="ar" dir="rtl">نحتاج' in page
    assert "&lt;b&gt;les personnes&lt;/b&gt;" in page


def test_every_number_stands_under_a_heading_of_its_own() -> None:
    page = page_of(reports.INTERNAL, "en")

    table = page[page.index('id="regions"') :].partition("</table>")[0]
    headings = [unescape(it) for it in re.findall(r'scope="col" class="num">([^<]+)<', table)]
    first = re.findall(r'data-label="([^"]+)"><a href="[^"]+"><bdi dir="ltr">([^<]+)<', table)[: len(headings)]
    assert [heading for heading, _ in first] == headings == [column.sentence for column in reports.COLUMNS]
    assert [number for _, number in first] == ["2", "41", "38", "456.0", "36", "30"]


def test_a_number_leads_to_its_events_unless_everybody_may_read_the_report() -> None:
    inside, outside = page_of(reports.INTERNAL, "fr"), page_of(reports.public(), "fr")

    assert 'href="http://127.0.0.1:8000/reporting/facts?indicator=registered&amp;region=MA-01"' in inside
    assert "/reporting/facts" not in outside


def test_the_file_needs_nothing_else_and_no_script() -> None:
    page = page_of(reports.public(), "ar")

    assert not re.findall(r'<script|<link|src=|@import|href="(?!#)', page)
    assert not re.findall(r"<[^>]* style=", page)


def test_a_report_of_nothing_says_so() -> None:
    assert "encore prévu." in page_of(reports.EMPTY, "fr")


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_whatever_can_be_behind_a_number_has_its_words(language: str) -> None:
    never_behind = {"account.granted.v1", "data.requested.v1", "module.released.v1", "attendance.closed.v1"}

    said = {sentence: say(sentence, language) for sentence in happened.SENTENCES.values()}

    assert set(happened.SENTENCES) == set(on.by_type) - never_behind
    assert language == "en" or all(sentence != words for sentence, words in said.items())


@pytest.mark.parametrize(
    ("name", "language", "read"),
    [
        ("Finland", "fr", "Finlande"),
        ("Finlande", "ar", "\u0641\u0646\u0644\u0646\u062f\u0627"),
        ("\u0641\u0646\u0644\u0646\u062f\u0627", "en", "Finland"),
        ("Fondation Exemple", "ar", "Fondation Exemple"),
    ],
)
def test_a_country_that_pays_is_named_in_the_language_of_the_reader(name: str, language: str, read: str) -> None:
    assert labels.donor(name, {}, Words(language)) == read


@pytest.mark.parametrize("step", range(5))
def test_words_on_a_tile_stand_out_from_its_tint(step: int) -> None:
    lighter, darker = sorted((_light(TINTS[step]), _light(_ink(step))), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _light(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
