"""The two days that are offered for a new session."""

from datetime import date, timedelta

import pytest

from services.scheduling.planning.pages import first_day

MONDAY = date(2017, 8, 21)


@pytest.mark.parametrize(("later", "offered"), [(0, 0), (3, 3), (4, 7), (5, 7), (6, 7)])
def test_neither_day_that_is_offered_is_of_a_weekend(later: int, offered: int) -> None:
    assert first_day(MONDAY + timedelta(days=later)) == MONDAY + timedelta(days=offered)
