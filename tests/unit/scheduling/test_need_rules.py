"""Rules of needs: what can be recorded, and which words are never told."""

from datetime import date

import pytest

from services.scheduling.needs import domain

PHONES = [
    "Appelez le 0612345678.",
    "Appelez le 06 12 34 56 78.",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "0(5)36 70 12 34",
    "+212 6 12 34 56 78",
    "+212 (0) 612-345-678",
    "00212612345678",
    "612345678",
    "٠٦١٢٣٤٥٦٧٨",
    "06\u200f12\u200b345678",
    "".join(chr(0xFF10 + int(it)) for it in "0612345678"),  # digits as wide as Chinese signs
]
ADDRESSES = ["exemple@example.org", "exemple @ example.org", "exemple\uff20example.org"]
CARDS = ["CIN AB123456", "AB1234", "F12345", "(bk1234567)", "AB 123456", "AB-123456", "بطاقة F654321"]
HARMLESS = [
    "Les 23 et 24 août 2017, de 09:00 à 17:00.",
    "23/08/2017 - 24/08/2017",
    "23.08.2017, 24.08.2017, 2017-08-29 - 2017-08-30",
    "Entre 2015 et 2017, 120 associations et 12 000 personnes.",
    "Loi 27-14, article 448-1; décret n° 2-15-40.",
    "12000 dirhams pour 25 places",
    "Modules M1, M2 et A4 ; salle B12.",
    "سنة 2017، 25 مشاركا",
    "٢٥ مشاركا سنة ٢٠١٧",
]


@pytest.mark.parametrize("wording", PHONES + ADDRESSES + CARDS)
def test_what_looks_like_a_number_or_an_address_of_somebody_is_not_told(wording: str) -> None:
    with pytest.raises(domain.WordingPointsToSomebody) as caught:
        domain.check_wording(wording)

    assert caught.value.field == "wording"


@pytest.mark.parametrize("wording", HARMLESS)
def test_years_laws_amounts_and_dates_are_no_ones(wording: str) -> None:
    domain.check_wording(wording)


def test_an_assessment_has_been_held_today_at_the_latest() -> None:
    domain.check_held(date(2017, 4, 12), today=date(2017, 4, 12))
    with pytest.raises(domain.AssessmentNotHeldYet):
        domain.check_held(date(2017, 4, 13), today=date(2017, 4, 12))


def test_a_theme_is_one_of_the_list() -> None:
    domain.check_theme("identification", "theme")
    with pytest.raises(domain.ThemeUnknown) as caught:
        domain.check_theme("cooking", "needs.3.theme")

    assert caught.value.field == "needs.3.theme"
