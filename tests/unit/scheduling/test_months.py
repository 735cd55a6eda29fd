"""A month as a calendar shows it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.calendar.months import FIRST, LAST, Month, weekdays

MAY = date(2017, 5, 2)
MONTHS = st.builds(Month, st.integers(FIRST, LAST), st.integers(1, 12))


@given(MONTHS)
def test_weeks_go_from_monday_to_sunday_and_hold_each_day_of_the_month_once(month: Month) -> None:
    days = [day for week in month.weeks([]) for day in week]

    assert {len(week) for week in month.weeks([])} == {7}
    assert days[0].date.weekday() == 0
    assert [day.date for day in days] == [days[0].date + timedelta(days=number) for number in range(len(days))]
    inside = [day.date for day in days if not day.outside]
    assert inside[0] == month.first
    assert inside[-1] + timedelta(days=1) == month.after.first


@given(MONTHS)
def test_the_month_before_the_month_after_is_the_month_itself(month: Month) -> None:
    assert month.after.before == month.before.after == month


@given(MONTHS)
def test_a_month_is_read_as_it_is_written(month: Month) -> None:
    assert Month.read(str(month), MAY) == month


@pytest.mark.parametrize("text", ["", "2017", "2017-0", "2017-13", "1999-12", "2199-01", "2017-08-01", "août 2017"])
def test_what_is_no_month_is_the_present_one(text: str) -> None:
    assert Month.read(text, MAY) == Month(2017, 5)


@pytest.mark.parametrize(
    ("locale", "name", "first"), [("fr_MA", "août 2017", "lundi"), ("ar_MA", "غشت 2017", "الاثنين")]
)
def test_months_and_days_have_the_names_they_have_in_morocco(locale: str, name: str, first: str) -> None:
    assert Month(2017, 8).name(locale) == name
    assert weekdays(locale)[0][1] == first
