"""Every number of the report opens into the events behind it, and these, folded by themselves, give the number."""

import threading
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest

from services.reporting import actions
from services.reporting.app import service
from services.reporting.figures.facts import Facts
from services.reporting.figures.numbers import RATINGS
from services.reporting.figures.where import Where
from services.reporting.handlers import on
from services.reporting.report.actions import Reports
from services.reporting.report.values import Number, Report
from services.reporting.suppression.hiding import Reasons, few_answers
from shared.kernel.database import Database
from shared.service.running import Service
from tests.hearing import hear
from tests.integration.reporting.fold import Fold
from tests.integration.reporting.rollout import Rollout

NewDatabase = Callable[[Service], Awaitable[Database]]
EVERY_TABLE = {
    "regions",
    "sexes",
    "organisations",
    "modules",
    "sessions",
    "donors",
    "cancelled",
    "feedback",
    "feedback_sessions",
    "themes",
    "messages",
}


def numbers(report: Report) -> list[Number]:
    lines = [line for section in report.sections for line in (*section.rows, section.total) if line]
    return [number for line in lines for number in line.numbers.values()]


def question(number: Number) -> tuple[str, dict[str, str]]:
    words = dict(parse_qsl(number.facts))
    return words.pop("indicator"), words


@pytest.mark.parametrize("seed", [1, 2017])
async def test_each_number_is_the_fold_of_its_events(new_database: NewDatabase, seed: int) -> None:
    database, story = await new_database(service()), Rollout(seed).tell()
    log: dict[Any, dict[str, Any]] = {event.id: event.to_cloudevent() for event in story}
    await hear(database, on, *story)

    reports = Reports(database)
    report, heard = await reports.report(), await reports.heard()
    async with database.sessions() as db:
        for number in numbers(report):
            indicator, words = question(number)
            opened = await actions.open_number(db, heard, indicator, Where(**words))
            folded = Fold(log[event.id] for event in opened.events).number(indicator, words)
            assert number.value == pytest.approx(folded), number.facts
            assert opened.value == pytest.approx(folded), number.facts

    assert {section.key for section in report.sections} == EVERY_TABLE
    assert sum(bool(number.value) for number in numbers(report)) > 100, "the story is too thin to prove anything"


async def test_each_number_is_the_fold_of_the_whole_log_too(new_database: NewDatabase) -> None:
    database, story = await new_database(service()), Rollout().tell()
    await hear(database, on, *story)
    everything = Fold(event.to_cloudevent() for event in story)

    report = await Reports(database).report()

    assert [number.value for number in numbers(report)] == [
        pytest.approx(everything.number(*question(number))) for number in numbers(report)
    ]


async def test_others_are_served_while_it_is_reckoned_which_ratings_are_few(
    new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckoned_by: list[threading.Thread] = []

    def noted(facts: Facts) -> Reasons:
        reckoned_by.append(threading.current_thread())
        return few_answers(facts)

    monkeypatch.setattr(actions, "few_answers", noted)
    database = await new_database(service())
    await hear(database, on, *Rollout().tell())

    heard = await Reports(database).heard()
    async with database.sessions() as db:
        await actions.open_number(db, heard, min(RATINGS), Where())

    assert len(reckoned_by) == 1
    assert threading.main_thread() not in reckoned_by
