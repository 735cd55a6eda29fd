"""Days, hours, numbers and names, as readers in Morocco write them."""

from datetime import UTC, date, datetime

import pytest

from shared.country.timezones import use_own_data
from shared.words import Words, named

OPENING = datetime(2017, 8, 23, 9)  # noqa: DTZ001 - the clock on the wall
NEXT_DAY = datetime(2017, 8, 24, 17)  # noqa: DTZ001 - the clock on the wall


def test_august_has_its_moroccan_name() -> None:
    assert Words("ar").day(OPENING) == "الأربعاء، 23 غشت 2017"
    assert Words("fr").day(OPENING) == "mercredi 23 août 2017"


def test_a_span_of_one_day_is_said_once() -> None:
    assert Words("fr").days(OPENING, NEXT_DAY) == "23\u201324 août 2017"
    assert Words("ar").days(OPENING, NEXT_DAY) == "23\u201324 غشت 2017"
    assert Words("fr").days(date(2017, 8, 23), OPENING) == "23 août 2017"


def test_hours_are_those_on_the_wall_and_moments_those_of_the_zone() -> None:
    use_own_data()
    before_the_change, after_it = datetime(2017, 8, 23, 8, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert Words("fr").hour(OPENING) == "09:00"
    assert Words("fr").moment(before_the_change).endswith("09:00")
    assert Words("fr").moment(after_it).endswith("09:00")
    assert Words("ar").moment(after_it).endswith("09:00")


@pytest.mark.parametrize(("language", "number"), [("fr", "5\u202f432,1"), ("ar", "5.432,1"), ("en", "5,432.1")])
def test_numbers_have_latin_digits_and_the_signs_of_the_language(language: str, number: str) -> None:
    assert Words(language).number(5432.1) == number


def test_arabic_has_a_comma_of_its_own() -> None:
    at = datetime(2017, 8, 23, 8, tzinfo=UTC)

    assert (Words("ar").moment(at), Words("fr").moment(at)) == ("23 غشت 2017\u060c 09:00", "23 août 2017, 09:00")
    assert Words("ar").comma.join(["أ", "ب"]) == "أ\u060c ب"


def test_names_are_said_in_the_language_else_in_french_else_as_their_code() -> None:
    assert (Words("ar").region("MA-02"), Words("en").region("MA-02")) == ("الشرق", "L\u2019Oriental")
    assert (Words("fr").region("XX-99"), Words("fr").theme("no-such")) == ("XX-99", "no-such")
    assert Words("en").theme("law") == "Legal framework"
    assert named({}, "fr") == ""


def test_arabic_begins_on_the_right() -> None:
    assert [Words(language).direction for language in ("fr", "ar", "en")] == ["ltr", "rtl", "ltr"]
