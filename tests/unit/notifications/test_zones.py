"""A calendar that knows no zones reads from ours what the clocks of Morocco show, in Ramadan and out of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.texts.vtimezone import onsets, timezone_of
from shared.country.timezones import use_own_data
from tests.unit.notifications.written import plan

MOROCCO = "Africa/Casablanca"
# Sessions that begin at nine on the clocks there; the hour is the one of UTC.
NINE_THERE = [
    (date(2016, 6, 4), 8),
    (date(2016, 6, 6), 9),  # Ramadan 2016
    (date(2016, 7, 9), 9),
    (date(2016, 7, 11), 8),
    (date(2017, 5, 20), 8),
    (date(2017, 5, 22), 9),
    (date(2017, 8, 23), 8),
    (date(2022, 3, 26), 8),
    (date(2022, 3, 28), 9),
    (date(2022, 5, 7), 9),
    (date(2022, 5, 9), 8),
    (date(2023, 3, 18), 8),
    (date(2023, 3, 20), 9),
    (date(2023, 4, 24), 8),
    (date(2024, 3, 9), 8),
    (date(2024, 3, 11), 9),
    (date(2024, 4, 13), 9),
    (date(2024, 4, 15), 8),
    (date(2026, 2, 14), 8),
    (date(2026, 2, 16), 9),
    (date(2026, 3, 23), 8),
    (date(2026, 9, 19), 8),
    (date(2026, 9, 21), 9),  # for good, as 2026 decided
    (date(2027, 2, 15), 9),
    (date(2027, 6, 15), 9),
]


@pytest.fixture(autouse=True, scope="module")
def _own_zones() -> None:
    use_own_data()


def at_nine(day: date, days: int = 1, zone: str = MOROCCO) -> Any:
    """A session of some days from nine to five."""
    starts = datetime(day.year, day.month, day.day, 9)  # noqa: DTZ001 - a wall-clock time
    ends = starts + timedelta(days=days - 1, hours=8)
    starts_at = starts.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return plan(zone=zone, starts_local=starts, ends_local=ends, starts_at=starts_at)


def read(session: Any) -> Any:
    """Return the zone as a program reads it that has nothing but our words."""
    return timezone_of(session).to_tz(lookup_tzid=False)


@pytest.mark.parametrize(("day", "hour"), NINE_THERE)
def test_nine_on_the_clocks_there_is_the_right_moment(day: date, hour: int) -> None:
    session = at_nine(day)

    moment = session.starts_local.replace(tzinfo=read(session)).astimezone(UTC)

    assert moment.replace(tzinfo=None) == datetime(day.year, day.month, day.day, hour)  # noqa: DTZ001


@given(st.dates(date(2016, 1, 1), date(2028, 12, 30)), st.integers(1, 5))
def test_every_hour_of_a_session_is_the_one_that_the_time_zone_data_knows(day: date, days: int) -> None:
    session = at_nine(day, days)
    clocks = read(session)

    for local in (session.starts_local, session.ends_local):
        assert local.replace(tzinfo=clocks).utcoffset() == local.replace(tzinfo=ZoneInfo(MOROCCO)).utcoffset()


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "Atlantic/Canary"])
def test_a_zone_elsewhere_is_told_as_well(zone: str) -> None:
    session = at_nine(date(2017, 11, 5), zone=zone)

    assert session.starts_local.replace(tzinfo=read(session)).astimezone(UTC) == session.starts_at


def test_the_clocks_of_2017_were_changed_four_times() -> None:
    year = datetime(2017, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC)

    changes = [moment.astimezone(ZoneInfo(MOROCCO)).date() for moment in onsets(ZoneInfo(MOROCCO), *year)]

    assert changes == [date(2017, 3, 26), date(2017, 5, 21), date(2017, 7, 2), date(2017, 10, 29)]
