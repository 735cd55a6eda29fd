"""Numbers and addresses of people are seen in any of the region's languages; years, laws, sums and hours are not."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.country.personal_data import pointers_in

# All of them are made up.
PHONES = [
    "Appelez le 0612345678.",
    "Tél:0612345678",
    "06 12 34 56 78",
    "06\u00a012\u202f34\u200956\u300078",
    "06.12.34.56.78",
    "06-12-34-56-78",
    "06\u201112\u201134\u201156\u201178",
    "06\u201012\u201334\u201456\u221278",
    "06 \u2013 12 \u2013 34 \u2013 56 \u2013 78",
    "06_12_34_56_78",
    "06\u203f12\u203f34\u203f56\u203f78",
    "06,12,34,56,78",
    "06\u00b712\u00b734\u00b756\u00b778",
    "06\u202212\u202234\u202256\u202278",
    "06/12/34/56/78",
    "0(5)36 70 12 34",
    "fixe 05-36-12-34-56",
    "+212 6 12 34 56 78",
    "+212 (0) 612-345-678",
    "212-612-345-678",
    "00212612345678",
    "612345678",
    "06\u200f12\u200b345678",
    "0\ufe0f\u20e36\ufe0f\u20e3 12 34 56 78",
    "".join(chr(0xFF10 + int(it)) for it in "0612345678"),  # digits as wide as Chinese signs
    "٠٦١٢٣٤٥٦٧٨",
    "اتصلوا بالرقم ٠٦ ١٢ ٣٤ ٥٦ ٧٨",
    "الهاتف: ٠٦،١٢،٣٤،٥٦،٧٨",
    "عيط ليا ف 06-12-34-56-78 الله يخليك",
    "3ayet 3lia f 0612345678",
    "Le 23/08/2017, appeler le 06 12 34 56 78 de 09:00 à 12:00",
]
ADDRESSES = [
    "exemple@example.org",
    "exemple @ example.org",
    "exemple\uff20example.org",
    "راسلوا exemple@example.org",
    "sift lia f exemple@example.org",
]
CARDS = [
    "CIN AB123456",
    "AB1234",
    "f12345",
    "(bk1234567)",
    "CIN : K 123456",
    "AB-123456",
    "AB\u2011123456",
    "AB_123456",
    "AB\u00b7123456",
    "AB.123456",
    "AB12-34-56",
    "AB-123-456",
    "بطاقة F654321",
    "رقمF654321",
    "AB\u0661\u0662\u0663\u0664\u0665\u0666",
    "la carte dyali hia bk123456",
]
HARMLESS = [
    "Deux rencontres par an, 25 personnes au plus.",
    "Les 23 et 24 août 2017, de 09:00 à 17:00.",
    "23-24 août 2017, 09:00-12:00 et 14:00-17:00",
    "23\u201324 août 2017",
    "09.00-12.00, 14.00-17.00",
    "08.30 - 12.30 / 14.00 - 17.30",
    "08h30-12h30",
    "08:00 12 000 000 dirhams",
    "Le 23/08/2017 et le 2017-08-24, à 9 h.",
    "23/08/2017 - 24/08/2017",
    "23-24/08/2017 29-30/08/2017",
    "23/08/17 24/08/17 29/08/17",
    "07/2017 08/2017 09/2017",
    "23.08.2017, 24.08.2017, 2017-08-29 - 2017-08-30",
    "05/06/2017 07/08/2017",
    "2015-2016-2017, 2018\u20132019",
    "2015, 2016, 2017, 2018",
    "ANNÉE 2017, FORMATION EN 2017, T2017",
    "Entre 2015 et 2017, 120 associations et 12 000 personnes.",
    "Loi 27-14, article 448-1; décret n° 2-15-40, arrêté 2.26.530.",
    "Lois 05-20, 09-08 et 27-14; loi 07-03 (2003), loi 05-20 (2020)",
    "Les groupes 05, 06, 07, 08, 09 et 10",
    "Un budget de 120 000 dirhams pour 2018, soit 1 200 000,50 en tout.",
    "À 12000 dirhams, DH 12000, 120.000 DH",
    "0,5 point; 0,75; 99,9 %",
    "Module 2, version 3; ISO 3166-2; modules M1, M2 et A4; salle B12; salles B12-13.",
    "MA-02, MHP-2017",
    "سنة 2017، 25 مشاركا",
    "٢٥ مشاركا سنة ٢٠١٧",
    "يومي 23 و24 غشت 2017، من 09:00 إلى 12:00",
    "لقاء كل ثلاثة أشهر، 25 شخصا على الأكثر، بين 2015-2017.",
    "القانون رقم 27.14 والمرسوم 2.17.740",
    "خاصنا تكوين ديال 3 أيام ف 2018، ماشي غير نهار",
    "bghina 3 dyal l formations f 2018, kol wa7da 25 d nas, m3a 9 dial sba7",
]


@pytest.mark.parametrize(
    ("wording", "pointer"),
    [(it, "phone") for it in PHONES] + [(it, "email") for it in ADDRESSES] + [(it, "card") for it in CARDS],
)
def test_what_points_to_somebody_is_seen(wording: str, pointer: str) -> None:
    assert pointers_in(wording) == [pointer]


@pytest.mark.parametrize("wording", HARMLESS)
def test_what_points_to_nobody_is_let_through(wording: str) -> None:
    assert pointers_in(wording) == []


SEPARATORS = [chr(code) for code in range(0x3000) if unicodedata.category(chr(code)) in {"Pd", "Pc", "Zs"}]


@given(st.sampled_from([*SEPARATORS, *"·,/."]), st.integers(0, 99_999_999), st.sampled_from(["06", "07", "05"]))
def test_a_number_is_seen_whatever_one_sign_stands_between_its_pairs(sign: str, rest: int, begin: str) -> None:
    pairs = [begin, *re.findall("..", f"{rest:08}")]
    arabic = sign.join(pairs).translate({ord("0") + digit: 0x0660 + digit for digit in range(10)})

    assert "phone" in pointers_in(sign.join(pairs))
    assert "phone" in pointers_in(f"الهاتف: {arabic}.")
