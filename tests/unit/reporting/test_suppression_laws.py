"""Laws of hiding, on random tables: nothing small shows or follows from the rest, and all that is hidden says why."""

import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.suppression.cells import FEWEST_TOLD, Cell, Sum
from services.reporting.suppression.possible_reports import PossibleReports
from services.reporting.suppression.suppression import reasons, suppress

SEEDS = st.integers(0, 2**32)
FEW = settings(max_examples=12, deadline=None)


class Rows:
    """A table with rows, columns and a total, as a reader of several tables of a report has it before them."""

    def __init__(self, seed: int, most: int = 40) -> None:
        chance = random.Random(seed)  # noqa: S311 - a table to be met again, no secret
        rows, columns = chance.randint(2, 4), chance.randint(2, 3)
        inside = {f"{row}{column}": chance.choice((0, chance.randint(1, 10), chance.randint(11, most)))
            for row, column in product(range(rows), range(columns))}  # fmt: skip
        self.sums = [Sum(f"row {row}", tuple(f"{row}{column}" for column in range(columns))) for row in range(rows)]
        self.sums += [Sum(f"column {it}", tuple(f"{row}{it}" for row in range(rows))) for it in range(columns)]
        self.sums.append(Sum("all", tuple(f"row {row}" for row in range(rows))))
        values = dict(inside)
        for entered_sum in self.sums:
            values[entered_sum.whole] = sum(values[part] for part in entered_sum.parts)
        weights = {name: 64 if name == "all" else 8 if " " in name else 1 for name in values}
        self.cells = {name: Cell(value, weight=weights[name]) for name, value in values.items()}


@FEW
@given(SEEDS)
def test_whatever_is_small_is_hidden_and_nobody_is_shown(seed: int) -> None:
    table = Rows(seed)

    hidden = suppress(table.cells, table.sums)

    assert {name for name, cell in table.cells.items() if cell.too_small} <= hidden
    assert {name for name, cell in table.cells.items() if cell.value == 0} & hidden == set()


@FEW
@given(SEEDS)
def test_no_sum_has_one_unknown_part_and_no_hidden_number_follows_from_the_rest(seed: int) -> None:
    table = Rows(seed)
    hidden = suppress(table.cells, table.sums)

    others = PossibleReports(table.cells, table.sums)
    others.show(others.columns.keys() - hidden)

    assert [it for it in table.sums if len({it.whole, *it.parts} & hidden) == 1] == []
    assert [name for name in sorted(hidden) if not others.could_differ(name)] == []


@FEW
@given(SEEDS)
def test_each_small_number_may_still_be_eleven(seed: int) -> None:
    table = Rows(seed)
    hidden = suppress(table.cells, table.sums)

    others = PossibleReports(table.cells, table.sums)
    others.show(others.columns.keys() - hidden)

    for name in (it for it in hidden if table.cells[it].too_small):
        found = others.with_enough(name)
        assert found is not None, name
        assert table.cells[name].value + found[name] >= FEWEST_TOLD


@FEW
@given(SEEDS)
def test_another_report_adds_up_and_leaves_alone_what_is_shown(seed: int) -> None:
    table = Rows(seed)
    hidden = suppress(table.cells, table.sums)
    others = PossibleReports(table.cells, table.sums)
    others.show(others.columns.keys() - hidden)

    for name in (it for it in sorted(hidden) if table.cells[it].too_small):
        change = others.with_enough(name) or {}
        after = {it: cell.value + change.get(it, 0) for it, cell in table.cells.items()}
        assert change.keys() <= hidden
        assert [it for it in table.sums if after[it.whole] != sum(after[part] for part in it.parts)] == []
        assert min(after.values()) >= 0


@FEW
@given(SEEDS)
def test_something_is_hidden_exactly_where_something_is_small(seed: int) -> None:
    table = Rows(seed)

    hidden = suppress(table.cells, table.sums)

    assert bool(hidden) is any(cell.too_small for cell in table.cells.values())


@FEW
@given(SEEDS)
def test_a_table_read_from_its_end_tells_as_little(seed: int) -> None:
    table = Rows(seed)
    backwards = dict(reversed(table.cells.items()))

    hidden = suppress(backwards, table.sums[::-1])

    others = PossibleReports(backwards, table.sums)
    others.show(others.columns.keys() - hidden)
    assert [it for it, cell in backwards.items() if cell.too_small and others.with_enough(it) is None] == []


@FEW
@given(SEEDS)
def test_every_hidden_number_says_why_and_names_small_ones_alone(seed: int) -> None:
    table = Rows(seed)

    found = reasons(table.cells, table.sums)

    for name, reason in found.items():
        assert reason.small is table.cells[name].too_small, name
        assert len(reason.protects) <= 3
        assert all(table.cells[it].too_small for it in reason.protects)


@pytest.mark.parametrize(
    ("together", "hidden"),
    [
        ({"here": "hours"}, {"here", "there", "hours"}),
        ({"hours": "here"}, {"here", "there"}),
        ({"here": "hours", "hours": "minutes"}, {"here", "there", "hours", "minutes"}),
        ({"here": "hours", "hours": "here"}, {"here", "there", "hours"}),
        ({"all": "hours"}, {"here", "there"}),
    ],
    ids=["follows what is hidden", "does not lead it", "one after the other", "both ways", "follows what is shown"],
)
def test_what_goes_together_is_hidden_with_its_leader(together: dict[str, str], hidden: set[str]) -> None:
    values = {"all": 60, "here": 5, "there": 55, "hours": 300, "minutes": 9000}
    cells: Any = {name: Cell(value, weight=9 if name == "all" else 1) for name, value in values.items()}

    assert suppress(cells, [Sum("all", ("here", "there"))], together) == hidden


def test_of_two_ways_to_protect_the_one_that_is_wanted_less_is_hidden() -> None:
    values = {"all": (70, 9), "small": (5, 1), "region": (30, 4), "session": (35, 1)}
    cells = {name: Cell(value, weight=weight) for name, (value, weight) in values.items()}

    assert suppress(cells, [Sum("all", ("small", "region", "session"))]) == {"small", "session"}


def test_who_protects_the_most_and_stands_nowhere_is_never_published() -> None:
    cells = {
        "people": Cell(30, weight=4),
        "firsts": Cell(27),
        "before": Cell(3, FEWEST_TOLD - 1, published=False, lowest=0),
    }

    assert suppress(cells, [Sum("people", ("firsts", "before"))]) >= {"firsts"}
