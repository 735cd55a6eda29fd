"""Links that open an account: looked at as often as anybody likes, used once, for 72 hours. People are synthetic."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from services.access import operating
from services.access.people import actions
from services.access.ways_in import actions as ways_in
from services.access.ways_in.storage import use as use_up
from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser, kept_secret
from tests.integration.access.given import COORDINATOR, EMAIL, account, invited, somebody, with_app

Open = Callable[..., Browser]
NEW = "cinq figuiers devant la mairie"


async def use(here: Browser, secret: str, password: str = NEW, again: str = "") -> int:
    """Open the link and set a password."""
    await here.open(f"/access/open/{secret}")
    sent = await here.send(f"/access/open/{secret}/password", password=password, again=again or password)
    return int(sent.status_code)


async def test_the_link_says_to_what_one_is_invited_and_nothing_of_others(browser: Open, database: Database) -> None:
    await somebody(database, "other@example.org")
    _, secret = await invited(database, EMAIL, COORDINATOR)

    answer = await browser().open(f"/access/open/{secret}")

    assert answer.status_code == 200
    assert "Salma Exemple" in answer.text
    assert "Coordinator · L\u2019Oriental" in answer.text
    assert "other@example.org" not in answer.text


async def test_to_look_at_a_link_uses_it_not(browser: Open, database: Database) -> None:
    account_id, secret = await invited(database)
    for _ in range(3):
        await browser().open(f"/access/open/{secret}")

    assert (await account(database, account_id)).password_hash is None
    assert await use(browser(), secret) == 303


async def test_a_link_sets_the_password_and_signs_in(browser: Open, database: Database) -> None:
    account_id, secret = await invited(database)
    here = browser()

    assert await use(here, secret) == 303

    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert (caller.account_id, caller.strong) == (account_id, False)
    assert (await browser().sign_in(EMAIL, NEW)).status_code == 303


async def test_a_link_that_was_used_opens_nothing(browser: Open, database: Database) -> None:
    _, secret = await invited(database)
    await use(browser(), secret)
    late = browser()

    looked = await late.open(f"/access/open/{secret}")
    sent = await late.send(f"/access/open/{secret}/password", password=NEW, again=NEW)

    assert (looked.status_code, sent.status_code) == (404, 404)
    assert "has been used" in looked.text


async def test_of_two_who_use_a_link_at_once_one_is_let_in(browser: Open, database: Database) -> None:
    _, secret = await invited(database)
    passwords = (NEW, "sept cigognes sur le minaret")
    two = [browser(), browser()]

    answers = await asyncio.gather(*(use(each, secret, it) for each, it in zip(two, passwords, strict=True)))

    assert sorted(answers) == [303, 404]
    let_in = [(await browser().sign_in(EMAIL, password)).status_code for password in passwords]
    assert sorted(let_in) == [303, 422], "and it is by the password of the one"


async def test_of_many_who_have_looked_at_a_link_one_takes_it(database: Database) -> None:
    _, secret = await invited(database)
    all_looked = asyncio.Barrier(3)

    async def taken() -> bool:
        async with database.sessions.begin() as db:
            looked = await ways_in.look(db, secret)
            await all_looked.wait()
            return await use_up(db, looked.way_in.digest, machine_now())

    assert sorted(await asyncio.gather(*(taken() for _ in range(3)))) == [False, False, True]


async def test_a_link_is_good_for_72_hours(browser: Open, database: Database) -> None:
    _, secret = await invited(database)
    async with database.sessions.begin() as db:
        row = await (await db.connection()).execute(text("select ends_at - made_at from way_in"))
        assert row.scalar_one() == timedelta(hours=72)
        await (await db.connection()).execute(text("update way_in set ends_at = now()"))

    assert (await browser().open(f"/access/open/{secret}")).status_code == 404


async def test_a_newer_link_ends_the_one_before(browser: Open, database: Database) -> None:
    account_id, first = await invited(database)
    async with database.sessions.begin() as db:
        second = await actions.make_link(db, account_id, None)

    assert (await browser().open(f"/access/open/{first}")).status_code == 404
    assert await use(browser(), second) == 303


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kurz-kurz", "kurz-kurz", "at least 12 characters"),
        ("password1234", "password1234", "guess this soon"),
        ("Salma Exemple 2026", "Salma Exemple 2026", "guess this soon"),
        (NEW, "another", "not the same"),
        ("x" * 129, "x" * 129, "at most 128"),
    ],
)
async def test_a_password_that_will_not_do_leaves_the_link_good(
    browser: Open, database: Database, password: str, again: str, said: str
) -> None:
    _, secret = await invited(database)
    here = browser()

    assert await use(here, secret, password, again) == 422
    assert said in here.page
    assert password not in here.page
    assert await use(here, secret) == 303


async def test_a_link_for_a_new_password_skips_no_second_factor(browser: Open, database: Database) -> None:
    account_id = await somebody(database)
    app, _ = await with_app(database, account_id)
    before, here = browser(), browser()
    await before.sign_in(EMAIL)
    await before.send("/access/second-factor", code=app.at(int(machine_now().timestamp()) - 30))
    async with database.sessions.begin() as db:
        secret = await actions.make_link(db, account_id, None)

    assert await use(here, secret) == 200, "asks for the code"
    assert (await here.open("/access/")).status_code == 303
    assert (await before.open("/access/")).status_code == 303, "every session has ended"
    again = browser()
    await again.sign_in(EMAIL, NEW)
    assert (await again.send("/access/second-factor", code=app.now())).status_code == 303
    assert (await browser().sign_in(EMAIL, PASSWORD)).status_code == 422


async def test_a_demonstration_opens_at_once_and_once(browser: Open, database: Database) -> None:
    first, second = await operating.demonstration(database), await operating.demonstration(database)
    here = browser()

    answer = await here.open(f"/access/open/{second}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/access/start")
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.strong
    assert caller.may("account.invite")
    assert [(await browser().open(f"/access/open/{it}")).status_code for it in (first, second)] == [404, 404]


async def test_no_password_is_set_by_a_link_of_a_demonstration(browser: Open, database: Database) -> None:
    secret = await operating.demonstration(database)

    answer = await browser().send(f"/access/open/{secret}/password", password=NEW, again=NEW)

    assert answer.status_code == 404


async def test_an_account_that_has_ended_is_opened_by_no_link(browser: Open, database: Database) -> None:
    account_id, secret = await invited(database)
    async with database.sessions.begin() as db:
        await actions.end_account(db, account_id, None)

    assert (await browser().open(f"/access/open/{secret}")).status_code == 404
