"""Reporting's routes over HTTP, in the app as it is put together."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from services.reporting.app import create_app, service
from services.reporting.handlers import on
from shared.kernel.database import Database
from shared.service.running import Service
from shared.service.settings import Settings
from tests import facts
from tests.accounts import signed_in
from tests.hearing import hear
from tests.integration.built import at

NewDatabase = Callable[[Service], Awaitable[Database]]
SECRET = "only-for-tests-" * 4


@pytest.fixture
async def app(new_database: NewDatabase) -> FastAPI:
    database = await new_database(service())
    session, person = uuid4(), uuid4()
    await hear(database, on, facts.planned(session), facts.registered(session, person), facts.recorded(person))
    settings = Settings(
        database_url=SecretStr(database.url), kafka_servers="unused", secret=SecretStr(SECRET), instance="test"
    )
    return at(database, lambda: create_app(settings))


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who has signed in."""
    transport = httpx2.ASGITransport(app=app)
    cookies = await signed_in(app.state.database, app.state.settings)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", cookies=cookies) as client:
        yield client


async def test_the_figures_have_the_names_of_their_regions(browser: httpx2.AsyncClient) -> None:
    answer = (await browser.get("/reporting/api/v1/figures")).json()

    (region,) = answer["regions"]
    assert (region["region"], region["name_fr"], region["name_ar"]) == ("MA-02", "L\u2019Oriental", "الشرق")
    assert region["by_sex"] == {"woman": 1, "man": 0, "unknown": 0}
    assert answer["total"]["unique_people"] == 1
    assert answer["as_of"] == "2017-06-01T12:00:00Z"


async def test_sessions_are_listed(browser: httpx2.AsyncClient) -> None:
    answer = (await browser.get("/reporting/api/v1/sessions")).json()

    (session,) = answer["sessions"]
    assert (session["city"], session["state"], session["registered"]) == ("Oujda", "planned", 1)
    assert session["starts_local"] == "2017-08-23T09:00:00"


async def test_what_may_leave_the_programme_does_not_say_why_a_number_is_hidden(browser: httpx2.AsyncClient) -> None:
    outside = (await browser.get("/reporting/api/v1/report?public=true")).json()
    page = (await browser.get("/reporting/hidden")).text

    assert "<td" in page  # numbers are hidden, and those inside read why
    assert outside["hidden"] == {}


@pytest.mark.parametrize(("wanted", "language"), [("ar-MA,ar;q=0.9", "ar"), ("fr", "fr"), ("en-GB", "en"), ("", "fr")])
async def test_the_page_answers_in_the_readers_language(
    browser: httpx2.AsyncClient, wanted: str, language: str
) -> None:
    page = await browser.get("/reporting/", headers={"accept-language": wanted})

    assert page.status_code == 200
    assert page.headers["content-language"] == language


async def test_a_link_chooses_another_language(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/reporting/?lang=ar", headers={"accept-language": "fr"})

    assert 'dir="rtl"' in page.text


@pytest.mark.parametrize("path", ["/reporting/", "/reporting/api/v1/figures", "/reporting/api/v1/sessions"])
async def test_a_stranger_sees_nothing(browser: httpx2.AsyncClient, path: str) -> None:
    browser.cookies.clear()

    assert (await browser.get(path)).status_code == 401
