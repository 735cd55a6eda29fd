"""The days of a session: from its blocks, by the clocks there."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from shared.events.days import Day, days_of

HOUR = timedelta(hours=1)
ZONE = "Africa/Casablanca"


class Block(NamedTuple):
    """A block, as far as days are made of it."""

    starts_at: datetime
    ends_at: datetime


def at(day: int, hour: float) -> datetime:
    """A moment of August 2017, by the clocks there."""
    return datetime(2017, 8, day, tzinfo=UTC) + timedelta(hours=hour - 1)


def blocks(*times: tuple[int, float, float]) -> list[Block]:
    return [Block(at(day, begins), at(day, ends)) for day, begins, ends in times]


def test_two_half_days_with_a_meal_between_are_one_day() -> None:
    taught = blocks((23, 9, 12), (23, 14, 17))

    assert days_of(ZONE, at(23, 9), at(23, 17), taught) == [Day(at(23, 9), at(23, 17))]


def test_a_night_and_days_off_belong_to_no_day() -> None:
    taught = blocks((23, 9, 17), (24, 9, 12), (28, 10, 15))

    assert days_of(ZONE, at(23, 9), at(28, 15), taught) == [
        Day(at(23, 9), at(23, 17)),
        Day(at(24, 9), at(24, 12)),
        Day(at(28, 10), at(28, 15)),
    ]


def test_a_long_pause_in_a_date_makes_two_of_it() -> None:
    taught = blocks((23, 9, 11), (23, 17, 19))

    assert days_of(ZONE, at(23, 9), at(23, 19), taught) == [Day(at(23, 9), at(23, 11)), Day(at(23, 17), at(23, 19))]


def test_a_session_may_begin_before_its_first_block_and_end_after_its_last() -> None:
    taught = blocks((23, 9, 12), (24, 9, 12))

    assert days_of(ZONE, at(23, 8.5), at(24, 17), taught) == [Day(at(23, 8.5), at(23, 12)), Day(at(24, 9), at(24, 17))]


def test_a_block_over_midnight_belongs_to_the_date_on_which_it_begins() -> None:
    night = [Block(at(23, 22), at(24, 2)), Block(at(24, 9), at(24, 12))]

    assert days_of(ZONE, at(23, 22), at(24, 12), night) == [Day(at(23, 22), at(24, 2)), Day(at(24, 9), at(24, 12))]


def test_dates_without_a_block_are_no_days_of_a_session() -> None:
    assert days_of(ZONE, at(21, 9), at(27, 17), blocks((23, 9, 12))) == [Day(at(23, 9), at(23, 12))]


def test_without_blocks_it_is_what_lies_between_start_and_end() -> None:
    assert days_of(ZONE, at(23, 9), at(24, 17), []) == [Day(at(23, 9), at(24, 17))]


def test_a_block_outside_its_session_does_not_count() -> None:
    assert days_of(ZONE, at(23, 9), at(24, 17), blocks((21, 9, 12))) == [Day(at(23, 9), at(24, 17))]


@pytest.mark.parametrize("zone", [ZONE, "Europe/Paris", "Pacific/Auckland"])
def test_dates_are_those_of_the_zone(zone: str) -> None:
    late = [Block(at(23, 20), at(23, 22)), Block(at(23, 23.5), at(24, 1))]

    found = days_of(zone, at(23, 20), at(24, 1), late)

    assert len(found) == (2 if zone == "Europe/Paris" else 1)
