"""The printed link lets one browser in, once."""

import asyncio
from time import time

import httpx2
import pytest
from itsdangerous import TimestampSigner

from shared.http import links
from shared.http.guard import COOKIE
from shared.kernel.database import Database
from tests.integration.registration.given_console import browser, seen

SECRET = "only-for-tests-" * 4
ORIGIN = "http://127.0.0.1:8000"


def stranger(database: Database) -> httpx2.AsyncClient:
    """Return a browser that has opened nothing yet."""
    client = browser(database)
    del client.headers["authorization"]
    return client


async def test_a_link_lets_one_browser_in(database: Database) -> None:
    link = links.new_link(ORIGIN, SECRET)

    async with stranger(database) as first, stranger(database) as second:
        before = await first.get("/")
        opened = await first.get(link)
        again = await second.get(link)

    assert (before.status_code, opened.status_code, again.status_code) == (401, 200, 403)
    assert (str(opened.url), COOKIE in first.cookies) == (f"{ORIGIN}/registration/", True)
    assert "Ce lien a déjà servi" in seen(again)


async def test_of_ten_who_bring_it_at_once_one_is_let_in(database: Database) -> None:
    link = links.new_link(ORIGIN, SECRET)
    async with stranger(database) as client:
        client.follow_redirects = False

        answers = await asyncio.gather(*(client.get(link) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [303] + [403] * 9


@pytest.mark.parametrize("key", ["", "x", "YWJj.ZGVm.Z2hp"])
async def test_what_nobody_has_signed_opens_nothing(database: Database, key: str) -> None:
    async with stranger(database) as client:
        answer = await client.get(f"/open/{key}")

    assert answer.status_code in {403, 404}
    assert COOKIE not in client.cookies


async def test_a_link_ends_after_twelve_hours(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(time()) - links.GOOD_FOR_S - 1)
    link = links.new_link(ORIGIN, SECRET)
    monkeypatch.undo()

    async with stranger(database) as client:
        answer = await client.get(link)

    assert answer.status_code == 403
