"""Clocks that change: every time on a wall is one moment or none, in Morocco's Ramadan and elsewhere."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.scheduling.planning.plan import (
    BlockOutsideSession,
    BlockPlan,
    BlocksOverlap,
    EndsBeforeStart,
    Span,
    TimeSkipped,
    check_blocks,
    instant,
    times_of,
)
from shared.refusals import Refusal
from tests.unit.scheduling import planned

ZONES = ["Africa/Casablanca", "Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WALLS = st.integers(0, 40 * 366 * 24 * 60).map(lambda it: datetime(2000, 1, 1) + it * MINUTE)  # noqa: DTZ001 - wall clocks


def exists(wall: datetime, zone: str) -> bool:
    """Say whether clocks show that time at all: it is the same again after a turn through UTC."""
    turned = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    return turned.replace(tzinfo=None) == wall


@settings(max_examples=60)
@given(WALLS, st.sampled_from(ZONES))
def test_the_clocks_of_the_zone_show_at_the_moment_what_was_planned(wall: datetime, zone: str) -> None:
    assume(exists(wall, zone))

    moment = instant(wall, zone, "starts_local")

    assert moment.tzinfo is UTC
    assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


@settings(max_examples=60)
@given(WALLS, st.sampled_from(ZONES))
def test_any_moment_can_be_planned_and_the_first_of_two_alike_is_meant(wall: datetime, zone: str) -> None:
    moment = wall.replace(tzinfo=UTC)

    found = instant(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone, "starts_local")

    assert found in {moment, moment - HOUR, moment - HOUR / 2}


@pytest.mark.parametrize(
    ("zone", "before", "skipped", "after"),
    [
        ("Africa/Casablanca", "2017-07-02T01:59", "2017-07-02T02:00", "2017-07-02T03:00"),
        ("Africa/Casablanca", "2018-06-17T01:59", "2018-06-17T02:59", "2018-06-17T03:00"),
        ("Europe/Paris", "2017-03-26T01:59", "2017-03-26T02:30", "2017-03-26T03:00"),
        ("Australia/Lord_Howe", "2017-10-01T01:59", "2017-10-01T02:29", "2017-10-01T02:30"),
        ("Pacific/Apia", "2011-12-29T23:59", "2011-12-30T12:00", "2011-12-31T00:00"),
    ],
    ids=["after Ramadan 2017", "after Ramadan 2018", "summer in Paris", "half an hour", "a day that was left out"],
)
def test_what_the_clocks_jump_over_is_refused_and_both_edges_are_one_minute_apart(
    zone: str, before: str, skipped: str, after: str
) -> None:
    last, first = (instant(planned.local(it), zone, "") for it in (before, after))

    assert first - last == MINUTE
    with pytest.raises(TimeSkipped) as caught:
        instant(planned.local(skipped), zone, "blocks.3.ends_local")
    assert caught.value.field == "blocks.3.ends_local"


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2017-05-21", 4), ("2017-07-02", 2), ("2017-05-22", 3)],
    ids=["an hour comes twice", "an hour is missing", "any other night"],
)
def test_a_night_in_which_clocks_change_is_as_long_as_it_is_and_not_as_the_wall_says(day: str, hours: int) -> None:
    wanted = planned.plan(starts_local=planned.local(f"{day}T01:00"), ends_local=planned.local(f"{day}T04:00"))

    session, _ = times_of(wanted, planned.NOW)

    assert session.ends_at - session.starts_at == hours * HOUR


def test_a_session_that_ends_in_the_hour_that_comes_twice_ends_the_first_time() -> None:
    wanted = planned.plan(starts_local=planned.local("2017-05-21T02:30"), ends_local=planned.local("2017-05-21T02:45"))

    session, _ = times_of(wanted, planned.NOW)

    assert session.ends_at - session.starts_at == 15 * MINUTE


@pytest.mark.parametrize("field", ["starts_local", "ends_local"])
def test_a_block_is_refused_by_the_place_it_was_typed_at(field: str) -> None:
    night: dict[str, Any] = {
        "starts_local": planned.local("2017-07-01T09:00"),
        "ends_local": planned.local("2017-07-02T09:00"),
    }
    times = night | {field: planned.local("2017-07-02T02:15")}
    blocks = (BlockPlan(planned.OUJDA, 1, **night), BlockPlan(planned.OUJDA, 1, **times))

    with pytest.raises(TimeSkipped) as caught:
        times_of(planned.plan(*blocks, **night), planned.NOW)

    assert caught.value.field == f"blocks.1.{field}"


def test_the_end_of_a_block_is_looked_at_before_whether_it_lies_within_its_session() -> None:
    backwards = planned.block("25T10:00", "25T10:00")

    with pytest.raises(EndsBeforeStart) as caught:
        times_of(planned.plan(planned.TWO_DAYS[0], backwards), planned.NOW)

    assert caught.value.field == "blocks.1.ends_local"


def spans(*hours: tuple[int, int]) -> list[Span]:
    return [Span(planned.NOW + begins * HOUR, planned.NOW + ends * HOUR) for begins, ends in hours]


def against(session: tuple[int, int], *blocks: tuple[int, int]) -> Refusal | None:
    """Return what stands against these blocks, if anything does."""
    try:
        check_blocks(spans(session)[0], spans(*blocks))
    except Refusal as refusal:
        return refusal
    return None


@pytest.mark.parametrize("block", [(9, 17), (9, 10), (16, 17)], ids=["all of it", "the first hour", "the last hour"])
def test_a_block_may_begin_and_end_with_its_session(block: tuple[int, int]) -> None:
    assert against((9, 17), block) is None


@pytest.mark.parametrize("block", [(8, 10), (16, 18), (18, 19), (7, 8)], ids=["early", "late", "after", "before"])
def test_the_first_block_that_lies_outside_is_named_as_people_count(block: tuple[int, int]) -> None:
    refusal = against((9, 17), (9, 10), block, (1, 2))

    assert isinstance(refusal, BlockOutsideSession)
    assert (refusal.field, refusal.values) == ("blocks.1", {"number": 2})


@pytest.mark.parametrize(
    ("blocks", "pair"),
    [
        (((9, 12), (14, 16), (11, 13)), (1, 3)),
        (((14, 16), (9, 12), (15, 17)), (1, 3)),
        (((9, 10), (9, 10)), (1, 2)),
        (((12, 13), (9, 17), (9, 10)), (2, 3)),
    ],
    ids=["typed in order", "typed in another order", "the same hour twice", "one around the others"],
)
def test_two_blocks_that_overlap_are_named_beside_the_one_typed_later(
    blocks: tuple[tuple[int, int], ...], pair: tuple[int, int]
) -> None:
    refusal = against((9, 17), *blocks)

    assert isinstance(refusal, BlocksOverlap)
    assert (refusal.field, refusal.values) == (
        f"blocks.{pair[1] - 1}",
        dict(zip(("first", "second"), pair, strict=True)),
    )


@settings(max_examples=40)
@given(st.integers(0, 2**32))
def test_blocks_overlap_exactly_where_some_hour_is_taught_twice(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a plan to be met again, no secret
    begins = [chance.randint(0, 30) for _ in range(chance.randint(0, 6))]
    blocks = [(it, it + chance.randint(1, 6)) for it in begins]

    taught = [hour for first, last in blocks for hour in range(first, last)]

    assert isinstance(against((0, 40), *blocks), BlocksOverlap) is (len(set(taught)) < len(taught))
