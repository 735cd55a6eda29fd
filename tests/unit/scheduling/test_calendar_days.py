"""A session on the calendar: on the days on which people come, by the clocks of its own zone."""

from datetime import date, timedelta

import pytest

from services.scheduling.calendar.months import Day, Month, is_held_on
from services.scheduling.planning.storage import Session
from tests.unit.scheduling import planned

AUGUST = Month(2017, 8)


def days(session: Session, month: Month = AUGUST) -> list[date]:
    """Return the squares of the month on which the session stands."""
    squares = [day for week in month.weeks([(session, planned.venue())]) for day in week]
    return [day.date for day in squares if day.lines]


def august(*numbers: int) -> list[date]:
    return [date(2017, 8, it) for it in numbers]


@pytest.mark.parametrize(
    ("session", "held"),
    [
        (planned.stored(planned.plan(*planned.TWO_DAYS))[0], august(23, 24)),
        (planned.stored(planned.plan(*planned.TWO_DAYS[:1]))[0], august(23)),
        (planned.stored(planned.plan(planned.block("23T09:00", "23T12:00"), planned.block("28T09:00", "28T12:00"),
            end="28T12:00"))[0], august(23, 28)),
        (planned.stored(planned.plan())[0], august(23, 24)),
        (planned.stored(planned.plan(planned.block("23T22:00", "24T02:00"), end="24T02:00"))[0], august(23, 24)),
        (planned.stored(planned.plan(end="26T12:00"), booked=None)[0], august(23, 24, 25, 26)),
        (planned.stored(planned.plan(end="23T10:00"), booked=None)[0], august(23)),
    ],
    ids=[
        "two days of blocks", "no block on the second day", "days off between", "no blocks", "over midnight",
        "of an older release", "of an older release, on one day",
    ],
)  # fmt: skip
def test_a_session_stands_on_each_day_on_which_people_come(session: Session, held: list[date]) -> None:
    assert days(session) == held


@pytest.mark.parametrize(
    ("zone", "start", "end", "day"),
    [("Africa/Casablanca", "23T00:30", "23T02:00", 23), ("Asia/Tokyo", "23T07:00", "23T08:30", 23)],
    ids=["just after midnight in Morocco", "a morning in Tokyo is the evening before elsewhere"],
)
def test_the_day_is_that_of_the_clocks_where_people_come(zone: str, start: str, end: str, day: int) -> None:
    session, _ = planned.stored(planned.plan(zone=zone, start=start, end=end))

    assert days(session) == august(day)
    assert session.starts_at.date() == date(2017, 8, day - 1)


def test_a_session_stands_on_the_days_around_the_month_too() -> None:
    session, _ = planned.stored(planned.plan(start="31T09:00", end="31T12:00"))

    assert days(session, Month(2017, 9)) == days(session) == august(31)


def test_each_day_has_the_sessions_that_are_held_on_it_and_no_other() -> None:
    early, late = (planned.stored(planned.plan(start=f"{it}T09:00", end=f"{it}T12:00"))[0] for it in (22, 24))

    assert [is_held_on(early, it) for it in august(21, 22, 23)] == [False, True, False]
    lines = [(it, planned.venue()) for it in (early, late)]
    (square,) = [day for week in AUGUST.weeks(lines) for day in week if day.date == date(2017, 8, 24)]
    assert square.lines == lines[1:]


def test_saturday_and_sunday_are_days_of_rest() -> None:
    monday = date(2017, 8, 21)

    week = [Day(monday + timedelta(days=it), outside=False, lines=[]) for it in range(7)]

    assert [it.rest for it in week] == [False] * 5 + [True] * 2


@pytest.mark.parametrize(
    ("text", "month"),
    [("2000-01", (2000, 1)), ("2198-12", (2198, 12)), ("2017-08", (2017, 8))],
    ids=["the first", "the last", "any"],
)
def test_the_first_and_the_last_month_that_can_be_shown_have_neighbours(text: str, month: tuple[int, int]) -> None:
    read = Month.read(text, date(2017, 5, 2))

    assert (read.year, read.number) == month
    assert read.before.first < read.first < read.after.first
