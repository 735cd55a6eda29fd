"""What public events leave possible: between what the people of a session lie, by words and by silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.public.steps import Between, at_most, next_told, outside
from shared.events.public import FIRST, STEP

PEOPLE = st.integers(0, 400)
TOLD = st.none() | st.integers(FIRST // STEP, 80).map(lambda it: it * STEP)


@given(PEOPLE)
def test_seats_of_a_plan_are_told_in_steps_that_hold_them_all(seats: int) -> None:
    told = at_most(seats)

    assert told >= max(seats, FIRST)
    assert told % STEP == 0
    assert told < max(seats + STEP, FIRST + 1)


@given(TOLD, PEOPLE)
def test_what_is_told_is_a_step_that_is_another_one_than_before(told: int | None, people: int) -> None:
    said = next_told(told, people)

    if said is not None:
        assert said % STEP == 0
        assert said >= FIRST
        assert abs(said - people) < STEP
        assert abs(said - (told or 0)) >= STEP


@given(TOLD, PEOPLE)
def test_after_anything_was_told_the_same_number_is_not_told_again(told: int | None, people: int) -> None:
    said = next_told(told, people)

    assert next_told(said or told, people) is None


@given(TOLD, PEOPLE)
def test_a_number_with_nothing_told_after_lies_in_what_outsiders_reckon_with(told: int | None, people: int) -> None:
    between = outside(None, told, None, closed=False).registered

    if next_told(told, people) is None and people >= FIRST:
        assert between.most is not None
        assert between.least <= people <= between.most


@pytest.mark.parametrize(
    ("seats", "told", "between"),
    [
        (None, None, Between(0, 14)),
        (8, None, Between(0, 14)),
        (None, 15, Between(0, 19)),
        (None, 20, Between(16, 24)),
        (20, 20, Between(16, 20)),
        (21, 20, Between(16, 24)),
        (18, 15, Between(0, 19)),
        (15, 15, Between(0, 15)),
    ],
    ids=[
        "nothing told of a session without a plan",
        "a small plan looks like one of fifteen",
        "told once, they may have left in silence",
        "told twice, they may not",
        "nobody is there without a seat",
        "a plan is told rounded up",
        "rounded up it leaves more than the step",
        "rounded up it leaves no more than itself",
    ],
)
def test_seats_lie_between_what_was_told_last_and_what_the_plan_holds(
    seats: int | None, told: int | None, between: Between
) -> None:
    assert outside(seats, told, None, closed=False).registered == between


@pytest.mark.parametrize(
    ("told", "closed", "between"),
    [
        (None, False, Between()),
        (15, False, Between()),
        (None, True, Between(0, 14)),
        (15, True, Between(15, 19)),
        (40, True, Between(40, 44)),
    ],
    ids=["open sheet", "told and opened again", "closed in silence", "fifteen", "forty"],
)
def test_who_came_is_known_within_a_step_once_the_sheet_is_closed(
    told: int | None,
    closed: bool,  # noqa: FBT001 - a fact of the case
    between: Between,
) -> None:
    assert outside(25, None, told, closed=closed).attended == between


@given(st.none() | PEOPLE, TOLD, TOLD, st.booleans())
def test_nothing_that_is_told_leaves_fewer_than_eleven_people_at_most(
    seats: int | None,
    registered: int | None,
    attended: int | None,
    closed: bool,  # noqa: FBT001 - a fact of the case
) -> None:
    known = outside(seats, registered, attended, closed=closed)

    assert all(it.most is None or it.most >= FIRST - 1 > 10 for it in known)
