"""One's own account: where one is signed in, name, language and password. People are synthetic."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from shared.access.accounts import caller_by
from shared.access.caller import Caller
from shared.access.secrets import digest_of
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser, kept_secret
from tests.integration.access.given import COORDINATOR, EMAIL, account, somebody, with_app

Open = Callable[..., Browser]
NEW = "cinq figuiers devant la mairie"


async def signed_in(browser: Open, database: Database, email: str = EMAIL) -> Browser:
    """Return the browser of somebody who has just signed in."""
    await somebody(database, email)
    here = browser()
    await here.sign_in(email)
    return here


async def test_the_account_says_what_one_may_do_and_where_one_is(browser: Open, database: Database) -> None:
    await somebody(database, asked=COORDINATOR)
    here = browser()
    await here.sign_in(EMAIL)

    answer = await here.open("/access/")

    assert answer.status_code == 200
    assert "Coordinator" in answer.text
    assert "Firefox, Android" in answer.text
    assert "this one" in answer.text
    assert kept_secret(here) not in answer.text
    assert "/access/people" not in answer.text, "no way to pages that are not for her"


@pytest.mark.parametrize("path", ["/access/", "/access/password", "/access/authenticator"])
async def test_nobody_sees_an_account_without_signing_in(browser: Open, path: str) -> None:
    assert (await browser().open(path)).status_code == 303


@pytest.mark.parametrize("path", ["/access/password", "/access/authenticator", "/access/passkeys"])
async def test_no_password_is_given_back_to_a_browser_that_was_signed_out(browser: Open, path: str) -> None:
    answer = await browser().send(path, present=PASSWORD, password=NEW, again=NEW, code="123456", name="Exemple")

    assert answer.status_code == 401
    assert "Exemple" in answer.text, "what else was typed is"
    assert [it for it in (PASSWORD, NEW, "123456") if it in answer.text] == []


async def test_signing_out_ends_the_session_and_what_the_browser_keeps(browser: Open, database: Database) -> None:
    here = await signed_in(browser, database)
    secret = kept_secret(here)

    answer = await here.send("/access/sign-out")

    assert (answer.status_code, answer.headers["location"]) == (303, "/access/sign-in")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert await caller_by(database, digest_of(secret)) is None
    here.keep(secret)
    assert (await here.open("/access/")).status_code == 303


async def test_another_browser_is_signed_out_and_this_one_is_not(browser: Open, database: Database) -> None:
    here = await signed_in(browser, database)
    there = browser()
    await there.sign_in(EMAIL)
    await here.open("/access/")

    (there_digest,) = re.findall(r"name=\"session\" value=\"([0-9a-f]{64})\"", here.page)
    answer = await here.client.post("/access/sessions/end", data={"session": there_digest})

    assert answer.status_code == 303
    assert (await there.open("/access/")).status_code == 303
    assert (await here.open("/access/")).status_code == 200


async def test_all_others_are_signed_out_at_once(browser: Open, database: Database) -> None:
    here = await signed_in(browser, database)
    others = [browser() for _ in range(3)]
    for each in others:
        await each.sign_in(EMAIL)

    await here.send("/access/sessions/end-others")

    assert [(await each.open("/access/")).status_code for each in (here, *others)] == [200, 303, 303, 303]


async def test_nobody_signs_out_somebody_else(browser: Open, database: Database) -> None:
    here = await signed_in(browser, database)
    other = await signed_in(browser, database, "other@example.org")

    await here.send("/access/sessions/end", session=digest_of(kept_secret(other)))

    assert (await other.open("/access/")).status_code == 200


async def test_a_new_password_signs_out_every_other_browser(browser: Open, database: Database) -> None:
    here = await signed_in(browser, database)
    there = browser()
    await there.sign_in(EMAIL)
    await here.open("/access/password")
    before = kept_secret(here)

    answer = await here.send("/access/password", present=PASSWORD, password=NEW, again=NEW)

    assert (answer.status_code, answer.headers["location"]) == (303, "/access/?done=password")
    assert [(await each.open("/access/")).status_code for each in (here, there)] == [200, 303]
    assert await caller_by(database, digest_of(before)) is None, "whoever has copied the cookie of before is signed out"
    assert [(await browser().sign_in(EMAIL, it)).status_code for it in (PASSWORD, NEW)] == [422, 303]


@pytest.mark.parametrize(
    ("present", "password", "said"),
    [("wrong", NEW, "not your present password"), (PASSWORD, "short", "at least 12"), (PASSWORD, "1" * 14, "guess")],
)
async def test_the_password_stays_where_something_is_wrong(
    browser: Open, database: Database, present: str, password: str, said: str
) -> None:
    here = await signed_in(browser, database)

    answer = await here.send("/access/password", present=present, password=password, again=password)

    assert answer.status_code == 422
    assert said in answer.text
    assert (await browser().sign_in(EMAIL)).status_code == 303


async def test_with_a_second_factor_a_weak_session_changes_no_password(browser: Open, database: Database) -> None:
    here = await signed_in(browser, database)
    await with_app(database, account_id_of(await caller(database, here)))

    answer = await here.send("/access/password", present=PASSWORD, password=NEW, again=NEW)

    assert answer.status_code == 422
    assert "Sign in again with your second factor" in answer.text


async def caller(database: Database, here: Browser) -> Caller:
    """Return who is signed in in the browser."""
    found = await caller_by(database, digest_of(kept_secret(here)))
    assert found is not None
    return found


def account_id_of(found: Caller) -> UUID:
    """Return whose session it is."""
    assert found.account_id is not None
    return found.account_id


async def test_name_and_language_are_kept_and_spoken(browser: Open, database: Database) -> None:
    here = await signed_in(browser, database)
    await here.open("/access/")

    answer = await here.send("/access/profile", name="Salma Autre-Exemple", language="ar")

    assert answer.status_code == 303
    kept = await account(database, account_id_of(await caller(database, here)))
    assert (kept.name, kept.language) == ("Salma Autre-Exemple", "ar")
    assert 'lang="ar" dir="rtl"' in (await here.open("/access/?done=profile")).text
    assert "حُفظ الاسم واللغة" in here.page


async def test_a_name_that_is_empty_is_not_kept(browser: Open, database: Database) -> None:
    here = await signed_in(browser, database)

    answer = await here.send("/access/profile", name=" ", language="en")

    assert answer.status_code == 422
    assert "required" in answer.text


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_the_pages_are_spoken_in_each_language(browser: Open, database: Database, language: str) -> None:
    here = await signed_in(browser, database)

    for path in ("/access/", "/access/password", "/access/authenticator"):
        answer = await here.open(f"{path}?lang={language}")
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
