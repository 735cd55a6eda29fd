"""Rules of marks: the minutes that each counts for, and which number it may say."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.attendance import domain
from services.registration.attendance.domain import Marked
from shared.events import AttendanceState
from shared.refusals import Conflict, Invalid

WHO, OTHER = UUID(int=1), UUID(int=2)
WHOLE = 240
NOW = datetime(2017, 8, 23, 8, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("state", "minutes", "late", "counted"),
    [
        ("present", None, None, 240),
        ("late", None, None, 240),
        ("late", None, 1, 239),
        ("late", None, 239, 1),
        ("partial", 1, None, 1),
        ("partial", 239, None, 239),
        ("absent", None, None, 0),
        ("excused", None, None, 0),
    ],
)
def test_a_mark_counts_for_the_minutes_that_somebody_was_there(
    state: AttendanceState, minutes: int | None, late: int | None, counted: int
) -> None:
    assert domain.minutes_of(Marked(WHO, state, minutes, late), WHOLE) == counted


@pytest.mark.parametrize(
    ("mark", "why", "field"),
    [
        (Marked(WHO, "partial"), domain.MinutesNeeded, "minutes"),
        (Marked(WHO, "partial", 0), domain.MinutesImpossible, "minutes"),
        (Marked(WHO, "partial", WHOLE), domain.MinutesImpossible, "minutes"),
        (Marked(WHO, "late", None, 0), domain.MinutesImpossible, "minutes_late"),
        (Marked(WHO, "late", None, WHOLE), domain.MinutesImpossible, "minutes_late"),
        (Marked(WHO, "late", 15), domain.MinutesNotAsked, "minutes"),
        (Marked(WHO, "present", 240), domain.MinutesNotAsked, "minutes"),
        (Marked(WHO, "absent", 0), domain.MinutesNotAsked, "minutes"),
        (Marked(WHO, "present", None, 15), domain.MinutesLateNotAsked, "minutes_late"),
        (Marked(WHO, "partial", 60, 15), domain.MinutesLateNotAsked, "minutes_late"),
        (Marked(WHO, "excused", None, 0), domain.MinutesLateNotAsked, "minutes_late"),
    ],
    ids=[
        "of a part it must be said how long it was",
        "nobody was there for a part of no minutes",
        "the whole block is no part of it",
        "nobody is late by no minutes",
        "who is late by the whole block was not there",
        "of who came late the minutes present are not asked",
        "of who was there for all of it none are",
        "of who was not there none are, be it none",
        "who was there from the beginning was not late",
        "of a part one number is enough",
        "who is excused was not late",
    ],
)
def test_a_number_that_does_not_fit_the_mark_is_refused_where_it_stands(
    mark: Marked, why: type[Invalid], field: str
) -> None:
    with pytest.raises(why) as caught:
        domain.minutes_of(mark, WHOLE, "marks.7.")

    assert caught.value.field == f"marks.7.{field}"


def test_a_number_that_is_impossible_is_told_with_the_length_of_the_block() -> None:
    with pytest.raises(domain.MinutesImpossible) as caught:
        domain.minutes_of(Marked(WHO, "partial", 300), WHOLE)

    assert caught.value.values == {"whole": WHOLE}


def test_in_a_block_of_one_minute_nobody_is_there_for_a_part() -> None:
    with pytest.raises(domain.MinutesImpossible):
        domain.minutes_of(Marked(WHO, "partial", 1), whole=1)


@given(st.integers(1, 1440), st.integers(1, 1440))
def test_how_late_somebody_was_is_read_back_from_what_counted(whole: int, late: int) -> None:
    mark = Marked(WHO, "late", None, late if late < whole else None)

    counted = domain.minutes_of(mark, whole)

    assert domain.minutes_late("late", counted, whole) == mark.minutes_late


@pytest.mark.parametrize(
    ("state", "counted"), [("late", 240), ("partial", 60), ("present", 240), ("absent", 0), ("excused", 0)]
)
def test_only_who_came_late_and_missed_something_was_late_by_minutes(state: str, counted: int) -> None:
    assert domain.minutes_late(state, counted, WHOLE) is None


@pytest.mark.parametrize("state", ["present", "late", "partial"])
def test_whoever_is_marked_so_was_there(state: AttendanceState) -> None:
    assert state in domain.WAS_THERE


@pytest.mark.parametrize("state", ["absent", "excused"])
def test_whoever_is_marked_so_was_not(state: AttendanceState) -> None:
    assert state not in domain.WAS_THERE


def test_a_person_marked_twice_is_refused_at_the_second_mark_however_they_differ() -> None:
    with pytest.raises(domain.MarkedTwice) as caught:
        domain.check_each_once([Marked(WHO, "present"), Marked(OTHER, "present"), Marked(WHO, "absent")])

    assert caught.value.field == "marks.2.participant_id"


def test_two_people_with_one_mark_each_are_not_one_twice() -> None:
    domain.check_each_once([Marked(WHO, "present"), Marked(OTHER, "present")])


def test_a_block_has_begun_from_its_first_moment() -> None:
    domain.check_begun(NOW, NOW)
    with pytest.raises(domain.BlockNotBegun) as caught:
        domain.check_begun(NOW, NOW - MOMENT)

    assert caught.value.field == "block_id"


def test_a_session_whose_plan_has_not_arrived_has_not_ended() -> None:
    assert not domain.has_ended(None, NOW)
    assert domain.has_ended(NOW, NOW)
    assert not domain.has_ended(NOW, NOW - MOMENT)


@pytest.mark.parametrize(
    ("ends_at", "blocks", "missing", "why"),
    [
        (NOW, 0, 0, domain.BlocksNotPlanned),
        (None, 4, 0, domain.AttendanceTooEarly),
        (NOW + MOMENT, 4, 3, domain.AttendanceTooEarly),
        (NOW, 4, 1, domain.MarksMissing),
    ],
    ids=["without blocks", "without a plan", "before the end, whatever is missing", "one mark is missing"],
)
def test_why_a_sheet_stays_open_is_said_of_the_session(
    ends_at: datetime | None, blocks: int, missing: int, why: type[Conflict]
) -> None:
    with pytest.raises(why) as caught:
        domain.check_can_close(ends_at, blocks, missing, NOW)

    assert caught.value.field == "session_id"


@pytest.mark.parametrize(
    ("anybody", "nobody_came"), [(True, False), (False, True), (True, True)], ids=["somebody", "nobody", "both said"]
)
def test_a_sheet_is_closed_where_somebody_came_or_it_is_said_that_nobody_did(
    *, anybody: bool, nobody_came: bool
) -> None:
    domain.check_somebody_came(anybody=anybody, nobody_came=nobody_came)


def test_that_nobody_came_is_never_taken_for_granted() -> None:
    with pytest.raises(domain.NobodyCame) as caught:
        domain.check_somebody_came(anybody=False, nobody_came=False)

    assert caught.value.field == "nobody_came"
