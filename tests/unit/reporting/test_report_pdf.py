"""The report on paper: letters of ours alone, marked for those who hear it, the same bytes for the same report."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from services.reporting.outputs import pdf as module
from services.reporting.outputs.pdf import pdf
from services.reporting.report import Report
from tests import reports

EVERY = {"internal": reports.INTERNAL, "public": reports.public(), "nothing": reports.EMPTY}
LANGUAGES = {"fr": "fr", "ar": "ar", "en": "en"}


def read(report: Report, language: str) -> PdfReader:
    return PdfReader(BytesIO(pdf(report, language)))


def part(whole: DictionaryObject, key: str) -> DictionaryObject:
    found = whole[key].get_object()
    assert isinstance(found, DictionaryObject)
    return found


def text_of(report: Report, language: str) -> str:
    return "\n".join(page.extract_text() for page in read(report, language).pages)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", EVERY.values(), ids=EVERY.keys())
def test_the_same_report_is_the_same_bytes(report: Report, language: str) -> None:
    assert pdf(report, language) == pdf(report, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_paper_says_what_it_is_and_in_which_language(language: str) -> None:
    paper = read(reports.INTERNAL, language)

    assert paper.metadata is not None
    assert str(paper.metadata.title).endswith("Takwin")
    assert paper.metadata.creation_date == reports.AS_OF
    assert str(paper.root_object["/Lang"]).partition("-")[0] == language
    assert bool(part(paper.root_object, "/MarkInfo")["/Marked"])


def test_arabic_pages_turn_from_the_right() -> None:
    root = read(reports.INTERNAL, "ar").root_object

    assert str(part(root, "/ViewerPreferences")["/Direction"]) == "/R2L"


def test_pages_are_a4_numbered_and_dated() -> None:
    paper = read(reports.INTERNAL, "fr")

    for number, page in enumerate(paper.pages, 1):
        assert sorted((round(page.mediabox.width), round(page.mediabox.height))) == [595, 842]
        assert f"{number} / {len(paper.pages)}" in page.extract_text()
        assert "15 septembre 2017" in page.extract_text()


def test_letters_are_our_own_and_arabic_has_its_face() -> None:
    families = {
        re.sub(r".*\+|-.*", "", str(font.get_object()["/BaseFont"]))
        for page in read(reports.INTERNAL, "ar").pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index] # a dictionary
    }

    assert families == {"IBMPlexSans", "IBMPlexSansArabic"}


def test_nothing_is_fetched() -> None:
    assert "@preview" not in module.TEMPLATE.read_text(encoding="utf-8")
    assert {font.suffix for font in (module.SERVICE / "fonts").iterdir()} == {".ttf", ".LICENSE"}


def test_what_people_wrote_is_text_and_no_instruction() -> None:
    text = " ".join(text_of(reports.INTERNAL, "fr").split())

    assert "<b>les personnes</b>" in text
    assert reports.NASTY in text


def test_a_report_of_nothing_says_so() -> None:
    assert "encore prévu." in text_of(reports.EMPTY, "fr")
