"""When a room is free: days that meet, days that touch, and the next day on which a whole plan fits."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduling.planning.arranging import booked
from services.scheduling.planning.plan import BlockPlan, Span, times_of
from services.scheduling.planning.rooms import Held, _held, _meet, next_free
from shared.country.timezones import ZONE
from tests.unit.scheduling import planned

THERE = ZoneInfo(ZONE)
DAY = timedelta(days=1)


def held(day: int, begins: float, ends: float, month: int = 8) -> Held:
    """Return hours of a day in 2017, by the clocks in Morocco."""
    midnight = datetime(2017, month, day, tzinfo=THERE)
    return Held(*((midnight + timedelta(hours=it)).astimezone(UTC) for it in (begins, ends)))


@pytest.mark.parametrize(
    ("other", "meet"),
    [
        (held(23, 9, 12), True),
        (held(23, 10, 11), True),
        (held(23, 8, 13), True),
        (held(23, 8, 9.5), True),
        (held(23, 11.5, 13), True),
        (held(23, 7, 9), False),
        (held(23, 12, 14), False),
        (held(24, 9, 12), False),
    ],
    ids=[
        "the same",
        "within",
        "around",
        "into",
        "out of",
        "ends as it begins",
        "begins as it ends",
        "another day",
    ],
)
def test_a_room_that_one_leaves_as_the_other_comes_is_free(other: Held, meet: bool) -> None:  # noqa: FBT001 - an expectation
    assert _meet([held(23, 9, 12)], [other]) is meet
    assert _meet([other], [held(23, 9, 12)]) is meet


def test_any_day_that_meets_any_other_is_enough() -> None:
    assert _meet([held(21, 9, 12), held(23, 9, 12)], [held(22, 9, 12), held(23, 11, 13)])
    assert not _meet([held(21, 9, 12), held(23, 9, 12)], [held(22, 9, 12), held(24, 9, 12)])
    assert not _meet([held(21, 9, 12)], [])


def test_a_free_room_is_free_on_the_day_itself() -> None:
    assert next_free([held(23, 9, 12)], [held(23, 14, 17)], THERE) == held(23, 9, 12).starts_at


@pytest.mark.parametrize(
    ("taken", "day"),
    [
        ([held(23, 9, 17)], 24),
        ([held(23, 9, 17), held(24, 9, 17)], 25),
        ([held(23, 9, 17), held(25, 9, 17)], 26),
        ([held(24, 11, 17)], 25),
    ],
    ids=[
        "the next day",
        "two days are taken",
        "a day between is too short",
        "the second day is taken",
    ],
)
def test_the_next_day_is_the_first_on_which_all_days_of_the_plan_are_free(taken: list[Held], day: int) -> None:
    wanted = [held(23, 9, 12), held(24, 9, 12)]

    assert next_free(wanted, taken, THERE) == held(day, 9, 12).starts_at


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [(held(20, 9, 17, 5), held(20, 9, 17, 5)), (held(1, 9, 17, 7), held(1, 9, 17, 7))],
    ids=["into Ramadan, when the clocks go back", "out of it, when they go forward"],
)
def test_the_hours_on_the_wall_stay_where_the_clocks_change_in_the_night_between(wanted: Held, taken: Held) -> None:
    free = next_free([wanted], [taken], THERE)

    assert (free.hour, free.minute) == (9, 0)
    assert free.date() == wanted.starts_at.astimezone(THERE).date() + DAY
    assert free.astimezone(UTC) - wanted.starts_at in {
        timedelta(hours=23),
        timedelta(hours=25),
    }


def test_after_the_clocks_went_back_a_room_taken_in_old_hours_is_taken() -> None:
    wanted, taken = held(20, 9, 10, 5), [held(20, 9, 10, 5), held(21, 9, 10, 5)]

    assert next_free([wanted], taken, THERE).day == 22


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_no_earlier_day_is_free_and_the_one_that_is_named_is(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a month to be met again, no secret
    begins = [chance.randint(0, 22) for _ in range(8)]
    taken = [held(chance.randint(8, 16), it, chance.randint(it + 1, 24)) for it in begins[1:]]
    wanted = held(10, begins[0], begins[0] + 2)

    free = next_free([wanted], taken, THERE)

    days = (free - wanted.starts_at.astimezone(THERE)) // DAY
    on = [Held(wanted.starts_at + DAY * at, wanted.ends_at + DAY * at) for at in range(days + 1)]
    assert [_meet([it], taken) for it in on] == [True] * days + [False]


def test_a_session_holds_its_room_on_its_days_and_not_in_the_nights_between() -> None:
    session, _ = planned.stored(planned.plan(*planned.TWO_DAYS))

    assert _held(session) == [held(23, 9, 17), held(24, 9, 17)]


def test_a_session_of_an_older_release_holds_its_room_from_its_start_to_its_end() -> None:
    session, _ = planned.stored(planned.plan(*planned.TWO_DAYS), booked=None)

    assert _held(session) == [Held(held(23, 9, 12).starts_at, held(24, 9, 17).ends_at)]


@pytest.mark.parametrize(
    ("blocks", "days"),
    [
        ((), [(23, 9, 41)]),
        (planned.TWO_DAYS, [(23, 9, 17), (24, 9, 17)]),
        (planned.TWO_DAYS[:1], [(23, 9, 12)]),
        (
            (
                planned.block("23T09:00", "23T10:00"),
                planned.block("23T14:00", "23T17:00"),
            ),
            [(23, 9, 10), (23, 14, 17)],
        ),
    ],
    ids=[
        "no blocks: all of it",
        "blocks of two days",
        "nobody is there on the second",
        "a long pause frees it",
    ],
)
def test_a_room_is_booked_for_the_days_that_blocks_make(
    blocks: tuple[BlockPlan, ...], days: list[tuple[int, float, float]]
) -> None:
    when, whens = times_of(planned.plan(*blocks), planned.NOW)

    room = booked(ZONE, when, whens)

    assert [(it.lower, it.upper) for it in room] == [held(*it) for it in days]


def test_a_booked_day_ends_before_the_one_that_begins_at_its_end() -> None:
    begins = held(23, 9, 12)

    (room,) = booked(ZONE, Span(*begins), [])

    assert begins.starts_at in room
    assert begins.ends_at not in room
