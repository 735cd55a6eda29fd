"""Numbers as suppression enters them: when each is large enough, what is known of it, what is hidden with it."""

from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from services.reporting.figures.facts import Facts, Person, Presence, Programme, Session, gather
from services.reporting.figures.where import Where, name
from services.reporting.public.steps import Between, Outside
from services.reporting.suppression.cells import FEWEST_TOLD, Cell, Reason, Sum
from services.reporting.suppression.ledger import ALL, Ledger, rest_of, wanted
from services.reporting.suppression.sums import ledger, taught
from tests.unit.reporting import heard as given


@pytest.mark.parametrize(
    ("value", "small", "known"),
    [(0, False, True), (1, True, False), (10, True, False), (11, False, False)],
    ids=["nobody", "one", "ten", "eleven"],
)
def test_a_number_is_small_from_one_to_ten_and_nobody_is_known(value: int, small: bool, known: bool) -> None:  # noqa: FBT001 - expectations
    assert (Cell(value).too_small, Cell(value).known) == (small, known)


def test_what_may_be_nobody_is_not_known_by_being_hidden_and_what_is_told_exactly_is() -> None:
    assert not Cell(0, lowest=0).known
    assert Cell(12, lowest=12, highest=12).known
    assert not Cell(12, lowest=12, highest=13).known


def test_a_number_protects_its_own_people_or_names_others() -> None:
    assert Reason().small
    assert not Reason(("other",)).small


def entered(came: int, minutes: int = 60) -> Ledger:
    held, into = given.session(1), Ledger()
    part = gather([held], [], given.came(held, given.people(came), minutes))
    into.enter(("attended", "hours"), part, ALL)
    return into


@pytest.mark.parametrize(
    ("came", "minutes", "enough"),
    [(1, 60, 660), (10, 90, 990), (10, 1, 11), (11, 60, 0), (0, 60, 0)],
    ids=["one", "ten", "a minute each", "eleven", "nobody"],
)
def test_hours_must_look_like_those_of_eleven(came: int, minutes: int, enough: int) -> None:
    hours = entered(came, minutes).cells["indicator=hours"]

    assert (hours.value, hours.at_least) == (came * minutes, enough)
    assert hours.too_small is (0 < came < FEWEST_TOLD)


def test_minutes_that_do_not_divide_evenly_are_enough_for_eleven_and_no_less() -> None:
    held, into = given.session(1), Ledger()
    present = [*given.came(held, given.people(2)), *given.came(held, given.people(1, 2), 61)]

    into.enter(("attended", "hours"), gather([held], [], present), ALL)

    assert into.cells["indicator=hours"].at_least == 664, "a part of a minute more than 663"


def test_hours_are_hidden_with_their_participations_and_alone_with_nobody() -> None:
    assert entered(3).together == {"indicator=attended": "indicator=hours"}
    into = Ledger()
    into.enter(("attended",), Facts(), ALL)
    assert (into.together, into.came) == ({}, [])


@pytest.mark.parametrize(("value", "at_least"), [(5, FEWEST_TOLD), (11, 12), (400, 401)])
def test_of_few_organisations_no_number_is_large_enough(value: int, at_least: int) -> None:
    into = entered(value)

    into.never_tell(("attended",), ALL)

    assert into.cells["indicator=attended"].at_least == at_least
    assert into.cells["indicator=attended"].too_small


@pytest.mark.parametrize(
    ("between", "known"),
    [
        (Between(15, 19), (15, 19)),
        (Between(0, 19), (1, 19)),
        (Between(15, None), (15, None)),
        (Between(18, 22), (18, 22)),
        (Between(19, 23), (1, None)),
        (Between(10, 14), (1, None)),
        (Between(10, 17), (1, None)),
    ],
    ids=["told", "not less than shown", "no most", "the least itself", "corrected down", "corrected up", "by one"],
)
def test_a_number_lies_between_what_was_told_unless_it_was_corrected_since(
    between: Between, known: tuple[int, int | None]
) -> None:
    into = entered(18)

    into.told("attended", ALL, between)

    cell = into.cells["indicator=attended"]
    assert (cell.lowest, cell.highest) == known


