"""Every number that a public report publishes is entered for suppression, and its sums hold as they are."""

from urllib.parse import parse_qsl

import pytest

from services.reporting.figures.knowledge import Heard
from services.reporting.figures.numbers import RATINGS, number
from services.reporting.figures.where import Where, name
from services.reporting.report.sections import sections
from services.reporting.suppression.hiding import BY_KEY
from services.reporting.suppression.ledger import Ledger
from services.reporting.suppression.sums import ledger
from tests.unit.reporting.rollouts import Rollout

PEOPLE = {"registered", "cancelled_seats", "attended", "hours", "people", "first_timers", "answers", *RATINGS}
SEEDS = pytest.mark.parametrize("seed", range(8))


def made(seed: int) -> tuple[Ledger, Heard]:
    heard = Rollout(seed).heard()
    return ledger(heard, organisations=True), heard


def asked(named: str) -> tuple[str, Where]:
    words = dict(parse_qsl(named))
    return words.pop("indicator"), Where(**words)


@SEEDS
def test_no_number_of_people_in_a_public_table_is_forgotten(seed: int) -> None:
    entered, heard = made(seed)
    public = [it for it in sections(heard) if BY_KEY[it.key].in_public]

    shown = [it for table in public for row in (*table.rows, table.total) if row for it in row.numbers.values()]

    questions = [(*asked(it.facts), it.value) for it in shown]
    told = {name("answers" if it in RATINGS else it, where): value for it, where, value in questions if it in PEOPLE}
    unknown = [it for it in told if it not in entered.cells or not entered.cells[it].published]
    assert len(told) > 30
    assert [it for it in unknown if told[it]] == [], "of a sex of which nobody is known there is nobody to protect"


@SEEDS
def test_a_published_number_is_entered_as_it_is_counted(seed: int) -> None:
    entered, heard = made(seed)

    for named, cell in entered.cells.items():
        if cell.published and "donor" not in named:
            indicator, where = asked(named)
            counted = number(indicator, heard.facts.within(where), where) or 0
            assert cell.value == round(counted * (60 if indicator == "hours" else 1)), named


@SEEDS
def test_seats_participations_and_hours_are_the_sum_of_their_parts(seed: int) -> None:
    entered, _ = made(seed)
    cells = entered.cells
    whole = [it for it in entered.sums if set(it.parts) <= cells.keys() and "indicator=hours" in it.whole[:16]]

    assert len(whole) > 5
    for entered_sum in whole:
        assert cells[entered_sum.whole].value == sum(cells[part].value for part in entered_sum.parts), entered_sum


@SEEDS
def test_every_sum_is_of_numbers_that_are_there_and_what_is_known_of_them_is_true(seed: int) -> None:
    entered, _ = made(seed)
    cells = entered.cells

    assert {named for it in entered.sums for named in (it.whole, *it.parts)} <= cells.keys()
    assert {*entered.together, *entered.together.values()} <= cells.keys()
    for named, cell in cells.items():
        if named.startswith("from ") and any(named in it.parts for it in entered.sums):
            assert cell.value >= 0, named
        assert cell.highest is None or cell.value <= cell.highest, named
