"""Signing in by e-mail address and password, with a page for whoever is not let in. People are synthetic."""

from collections.abc import Callable

import pytest

from services.access.people.actions import end_account
from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser, kept_secret
from tests.integration.access.given import EMAIL, invited, somebody

Open = Callable[..., Browser]


async def test_the_right_password_opens_the_first_page(browser: Open, database: Database) -> None:
    account_id = await somebody(database)
    here = browser()

    answer = await here.sign_in(EMAIL)

    assert (answer.status_code, answer.headers["location"]) == (303, "/access/start")
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert (caller.account_id, caller.strong, caller.kind) == (account_id, False, "person")


async def test_the_address_counts_however_it_is_written(browser: Open, database: Database) -> None:
    await somebody(database)

    answer = await browser().sign_in("  Salma.Exemple@EXAMPLE.org ")

    assert answer.status_code == 303


async def test_who_is_signed_in_is_led_on(browser: Open, database: Database) -> None:
    await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)

    answer = await here.open("/access/sign-in?next=/reporting/")

    assert (answer.status_code, answer.headers["location"]) == (303, "/reporting/")


async def test_the_page_that_was_asked_for_comes_after_it(browser: Open, database: Database) -> None:
    await somebody(database)
    here = browser()
    await here.open("/access/sign-in?next=/scheduling/sessions/7%3Fa%3D1")

    answer = await here.send("/access/sign-in", email=EMAIL, password=PASSWORD)

    assert answer.headers["location"] == "/scheduling/sessions/7?a=1"


@pytest.mark.parametrize("asked", ["//example.org/", "https://example.org/", "/\\example.org", "\\\\example.org"])
async def test_nobody_is_led_to_another_house(browser: Open, database: Database, asked: str) -> None:
    await somebody(database)

    answer = await browser().sign_in(EMAIL, next=asked)

    assert answer.headers["location"] == "/access/start"


async def test_a_wrong_password_and_an_unknown_address_get_the_same_bytes(browser: Open, database: Database) -> None:
    await somebody(database)
    await invited(database, "invited@example.org")

    pages = []
    for email in (EMAIL, "nobody@example.org", "invited@example.org", "no address"):
        answer = await browser().sign_in(email, "quatre oliviers derriere la tour")
        pages.append((answer.status_code, answer.text.replace(email, "…"), sorted(answer.headers)))

    assert pages[0][0] == 422
    assert "is not right" in pages[0][1]
    assert [page == pages[0] for page in pages] == [True] * 4


async def test_what_was_typed_as_password_is_never_shown_again(browser: Open, database: Database) -> None:
    await somebody(database)

    answer = await browser().sign_in(EMAIL, "canary-password-canary")

    assert EMAIL in answer.text
    assert "canary" not in answer.text


async def test_an_account_that_has_ended_is_not_let_in(browser: Open, database: Database) -> None:
    account_id = await somebody(database)
    async with database.sessions.begin() as db:
        await end_account(db, account_id, None)

    answer = await browser().sign_in(EMAIL)

    assert answer.status_code == 422


async def test_each_sign_in_has_a_secret_of_its_own_and_ends_the_one_before(browser: Open, database: Database) -> None:
    await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)
    first = kept_secret(here)
    await here.send("/access/sign-in", email=EMAIL, password=PASSWORD)

    assert kept_secret(here) != first
    assert await caller_by(database, digest_of(first)) is None
    assert await caller_by(database, digest_of(kept_secret(here))) is not None


async def test_another_browser_stays_signed_in(browser: Open, database: Database) -> None:
    await somebody(database)
    here, there = browser(), browser()

    await here.sign_in(EMAIL)
    await there.sign_in(EMAIL)

    assert (await here.open("/access/")).status_code == 200
    assert here.page.count("Firefox, Android") == 3, "a row each, and whose button it is"


async def test_the_eleventh_browser_signs_out_the_first(browser: Open, database: Database) -> None:
    await somebody(database)
    many = [browser() for _ in range(11)]

    for one_more in many:
        await one_more.sign_in(EMAIL)

    assert (await many[0].open("/access/")).status_code == 303
    assert (await many[1].open("/access/")).status_code == 200


async def test_the_page_is_small(browser: Open) -> None:
    answer = await browser().open("/access/sign-in")

    assert len(answer.content) < 10_000


async def test_a_form_that_says_nothing_is_shown_again(browser: Open) -> None:
    answer = await browser().send("/access/sign-in", email="", password="")

    assert answer.status_code == 422
    assert answer.text.count("This field is required.") == 4


async def test_the_language_of_the_account_is_that_of_the_pages(browser: Open, database: Database) -> None:
    await somebody(database)
    here = browser()

    answer = await here.sign_in(EMAIL)

    assert "takwin-language=en" in " ".join(answer.headers.get_list("set-cookie"))
