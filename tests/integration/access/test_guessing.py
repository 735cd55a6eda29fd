"""Guessing: after ten failures even the right password has to wait, not for ever. People are synthetic."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from services.access.guessing import actions, domain
from services.access.guessing.domain import Secret
from services.access.passwords import hashing
from services.access.people.storage import Account
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser
from tests.integration.access.given import EMAIL, administrator, somebody, with_app

Open = Callable[..., Browser]
WRONG = "quatre oliviers derriere la tour"


async def later(database: Database, minutes: int = 5) -> None:
    """Let what was guessed until now have been guessed some minutes earlier."""
    async with database.sessions.begin() as db:
        await (await db.connection()).execute(text(f"update guess set at = at - interval '{minutes} minutes'"))


async def test_after_ten_failures_the_right_password_has_to_wait(browser: Open, database: Database) -> None:
    await somebody(database)

    wrong = [(await browser(f"192.0.2.{it}").sign_in(EMAIL, WRONG)).status_code for it in range(10)]
    right = await browser("192.0.2.99").sign_in(EMAIL)

    assert wrong == [422] * 10
    assert right.status_code == 429
    assert 290 <= int(right.headers["retry-after"]) <= 300
    assert "wait some minutes" in right.text


async def test_it_ends_by_itself(browser: Open, database: Database) -> None:
    await somebody(database)
    for it in range(10):
        await browser(f"192.0.2.{it}").sign_in(EMAIL, WRONG)

    await later(database)

    assert (await browser().sign_in(EMAIL)).status_code == 303


async def test_an_address_that_nobody_has_is_counted_alike(browser: Open, database: Database) -> None:
    await somebody(database)
    for it in range(10):
        await browser(f"192.0.2.{it}").sign_in("nobody@example.org", WRONG)

    unknown = await browser("192.0.2.99").sign_in("nobody@example.org")
    other = await browser("192.0.2.99").sign_in(EMAIL)

    assert (unknown.status_code, other.status_code) == (429, 303)


async def test_one_network_guesses_ten_times_at_whomever(browser: Open, database: Database) -> None:
    await somebody(database)
    for it in range(10):
        await browser().sign_in(f"somebody-{it}@example.org", WRONG)

    here, elsewhere = await browser().sign_in(EMAIL), await browser("198.51.100.7").sign_in(EMAIL)

    assert (here.status_code, elsewhere.status_code) == (429, 303)


async def test_who_is_right_is_not_counted(browser: Open, database: Database) -> None:
    await somebody(database)

    answers = [(await browser().sign_in(EMAIL)).status_code for _ in range(12)]

    assert answers == [303] * 12


async def test_of_thirty_at_once_ten_are_looked_at(
    browser: Open, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await somebody(database)
    looked: list[str] = []

    async def look(kept: str | None, password: str) -> hashing.Looked:
        looked.append(f"{kept} {password}")
        return hashing.Looked(fits=False)

    monkeypatch.setattr(hashing, "looked_at", look)

    browsers = [browser(f"192.0.2.{it}") for it in range(30)]
    answers = await asyncio.gather(*(each.sign_in(EMAIL, WRONG) for each in browsers))

    assert sorted(it.status_code for it in answers) == [422] * 10 + [429] * 20
    assert len(looked) == 10, "whoever has to wait costs no work"


async def test_an_unknown_address_costs_the_same_work(
    browser: Open, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await somebody(database)
    compared: list[str] = []
    hasher = hashing.HASHER

    class Noting:
        def verify(self, kept: str, password: str) -> bool:
            compared.append(kept)
            return hasher.verify(kept, password)

    monkeypatch.setattr(hashing, "HASHER", Noting())

    await browser().sign_in(EMAIL, WRONG)
    await browser().sign_in("nobody@example.org", WRONG)

    assert len(compared) == 2
    assert len({kept.rpartition("$")[0].rpartition("$")[0] for kept in compared}) == 1, "the same parameters"


async def test_the_table_names_nobody(browser: Open, database: Database) -> None:
    await browser().sign_in(EMAIL, WRONG)

    async with database.sessions() as db:
        rows = (await (await db.connection()).execute(text("select whose from guess"))).scalars().all()

    assert len(rows) == 2
    assert {len(whose) for whose in rows} == {64}


async def test_old_guesses_are_forgotten(browser: Open, database: Database) -> None:
    await browser().sign_in("somebody@example.org", WRONG)
    await later(database)

    await browser().sign_in("else@example.org", WRONG)

    async with database.sessions() as db:
        assert (await (await db.connection()).execute(text("select count(*) from guess"))).scalar_one() == 2


async def test_the_present_password_is_not_guessed_by_who_has_the_browser(browser: Open, database: Database) -> None:
    await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)
    typed = {"password": "cinq figuiers devant la mairie", "again": "cinq figuiers devant la mairie"}
    await here.open("/access/password")

    wrong = [(await here.send("/access/password", present=WRONG, **typed)).status_code for _ in range(10)]
    right = await here.send("/access/password", present=PASSWORD, **typed)

    assert wrong == [422] * 10
    assert right.status_code == 429


async def test_guesses_at_one_kind_of_secret_do_not_lock_another(browser: Open, database: Database) -> None:
    account_id = await administrator(database, here := browser())
    async with database.sessions.begin() as db:
        for _ in range(domain.MOST["password"]):
            await actions.note(db, Secret("only-for-tests-" * 4).whose("password", account_id))

    assert (await here.open("/access/people")).status_code == 200
    assert (await browser().sign_in("admin@example.org")).status_code == 200


async def test_a_stronger_hash_is_kept_where_the_old_one_was_weak(browser: Open, database: Database) -> None:
    account_id = await somebody(database)
    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    async with database.sessions.begin() as db:
        (await db.get_one(Account, account_id)).password_hash = weak

    answer = await browser().sign_in(EMAIL)

    assert answer.status_code == 303
    async with database.sessions() as db:
        kept = (await db.get_one(Account, account_id)).password_hash
    assert kept is not None
    assert "m=19456,t=2,p=1" in kept
    assert (await browser().sign_in(EMAIL)).status_code == 303


async def test_a_code_that_was_right_is_no_guess(browser: Open, database: Database) -> None:
    app, codes = await with_app(database, await somebody(database))

    answers = []
    for code in codes[:6]:
        here = browser()
        await here.sign_in(EMAIL)
        answers.append((await here.send("/access/second-factor", code=code)).status_code)

    assert answers == [303] * 6
    assert app.secret


def test_the_limits_are_those_that_are_promised() -> None:
    assert timedelta(minutes=5) == domain.WITHIN
    assert domain.MOST == {"email": 10, "address": 10, "code": 5, "password": 10}
    assert machine_now().tzinfo is not None
