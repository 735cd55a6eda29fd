"""When a session and its blocks take place: wall clocks, zones, and blocks that fit."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.scheduling.planning import plan as times
from shared.country.timezones import use_own_data
from shared.refusals import Refusal
from tests.unit.scheduling import planned
from tests.unit.scheduling.planned import NOW, ZONE, local

NIL = UUID(int=0)


def block(start: str, end: str) -> times.BlockPlan:
    return times.BlockPlan(NIL, 1, local(start), local(end))


def plan(start: str, end: str, *blocks: times.BlockPlan, zone: str = ZONE) -> times.SessionPlan:
    return planned.plan(*blocks, zone=zone, starts_local=local(start), ends_local=local(end))


def refusal_of(plan: times.SessionPlan) -> Refusal:
    with pytest.raises(Refusal) as caught:
        times.times_of(plan, NOW)
    return caught.value


def test_wall_clock_time_becomes_utc_by_the_rules_of_its_zone_and_day() -> None:
    summer, _ = times.times_of(plan("2017-08-23T09:00", "2017-08-24T17:00"), NOW)
    winter, _ = times.times_of(plan("2017-12-05T09:00", "2017-12-06T17:00"), NOW)

    assert (summer.starts_at.hour, winter.starts_at.hour) == (8, 9)


def test_morocco_has_been_at_utc_since_20_september_2026() -> None:
    use_own_data()

    session, _ = times.times_of(plan("2026-11-24T09:00", "2026-11-24T17:00"), NOW)

    assert session.starts_at == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    # The clocks went back from 03:00 to 02:00 before Ramadan, on 21 May 2017.
    session, _ = times.times_of(plan("2017-05-21T02:30", "2017-05-21T12:00"), NOW)

    assert session.starts_at == datetime(2017, 5, 21, 1, 30, tzinfo=UTC)


def test_an_hour_that_is_skipped_is_no_time() -> None:
    # The clocks went forward from 02:00 to 03:00 after Ramadan, on 2 July 2017.
    refusal = refusal_of(plan("2017-07-02T02:30", "2017-07-02T12:00"))

    assert isinstance(refusal, times.TimeSkipped)
    assert refusal.field == "starts_local"


@pytest.mark.parametrize("zone", ["", "Africa/Oujda", "../etc/passwd", "Africa", "\x00"])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    assert isinstance(refusal_of(plan("2017-08-23T09:00", "2017-08-24T17:00", zone=zone)), times.ZoneUnknown)


@pytest.mark.parametrize("end", ["2017-08-23T09:00", "2017-08-22T17:00"])
def test_the_end_comes_after_the_start(end: str) -> None:
    assert isinstance(refusal_of(plan("2017-08-23T09:00", end)), times.EndsBeforeStart)


def test_a_session_that_begins_this_very_moment_is_too_late_to_plan() -> None:
    assert isinstance(refusal_of(plan("2017-05-02T10:00", "2017-05-02T17:00")), times.SessionInPast)


@pytest.mark.parametrize("uneven", ["2017-08-23T17:00:01", "2017-08-23T17:00:00.000001"])
def test_times_are_given_to_the_minute(uneven: str) -> None:
    begin, end = "2017-08-23T09:00", "2017-08-23T18:00"
    plans = [plan(uneven, end), plan(begin, uneven), plan(begin, end, block("2017-08-23T17:00", uneven))]

    refused = [refusal_of(it) for it in plans]

    assert {type(it) for it in refused} == {times.SecondsGiven}
    assert [it.field for it in refused] == ["starts_local", "ends_local", "blocks.0.ends_local"]


def test_a_block_may_be_as_short_as_a_minute() -> None:
    short = block("2017-08-23T09:00", "2017-08-23T09:01")

    _, blocks = times.times_of(plan("2017-08-23T09:00", "2017-08-23T17:00", short), NOW)

    assert blocks[0].ends_at - blocks[0].starts_at == timedelta(minutes=1)


def test_blocks_may_touch_and_need_not_come_in_order() -> None:
    afternoon = block("2017-08-23T12:00", "2017-08-23T17:00")
    morning = block("2017-08-23T09:00", "2017-08-23T12:00")

    _, blocks = times.times_of(plan("2017-08-23T09:00", "2017-08-23T17:00", afternoon, morning), NOW)

    assert [one.starts_at.hour for one in blocks] == [11, 8]


def test_overlapping_blocks_are_named_as_they_were_counted() -> None:
    one, two = block("2017-08-23T11:00", "2017-08-23T17:00"), block("2017-08-23T09:00", "2017-08-23T12:00")

    refusal = refusal_of(plan("2017-08-23T09:00", "2017-08-23T17:00", one, two))

    assert isinstance(refusal, times.BlocksOverlap)
    assert (refusal.field, refusal.values) == ("blocks.1", {"first": 1, "second": 2})


def test_a_long_block_overlaps_one_inside_it() -> None:
    long, short = block("2017-08-23T09:00", "2017-08-23T17:00"), block("2017-08-23T10:00", "2017-08-23T11:00")

    assert isinstance(refusal_of(plan("2017-08-23T09:00", "2017-08-23T17:00", long, short)), times.BlocksOverlap)


def test_a_block_lies_within_its_session() -> None:
    late = block("2017-08-23T16:00", "2017-08-23T17:01")

    refusal = refusal_of(plan("2017-08-23T09:00", "2017-08-23T17:00", late))

    assert isinstance(refusal, times.BlockOutsideSession)