def test_of_a_cancelled_session_its_lost_seats_lie_between_what_was_told() -> None:
    lost = given.session(1, "cancelled")
    facts = gather([lost], given.seats(lost, given.people(18)), [])
    told = {lost.session_id: Outside(Between(15, 19), Between())}

    cells = ledger(given.heard(facts, outside=told), organisations=False).cells

    here = Where(session=lost.session_id)
    assert (cells[name("cancelled_seats", here)].lowest, cells[name("cancelled_seats", here)].highest) == (15, 19)
    assert cells[name("registered", here)].highest is None


def test_what_two_donors_share_is_whole_in_parts_of_a_person() -> None:
    held = given.session(1, programme=Programme("P", ("Finland", "Norway"), "split"))
    facts = gather([held], [], given.came(held, given.people(25)))

    into = ledger(given.heard(facts), organisations=False)

    donor, paid = Where(donor="Norway"), Where(programme="P")
    assert into.cells[name("attended", donor)] == Cell(25, at_least=0, lowest=2, weight=8)
    assert Sum(name("attended", donor), (name("attended", paid),)) in into.sums
    assert into.cells[name("people", donor)].lowest == 1


def test_a_programme_that_counts_in_full_weighs_twice_one_that_is_split_in_two() -> None:
    into = Ledger()
    for code, value in (("A", 10), ("B", 4)):
        into.cells |= {name(it, Where(programme=code)): Cell(value) for it in ("attended", "hours", "people")}
    into.cells[name("people", ALL)] = Cell(14)

    into.enter_shares("Finland", {"A": Fraction(1), "B": Fraction(1, 2)}, 14)

    assert into.cells[name("attended", Where(donor="Finland"))].value == 24
    (whole,) = [it for it in into.sums if it.whole == name("attended", Where(donor="Finland"))]
    assert sorted(whole.parts) == [name("attended", Where(programme=it)) for it in ("A", "A", "B")]


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (Where(), Where(region="MA-01")),
        (Where(region="MA-01"), Where(module="m/1")),
        (Where(sex="woman"), Where(region="MA-01", sex="woman")),
        (Where(region="MA-01", sex="woman"), Where(session="s")),
    ],
    ids=["the whole", "a region", "a sex", "a sex of a region"],
)
def test_what_is_wanted_most_is_shown_first(more: Where, less: Where) -> None:
    assert wanted(more, "people") > wanted(less, "people")
    assert wanted(more, "people") > wanted(more, "first_timers")


def test_who_took_part_before_is_what_first_timers_leave() -> None:
    held = given.session(1)
    before = [Person(f"b{at}", first_timer=False) for at in range(4)]
    facts = gather([held], [], given.came(held, [*given.people(20), *before]))

    cells = ledger(given.heard(facts), organisations=False).cells

    rest = cells[rest_of("people", "first_timers", ALL)]
    assert (rest.value, rest.at_least, rest.published, rest.lowest) == (4, FEWEST_TOLD - 1, False, 0)


@pytest.mark.parametrize(
    ("modules", "where"),
    [
        ({"a/1"}, Where(session="s")),
        ({"a/1", "b/1"}, Where(session="s", module="a/1")),
        ({"b/1"}, Where(session="s", module="a/1")),
    ],
    ids=["the only module", "one of two", "one that it does not teach"],
)
def test_the_part_that_teaches_the_only_module_is_the_whole_session(modules: set[str], where: Where) -> None:
    assert taught(Session("s", "MA-01", modules=frozenset(modules)), "a/1") == where


def test_who_came_to_one_module_of_two_is_entered_though_it_stands_nowhere() -> None:
    held = given.session(1, modules=frozenset({"a/1", "b/1"}))
    who: Any = given.people(12)
    facts = gather([held], [], [Presence(held, it, "a/1", 60) for it in who])

    cells = ledger(given.heard(facts), organisations=False).cells

    at = [cells[name("attended", Where(session=str(UUID(int=1)), module=it))] for it in ("a/1", "b/1")]
    assert [(it.value, it.published, it.at_least) for it in at] == [(12, False, 0), (0, False, 0)]
