"""Several readers at once of the public report of 200 sessions: all are served, from one reckoning."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import UUID

import httpx2
import pytest
from pydantic import SecretStr

from services.reporting.app import create_app, service
from services.reporting.figures.knowledge import Heard
from services.reporting.handlers import on
from services.reporting.report import actions
from services.reporting.report.actions import Reports
from services.reporting.report.values import Report
from services.reporting.report.whole import compose
from services.reporting.suppression import possible_reports
from shared.kernel.database import Database, run
from shared.service import clock_store
from shared.service.running import Service
from shared.service.settings import Settings
from tests import facts
from tests.accounts import signed_in
from tests.hearing import hear
from tests.integration.built import at
from tests.integration.reporting.large import fill

NewDatabase = Callable[[Service], Awaitable[Database]]
SECRET = "only-for-tests-" * 4
ORIGIN = "http://127.0.0.1:8000"
SESSIONS = 200
AT_WORK = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"
NEW = UUID(int=77)


@pytest.fixture
async def database(new_database: NewDatabase) -> Database:
    database = await new_database(service())
    await fill(database, SESSIONS)
    return database


@pytest.fixture
async def browser(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """Readers who have signed in."""
    secret, url = SecretStr(SECRET), SecretStr(database.url)
    settings = Settings(database_url=url, kafka_servers="unused", secret=secret, instance="test", origin=ORIGIN)
    app = at(database, lambda: create_app(settings))
    transport, cookies = httpx2.ASGITransport(app=app), await signed_in(database, settings)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN, cookies=cookies) as client:
        yield client


class Making:
    """Notes for each report that is made whether it is public, and says when the first is begun."""

    def __init__(self) -> None:
        self.public: list[bool] = []
        self.begun = threading.Event()

    def compose(self, heard: Heard, *, public: bool) -> Report:
        self.public.append(public)
        self.begun.set()
        return compose(heard, public=public)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Making:
    made = Making()
    monkeypatch.setattr(actions, "compose", made.compose)
    return made


async def test_three_readers_at_once_are_served_from_one_reckoning(browser: httpx2.AsyncClient, made: Making) -> None:
    paths = ("/reporting/public", "/reporting/report.xlsx?public=true", "/reporting/api/v1/report?public=true")

    answers = await asyncio.gather(*(browser.get(path) for path in paths))

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert made.public == [True]


async def test_while_it_is_reckoned_no_transaction_is_open_and_others_are_answered(
    browser: httpx2.AsyncClient, database: Database, made: Making
) -> None:
    asked = asyncio.create_task(browser.get("/reporting/public"))
    assert await asyncio.to_thread(made.begun.wait, 60)

    open_ones, health = await _open(database), await browser.get("/reporting/health/live")

    assert not asked.done()
    assert open_ones == 0
    assert health.status_code in {200, 503}  # no Kafka here; it is answered while the report is being made
    assert (await asked).status_code == 200


async def _open(database: Database) -> int:
    async with database.sessions.begin() as db:
        return int((await run(db, AT_WORK)).scalar_one())


async def test_a_fact_that_arrives_makes_the_next_question_reckon_anew(database: Database, made: Making) -> None:
    kept = Reports(database)
    before = await kept.report(public=True)
    again = await kept.report(public=True)

    await hear(database, on, facts.planned(NEW, region="MA-01"))

    after = await kept.report(public=True)
    assert before is again
    assert made.public == [True, True]
    assert _sessions(after) - _sessions(before) == {str(NEW)}


def _sessions(report: Report) -> set[str]:
    section = report.section("sessions")
    return {row.key for row in section.rows} if section else set()


async def test_a_correction_that_adds_no_row_makes_the_next_question_reckon_anew(
    database: Database, made: Making
) -> None:
    kept = Reports(database)
    await hear(database, on, facts.planned(NEW), facts.opened(NEW))
    before = await kept.report()

    await hear(database, on, facts.completed(NEW))

    after = await kept.report()
    assert made.public == [False, False]
    assert before != after


async def test_what_could_not_be_reckoned_is_said_to_be_broken_and_not_to_pass(
    browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(possible_reports, "FOUND", None)
    monkeypatch.setattr(possible_reports, "NOT_FOUND", ())

    answer = await browser.get("/reporting/api/v1/report?public=true", headers={"accept-language": "fr"})

    assert answer.status_code == 500
    assert answer.json()["type"] == "/problems/not-reckoned"
    assert "montré" in answer.json()["detail"]
    assert "moment" not in answer.text


async def test_a_demonstration_that_reads_its_clock_each_time_has_figures_too(
    new_database: NewDatabase,
) -> None:
    database = await new_database(service())
    clock_store.follow(database)

    short = await Reports(database).in_short()

    assert short.regions == {}
