"""Rules of a session's course, and of what its name and its seats can be, without a database."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduling.planning import domain
from services.scheduling.venues import domain as venues
from shared.events.stages import SessionState

NOW = datetime(2017, 5, 2, 9, tzinfo=UTC)
STATES: list[SessionState] = list(get_args(SessionState))
COURSES = [
    ["planned"],
    ["planned", "open"],
    ["planned", "cancelled"],
    ["planned", "open", "cancelled"],
    ["planned", "open", "completed"],
]


@given(st.lists(st.sampled_from(STATES)))
def test_whatever_is_tried_a_session_takes_one_of_five_courses(wishes: list[SessionState]) -> None:
    been: list[SessionState] = ["planned"]

    for wanted in wishes:
        with suppress(domain.MoveIllegal):
            domain.check_move(been[-1], wanted)
            been.append(wanted)

    assert been in COURSES


@pytest.mark.parametrize("course", COURSES)
def test_each_of_the_five_courses_can_be_taken(course: list[SessionState]) -> None:
    for state, wanted in pairwise(course):
        domain.check_move(state, wanted)


def test_an_illegal_move_names_both_states() -> None:
    with pytest.raises(domain.MoveIllegal) as caught:
        domain.check_move("completed", "open")

    assert caught.value.values == {"state": "completed", "wanted": "open"}


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_what_is_at_its_end_has_no_other_plan(state: SessionState) -> None:
    with pytest.raises(domain.MoveIllegal):
        domain.check_reschedulable(state, NOW + timedelta(days=1), NOW)


@pytest.mark.parametrize("state", ["planned", "open"])
def test_a_session_can_have_another_plan_until_the_moment_it_begins(state: SessionState) -> None:
    domain.check_reschedulable(state, NOW + timedelta(microseconds=1), NOW)
    with pytest.raises(domain.SessionBegun):
        domain.check_reschedulable(state, NOW, NOW)


def test_a_session_can_be_opened_until_the_moment_it_ends() -> None:
    domain.check_openable("planned", NOW + timedelta(microseconds=1), 1, NOW)
    with pytest.raises(domain.SessionOver):
        domain.check_openable("planned", NOW, 1, NOW)


def test_a_session_is_opened_with_a_block_and_keeps_one() -> None:
    with pytest.raises(domain.BlocksMissing):
        domain.check_openable("planned", NOW + timedelta(days=1), 0, NOW)
    with pytest.raises(domain.BlocksMissing):
        domain.check_blocks_remain("open", 0)
    domain.check_blocks_remain("open", 1)
    domain.check_blocks_remain("planned", 0)


def test_a_session_stays_in_its_region() -> None:
    domain.check_same_region("MA-02", "MA-02")
    with pytest.raises(domain.RegionChanged):
        domain.check_same_region("MA-02", "MA-01")


def test_a_session_is_over_from_the_moment_it_ends() -> None:
    domain.check_over(NOW, now=NOW)
    with pytest.raises(domain.SessionNotOver):
        domain.check_over(NOW.replace(minute=1), now=NOW)


def test_seats_up_to_the_capacity_are_possible() -> None:
    venues.check_seats(30, capacity=30)
    with pytest.raises(venues.SeatsExceedVenue):
        venues.check_seats(31, capacity=30)


@pytest.mark.parametrize(
    ("name", "city", "field"),
    [
        ("Centre d'aide aux victimes", "Oujda", "name"),
        ("Salle 1", "Maison des migrants", "city"),
        ("دار المهاجرين", "وجدة", "name"),
        ("Child protection centre", "Tanger", "name"),
    ],
)
def test_a_name_that_says_what_the_training_is_about_is_refused(name: str, city: str, field: str) -> None:
    with pytest.raises(venues.NameTellsSubject) as caught:
        venues.check_discreet({"name": name, "city": city})

    assert caught.value.field == field


@pytest.mark.parametrize(("name", "city"), [("Salle d'exemple, Oujda", "Oujda"), ("دار الشباب", "القصر الكبير")])
def test_a_plain_name_is_possible(name: str, city: str) -> None:
    venues.check_discreet({"name": name, "city": city})
