"""At which hours of Morocco no SMS leaves."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notifications.queue.quiet_hours import decent_hours, in_ramadan, quiet_until
from shared.country.timezones import use_own_data


@pytest.fixture(autouse=True, scope="module")
def _own_zones() -> None:
    use_own_data()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Africa/Casablanca"))


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2017-08-23T08:59:59", "2017-08-23T09:00"),
        ("2017-08-23T09:00", None),
        ("2017-08-23T19:59:59", None),
        ("2017-08-23T20:00", "2017-08-24T09:00"),
        ("2017-08-23T23:59", "2017-08-24T09:00"),
        ("2017-08-24T00:30", "2017-08-24T09:00"),
        ("2017-08-25T11:59", None),  # a Friday
        ("2017-08-25T12:00", "2017-08-25T14:30"),
        ("2017-08-25T14:29", "2017-08-25T14:30"),
        ("2017-08-25T14:30", None),
        ("2017-08-24T12:30", None),  # a Thursday
        ("2017-06-01T09:30", "2017-06-01T10:00"),  # in Ramadan
        ("2017-06-01T15:59", None),
        ("2017-06-01T16:00", "2017-06-02T10:00"),
        ("2017-06-02T13:00", "2017-06-02T14:30"),
        ("2026-09-19T20:30", "2026-09-20T09:00"),  # Morocco left UTC+1 that night
        ("2028-02-29T21:00", "2028-03-01T09:00"),
        ("2090-01-02T21:00", "2090-01-03T09:00"),  # hijridate ends in 2077
    ],
)
def test_quiet_hours_end_when_decent_ones_begin(moment: str, until: str | None) -> None:
    assert quiet_until(local(moment)) == (local(until) if until else None)


def test_the_hour_is_that_of_morocco_whatever_its_distance_from_utc() -> None:
    assert quiet_until(datetime(2017, 8, 23, 8, tzinfo=UTC)) is None
    assert quiet_until(datetime(2026, 11, 23, 8, 59, tzinfo=UTC)) == datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize("hour", range(24 * 9))
def test_what_is_put_off_once_may_leave_then(hour: int) -> None:
    until = quiet_until(local("2017-08-21T00:15") + timedelta(hours=hour))

    assert until is None or quiet_until(until) is None


@pytest.mark.parametrize(
    ("day", "fasting"),
    [
        (date(2027, 2, 7), False),
        (date(2027, 2, 8), True),
        (date(2027, 3, 9), True),  # the moon may be seen a day later in Morocco
        (date(2027, 3, 11), False),
        (date(2017, 8, 23), False),
    ],
)
def test_ramadan_is_estimated(day: date, *, fasting: bool) -> None:
    assert in_ramadan(day) is fasting


def test_on_a_friday_in_ramadan_little_of_the_day_is_left() -> None:
    hours = [
        (opens.isoformat("minutes"), closes.isoformat("minutes")) for opens, closes in decent_hours(date(2017, 6, 2))
    ]

    assert hours == [("10:00", "12:00"), ("14:30", "16:00")]
