"""Programs outside come by a key, for a year at most, until it is revoked. People and programs are synthetic."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.access import handlers
from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.events import KeyUsed
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from shared.words import Words
from tests.hearing import hear
from tests.integration.access.browsing import Browser
from tests.integration.access.given import administrator

Open = Callable[..., Browser]
KEY = re.compile(r"<b><bdi dir=\"ltr\">([\w-]{43})</bdi></b>")


def on(days: int) -> str:
    """Return the day that many days from now."""
    return (machine_now() + timedelta(days=days)).date().isoformat()


async def made(here: Browser, **more: str) -> tuple[int, str]:
    """Let a program in; return the status and the page."""
    await here.open("/access/programs")
    typed = {"name": "Tableau d'exemple", "role": "figures", "ends_on": on(30)} | more
    answer = await here.send("/access/programs", **typed)
    return answer.status_code, answer.text


async def test_a_program_comes_by_a_key_that_is_shown_once(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())

    status, page = await made(here)

    (secret,) = KEY.findall(page)
    caller = await caller_by(database, digest_of(secret))
    assert status == 200
    assert caller is not None
    assert (caller.kind, caller.strong) == ("program", True)
    assert (caller.may("figures.public"), caller.may("session.read")) == (True, False)
    listed = (await here.open("/access/programs")).text
    assert "Tableau d&#39;exemple" in listed
    assert secret not in listed


async def test_a_key_that_is_revoked_opens_nothing(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    (secret,) = KEY.findall((await made(here))[1])
    await here.open("/access/programs")
    (path,) = re.findall(r'action="(/access/programs/[^"]+/revoke)"', here.page)

    answers = [(await here.send(path)).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert await caller_by(database, digest_of(secret)) is None
    assert "Revoked" in (await here.open("/access/programs")).text


async def test_a_second_click_makes_no_second_key(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    await here.open("/access/programs")
    form, typed = here.page, {"name": "Exemple", "role": "figures", "ends_on": on(30)}
    await here.send("/access/programs", **typed)
    here.page = form

    again = await here.send("/access/programs", **typed)

    assert again.status_code == 303
    assert (await here.open("/access/programs")).text.count("/revoke") == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"role": "player"}, "can be given this role"),
        ({"role": "national-administrator"}, "can be given this role"),
        ({"ends_on": on(400)}, "within 366 days"),
        ({"ends_on": on(-3)}, "within 366 days"),
        ({"ends_on": "9999-12-31"}, "within 366 days"),
        ({"ends_on": "never"}, "must be a date"),
        ({"name": ""}, "required"),
    ],
    ids=str,
)
async def test_no_key_is_made_where_something_is_wrong(
    browser: Open, database: Database, more: dict[str, str], said: str
) -> None:
    await administrator(database, here := browser())

    status, page = await made(here, **more)

    assert status == 422
    assert said in page
    assert not KEY.findall(page)


async def test_a_program_that_is_not_there_is_not_found(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())

    assert (await here.send(f"/access/programs/{uuid4()}/revoke")).status_code == 404


def used(digest: str, at: datetime, service: str = "reporting") -> KeyUsed:
    """Return what a service tells of a key."""
    return KeyUsed(id=uuid4(), service=service, account_id=uuid4(), digest=digest, used_at=at, aggregateversion=1)


async def test_the_page_says_when_a_key_was_last_used(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    (secret,) = KEY.findall((await made(here))[1])
    unused = (await here.open("/access/programs")).text
    last = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)

    await hear(
        database,
        handlers.on,
        used(digest_of(secret), last),
        used(digest_of(secret), last - timedelta(hours=3), "scheduling"),
        used(digest_of("of nobody"), last + timedelta(hours=1)),
    )

    shown = (await here.open("/access/programs")).text
    assert ("Not yet" in unused, "Not yet" in shown) == (True, False)
    assert Words("en").moment(last) in html.unescape(shown)
