"""Words that point to somebody are seen before they leave. All of them are made up."""

import pytest

from services.registration.voices import domain


@pytest.mark.parametrize(
    ("wording", "seen"),
    [
        ("Appeler le 06 12 34 56 78", domain.WordingHoldsPhone),
        ("06.12.34.56.78", domain.WordingHoldsPhone),
        ("+212 6 12 34 56 78", domain.WordingHoldsPhone),
        ("00212612345678", domain.WordingHoldsPhone),
        ("fixe 05-36-12-34-56", domain.WordingHoldsPhone),
        ("٠٦١٢٣٤٥٦٧٨", domain.WordingHoldsPhone),
        ("0\u200b612345678", domain.WordingHoldsPhone),
        ("exemple@example.org", domain.WordingHoldsEmail),
        ("exemple\uff20example.org", domain.WordingHoldsEmail),
        ("AB123456", domain.WordingHoldsCard),
        ("f12345", domain.WordingHoldsCard),
        ("CIN : K 123456", domain.WordingHoldsCard),
    ],
)
def test_what_points_to_somebody_is_seen(wording: str, seen: type[Exception]) -> None:
    with pytest.raises(seen) as caught:
        domain.check_points_to_nobody(wording)

    assert wording not in str(caught.value)


@pytest.mark.parametrize(
    "wording",
    [
        "Deux rencontres par an, 25 personnes au plus.",
        "Le 23/08/2017 et le 2017-08-24, à 9 h.",
        "Un budget de 120 000 dirhams pour 2018.",
        "لقاء كل ثلاثة أشهر، 25 شخصا على الأكثر.",
        "Module 2, version 3; ISO 3166-2.",
        "Loi 27-14.",
    ],
)
def test_other_numbers_are_let_through(wording: str) -> None:
    domain.check_points_to_nobody(wording)
