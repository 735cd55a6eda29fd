"""Other reports that a reader must allow for: found in whole people, or known not to be there, or not known at all."""

import pytest
from structlog.testing import capture_logs

from services.reporting.suppression.cells import Cell, Sum
from services.reporting.suppression.possible_reports import NotReckoned, PossibleReports
from services.reporting.suppression.suppression import suppress
from tests.lines import withheld

TWO = [Sum("all", ("here", "there"))]


def cells(**values: int) -> dict[str, Cell]:
    return {name: Cell(value) for name, value in values.items()}


def test_a_report_is_found_that_adds_up() -> None:
    others = PossibleReports(cells(all=35, here=5, there=30), TWO)
    others.show(["all"])

    found = others.with_enough("here")

    assert found == {"here": 6, "there": -6}


def test_where_there_is_no_other_report_none_is_found() -> None:
    others = PossibleReports(cells(all=35, here=5, there=30), TWO)
    others.show(["all", "there"])

    assert others.with_enough("here") is None
    assert not others.could_differ("here")


def test_what_is_told_elsewhere_to_lie_between_two_numbers_is_not_moved_beyond() -> None:
    known = cells(all=35, here=5) | {"there": Cell(30, lowest=28, highest=32)}
    others = PossibleReports(known, TWO)
    others.show(["all"])

    assert others.with_enough("here") is None
    assert others.could_differ("here")


def test_people_are_not_divided() -> None:
    sums = [Sum("one", ("a", "b")), Sum("other", ("b", "c")), Sum("small", ("a", "c"))]
    others = PossibleReports(cells(one=60, other=60, small=2, a=1, b=59, c=1), sums)
    others.show(["one", "other"])

    found = others.with_enough("small")

    assert found == {"small": 10, "a": 5, "b": -5, "c": 5}


def test_a_solver_that_has_not_run_is_not_taken_for_an_answer() -> None:
    PossibleReports(cells(all=35, here=5, there=30), TWO).could_differ("here")
    others = PossibleReports(cells(all=35, here=5, there=30), TWO)
    others.solver.setOptionValue("simplex_iteration_limit", 0)

    with pytest.raises(NotReckoned), capture_logs() as said:
        others.with_enough("here")

    assert [withheld(line) for line in said] == [[]], "that would help nobody"


def test_a_part_that_counts_twice_moves_the_whole_twice() -> None:
    sums = [Sum("donor", ("first", "second", "second"))]
    others = PossibleReports(cells(donor=70, first=50, second=10), sums)
    others.show(["first"])

    assert others.with_enough("second") == {"second": 1, "donor": 2}


def test_what_nothing_can_protect_takes_all_with_it() -> None:
    told = Cell(5, lowest=5, highest=10)

    found = suppress({"all": Cell(35), "here": told, "there": Cell(30)}, TWO)

    assert found == {"all", "here", "there"}
