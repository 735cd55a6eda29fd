"""What is hidden of small tables made by hand, and of random ones against all other tables that could be."""

import random
from itertools import product

import pytest

from services.reporting.suppression.cells import Cell, Reason, Sum
from services.reporting.suppression.suppression import reasons, suppress


def hidden(sums: list[Sum], **values: int | Cell) -> set[str]:
    wholes = {it.whole for it in sums}
    cells = {
        name: it if isinstance(it, Cell) else Cell(it, weight=2 if name in wholes else 1) for name, it in values.items()
    }
    return set(suppress(cells, sums))


TWO = [Sum("all", ("here", "there"))]


def test_what_is_large_is_shown() -> None:
    assert hidden(TWO, all=41, here=11, there=30) == set()


def test_a_small_number_takes_its_complement_with_it() -> None:
    assert hidden(TWO, all=35, here=5, there=30) == {"here", "there"}


def test_nobody_is_shown() -> None:
    assert hidden(TWO, all=30, here=0, there=30) == set()


def test_two_small_numbers_that_make_too_few_take_their_sum_with_them() -> None:
    assert hidden(TWO, all=11, here=5, there=6) == {"here", "there", "all"}


def test_a_number_that_cannot_be_higher_is_no_way_out_and_something_else_is_hidden() -> None:
    assert hidden(TWO, all=35, here=30, there=5) == {"here", "there"}
    assert hidden(TWO, all=35, here=Cell(30, lowest=26), there=5) == {"there", "all"}


def test_what_is_told_elsewhere_is_not_hidden_and_something_else_is() -> None:
    assert hidden(TWO, all=35, here=5, there=Cell(30, lowest=30, highest=30)) == {"here", "all"}


def test_a_bound_that_everybody_knows_protects_like_a_sum() -> None:
    known = [Sum("seats", ("came", "others"))]
    others = Cell(8, at_least=0, published=False, lowest=0)

    assert hidden(known, seats=13, came=5, others=others) == {"came", "others"}
    assert hidden(known, seats=Cell(10, at_least=1), came=5, others=Cell(5, 0, published=False, lowest=0)) == {
        "came",
        "others",
        "seats",
    }


def test_what_follows_from_what_is_shown_is_shown_again() -> None:
    sums = [*TWO, Sum("all", ("women", "men"))]
    cells = {name: Cell(it) for name, it in {"all": 60, "here": 5, "there": 55, "women": 20, "men": 40}.items()}

    found = suppress(cells, sums, together={"here": "women"})

    assert found == {"here", "there"}


@pytest.mark.parametrize("seed", range(40))
def test_every_small_number_could_be_enough_in_some_other_table(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a table to be met again, no secret
    parts = {place: chance.randint(0, 4) for place in product(range(2), range(3))}
    sums = [
        *(Sum(f"row {row}", tuple(f"{row}{column}" for column in range(3))) for row in range(2)),
        *(Sum(f"column {column}", tuple(f"{row}{column}" for row in range(2))) for column in range(3)),
    ]
    values = {f"{row}{column}": value for (row, column), value in parts.items()}
    values |= {it.whole: sum(values[part] for part in it.parts) for it in sums}
    cells = {name: Cell(value, at_least=3) for name, value in values.items()}

    shown = cells.keys() - suppress(cells, sums)

    seen = {place: [values[place]] if place in shown else range(1, 8) for place in (f"{r}{c}" for r, c in parts)}
    others = [dict(zip(seen, found, strict=True)) for found in product(*seen.values())]
    for other in others:
        other |= {it.whole: sum(other[part] for part in it.parts) for it in sums}
    possible = [it for it in others if all(it[name] == values[name] for name in shown)]
    small = [name for name, cell in cells.items() if cell.too_small]
    assert values in possible
    assert [name for name in small if max(it[name] for it in possible) < 3] == []


def test_a_hidden_number_is_small_or_names_the_small_ones_that_it_protects() -> None:
    cells = {"all": Cell(60, weight=2), "here": Cell(5), "there": Cell(55)}

    found = reasons(cells, TWO)

    assert found == {"here": Reason(), "there": Reason(protects=("here",))}


def test_what_is_hidden_with_another_protects_what_that_one_does() -> None:
    cells = {name: Cell(it) for name, it in {"all": 60, "here": 5, "there": 55, "hours": 90}.items()}

    found = reasons(cells, TWO, together={"here": "hours"})

    assert found["hours"] == Reason(protects=("here",))
