"""Who follows the public events of a session one by one never knows of a number that it is 1 to 10."""

import random
from collections.abc import Iterator

import pytest

from services.reporting.public.steps import Between, outside
from shared.events.public import PublicEvent
from tests.unit.reporting.watcher import Standing, Watcher, few_are_found, step

SEATS = 25


def coming_and_going(seed: int) -> Iterator[int]:
    """Yield how many have a seat after each of many changes; some sessions fill, others empty again."""
    chance, people = random.Random(seed), 0  # noqa: S311 - a story to be met again, no secret
    for _ in range(8):
        goal = chance.randint(0, SEATS)
        while people != goal:
            people += 1 if (people < goal) is (chance.random() < 0.8) else -1
            people = min(max(people, 0), SEATS)
            yield people


def told_of(numbers: Iterator[int] | list[int]) -> list[PublicEvent]:
    now, said = Standing(), []
    for people in numbers:
        now, told = step(now, people)
        said += [told] if told else []
    return said


def in_short(events: list[PublicEvent]) -> list[tuple[int, int]]:
    return [(it.aggregateversion, it.model_dump()["registered"]) for it in events]


@pytest.mark.parametrize("seed", range(20))
def test_neither_an_event_nor_silence_says_that_there_are_few(seed: int) -> None:
    events = in_short(told_of(coming_and_going(seed)))

    assert few_are_found(events) == []


@pytest.mark.parametrize("seed", range(20))
def test_what_is_told_is_less_than_five_off_and_counted_by_itself(seed: int) -> None:
    now, numbers = Standing(), []
    for people in coming_and_going(seed):
        now, told = step(now, people)
        if told:
            numbers.append(told.aggregateversion)
            assert people >= 11
            assert abs((now.told or 0) - people) < 5

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ([*range(15)], []),
        ([*range(26)], [15, 20, 25]),
        ([*range(16), *range(15, -1, -1)], [15]),
        ([*range(16), *range(15, -1, -1), *range(20)], [15]),
        ([*range(26), *range(25, -1, -1)], [15, 20, 25, 20, 15]),
        ([*range(16), 14, 15, 14, 15, 16, 15], [15]),
        ([*range(21), 12], [15, 20, 15]),
    ],
    ids=["below fifteen", "filling", "sunk in silence", "up and down and up", "emptying", "to and fro", "many at once"],
)
def test_a_number_is_told_when_it_is_a_step_off_and_never_below_eleven(people: list[int], told: list[int]) -> None:
    assert [number for _, number in in_short(told_of(people))] == told


def test_how_often_it_is_told_does_not_depend_on_how_often_people_came_and_went() -> None:
    calm, restless = [*range(16)], [*range(10), *[9, 10] * 40, *range(11, 16)]

    assert in_short(told_of(restless)) == in_short(told_of(calm))


@pytest.mark.parametrize("seed", range(20))
def test_the_report_is_told_what_a_watcher_knows(seed: int) -> None:
    events = in_short(told_of(coming_and_going(seed)))
    watcher = Watcher()
    for number, registered in events:
        watcher.hear(number, registered)
        watcher.wait()

    known = outside(None, events[-1][1] if events else None, None, closed=False).registered

    assert known == Between(min(watcher.people()), max(watcher.people()))
