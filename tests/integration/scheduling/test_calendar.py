"""The calendar: which sessions stand on which day, of which regions, and what lies ahead by business time."""

import re
from datetime import UTC, datetime

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.scheduling.given import catalogue, create, oujda
from tests.integration.scheduling.reading import Page, look


@pytest.fixture
async def sessions(api: httpx2.AsyncClient) -> dict[str, str]:
    """One in Oujda and one in Tanger, and one in Oujda that is cancelled; ids by name."""
    ids = await catalogue(api)
    late = {"starts_local": "2017-08-31T09:00", "ends_local": "2017-09-01T17:00", "blocks": []}
    gone = {"starts_local": "2017-08-16T09:00", "ends_local": "2017-08-16T17:00", "blocks": []}
    found = {
        "oujda": await create(api, "/sessions", oujda(ids)),
        "tanger": await create(api, "/sessions", oujda(ids, venue_id=ids.tanger, **late)),
        "cancelled": await create(api, "/sessions", oujda(ids, **gone)),
    }
    await create(api, f"/sessions/{found['cancelled']}/cancel", {"reason": "venue"})
    return found


def days(page: Page, session: str) -> list[str]:
    """Return the days on which the session stands in the month."""
    squares = re.findall(r'<time datetime="([^"]+)".*?</td>', page.html, re.DOTALL)
    whole = re.findall(r'<time datetime="[^"]+".*?</td>', page.html, re.DOTALL)
    return [day for day, square in zip(squares, whole, strict=True) if session in square]


async def test_a_session_stands_on_each_of_its_days(pages: httpx2.AsyncClient, sessions: dict[str, str]) -> None:
    page = await look(pages, "/scheduling/?month=2017-08")

    assert days(page, sessions["oujda"]) == ["2017-08-23", "2017-08-24"]
    assert days(page, sessions["tanger"]) == ["2017-08-31", "2017-09-01"]
    assert days(page, sessions["cancelled"]) == ["2017-08-16"]
    assert {"août 2017", "Annulée", "Prévue"} <= set(page.texts)


async def test_a_region_is_asked_for_by_a_form_and_kept_from_month_to_month(
    pages: httpx2.AsyncClient, sessions: dict[str, str]
) -> None:
    page = await look(pages, "/scheduling/?month=2017-08&region=MA-01")

    assert (days(page, sessions["oujda"]), len(days(page, sessions["tanger"]))) == ([], 2)
    assert page.form("/scheduling/").method == "get"
    assert page.form("/scheduling/").values == {"month": "2017-08", "region": "MA-01"}
    assert {"?month=2017-07&region=MA-01", "?month=2017-09&region=MA-01"} <= set(page.links)


async def test_weeks_begin_on_monday(pages: httpx2.AsyncClient, sessions: dict[str, str]) -> None:
    page = await look(pages, "/scheduling/?month=2017-08", "ar")

    heads = re.findall(r'<th scope="col" abbr="([^"]+)">', page.html)
    first = re.findall(r'<time datetime="([^"]+)"', page.html)[0]
    assert (heads[0], heads[6], first) == ("الاثنين", "الأحد", "2017-07-31")
    assert sessions["oujda"] in page.html


async def test_now_is_business_time(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, sessions: dict[str, str]
) -> None:
    await create(api, f"/sessions/{sessions['oujda']}/open")
    before = await look(pages, "/scheduling/")
    database.clock.move_to(datetime(2017, 8, 25, 9, tzinfo=UTC))

    after = await look(pages, "/scheduling/")

    assert ("mai 2017" in before.texts, "août 2017" in after.texts) == (True, True)
    assert ("Passées, à clôturer" in before.texts, "Passées, à clôturer" in after.texts) == (False, True)
    assert re.findall(r'<time datetime="([^"]+)" aria-current="date"', after.html) == ["2017-08-25"]


async def test_what_was_cancelled_does_not_lie_ahead(pages: httpx2.AsyncClient, sessions: dict[str, str]) -> None:
    page = await look(pages, "/scheduling/?month=2018-01")

    ahead = [link.rpartition("/")[2] for link in page.links if "/scheduling/sessions/" in link]
    assert [id_ for id_ in ahead if id_ != "new"] == [sessions["oujda"], sessions["tanger"]]
    assert "Aucune session ce mois-ci." in page.texts


@pytest.mark.parametrize("asked", ["month=2017-13", "month=x", "month=0000-01", "region=MA-99", "month=&region="])
async def test_what_cannot_be_shown_is_the_present_month_of_all_regions(
    pages: httpx2.AsyncClient, sessions: dict[str, str], asked: str
) -> None:
    page = await look(pages, f"/scheduling/?{asked}")

    assert page.form("/scheduling/").values == {"month": "2017-05", "region": ""}
    assert sessions["oujda"] in page.html
