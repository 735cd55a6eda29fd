"""The report on paper: letters of ours alone, marked for those who hear it, the same bytes for the same report."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from services.reporting.outputs import pdf as module
from services.reporting.outputs.pdf import pdf
from services.reporting.report.values import Report, Voice
from shared.http.problems import InvalidValue
from shared.http.requests import only_printable
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


def with_words(wording: str, language: str = "fr") -> Report:
    return replace(reports.EMPTY, recommendations=(Voice("MA-02", "protection", language, wording, city=wording),))


def may_be_typed(sign: str) -> bool:
    try:
        return bool(only_printable(sign))
    except InvalidValue:
        return False


def fonts_of(paper: PdfReader) -> set[str]:
    found = [page["/Resources"]["/Font"].values() for page in paper.pages]  # type: ignore[index] # a dictionary
    return {re.sub(r".*\+", "", str(font.get_object()["/BaseFont"])) for fonts in found for font in fonts}


@pytest.mark.parametrize("plane", [0x0, 0x4000, 0x8000, 0xC000, 0x10000, 0x18000, 0x20000, 0x2C000, 0xE0000, 0x10C000])
def test_a_page_of_every_block_that_passes_the_forms_is_printed(plane: int) -> None:
    pages = [[*map(chr, range(start, start + 0x400))] for start in range(plane, plane + 0x4000, 0x400)]

    written = [pdf(with_words(" ".join(filter(may_be_typed, signs))), "fr") for signs in pages]

    assert all(paper.startswith(b"%PDF") for paper in written)


@pytest.mark.parametrize(
    ("wording", "font"),
    [
        ("\u2192 \u2265", "NotoSansMath-Regular"),
        ("\u2713 \u25aa \u27a2", "NotoSansSymbols2-Regular"),
        ("\ufb01 \ufb03 \u03a9 \u0189", "NotoSans-Regular"),
        ("\u2d30\u2d63\u2d53\u2d4d", "NotoSansTifinagh-Regular"),
        ("\U0001f600", "NotoEmoji-Regular"),
        ("\u4f60 \u05e9 \uf0b7 \U0010ffff", "TakwinStandin-Regular"),
    ],
    ids=["signs", "ticks and bullets", "ligatures, Greek, Amazigh", "Tifinagh", "a face", "what no font here has"],
)
def test_signs_beyond_our_two_scripts_have_a_form_or_a_box_that_can_be_seen(wording: str, font: str) -> None:
    assert font in fonts_of(PdfReader(BytesIO(pdf(with_words(wording), "fr"))))


def test_a_report_of_nothing_says_so() -> None:
    assert "encore prévu." in text_of(reports.EMPTY, "fr")
