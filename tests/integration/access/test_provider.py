"""Signing in by a provider of OpenID Connect: who is invited comes in, and is known again. People are synthetic."""

from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from services.access.people import actions
from services.access.provider.storage import identities_of
from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser, kept_secret
from tests.integration.access.by_provider import Way, connect
from tests.integration.access.given import COORDINATOR, EMAIL, account, administrator, invited, somebody, with_app
from tests.integration.access.issuer import CLIENT, CLIENT_SECRET, Issuer, issuing

Open = Callable[..., Browser]
BUTTON = "/access/provider?next="


@pytest.fixture
async def issuer(built: FastAPI) -> AsyncIterator[Issuer]:
    """The provider of the office, which tells the truth."""
    async with issuing() as issuer:
        connect(built, issuer.url, CLIENT, CLIENT_SECRET)
        yield issuer


async def test_without_a_provider_nothing_shows(browser: Open) -> None:
    answer = await browser().open("/access/sign-in")

    assert BUTTON not in answer.text
    assert [(await browser().open(f"/access/provider{it}")).status_code for it in ("", "/back", "/finish")] == [404] * 3


@pytest.mark.usefixtures("issuer")
async def test_who_is_invited_comes_in_without_a_password(browser: Open, database: Database) -> None:
    account_id, _ = await invited(database)
    here = browser()

    page = await here.open("/access/sign-in?next=/reporting/")
    answer = await Way(here).go(f"{BUTTON}%2Freporting%2F")

    assert f'href="{BUTTON}%2Freporting%2F"' in page.text
    assert len(page.content) < 60_000
    assert (answer.status_code, answer.headers["location"]) == (303, "/reporting/")
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert (caller.account_id, caller.strong) == (account_id, False)


async def test_later_the_subject_counts_and_no_address(browser: Open, database: Database, issuer: Issuer) -> None:
    account_id = await somebody(database)
    await Way(browser()).go()
    issuer.says = {"email": "another@example.org", "email_verified": False}

    here = browser()
    answer = await Way(here).go()

    assert answer.status_code == 303
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.account_id == account_id


async def test_no_token_is_kept(browser: Open, database: Database, issuer: Issuer) -> None:
    account_id = await somebody(database)

    await Way(browser()).go()

    async with database.sessions() as db:
        (identity,) = await identities_of(db, account_id)
        assert set(identity.model_dump()) == {"issuer", "subject", "account_id", "linked_at"}
        assert (identity.issuer, identity.subject) == (issuer.url, "1234")


@pytest.mark.usefixtures("issuer")
async def test_the_session_before_ends_and_the_secret_is_new(browser: Open, database: Database) -> None:
    await somebody(database)
    here = browser()
    way = Way(here)
    await way.through()
    onward = await way.onward()
    await here.sign_in(EMAIL)
    first = next(str(it.value) for it in here.client.cookies.jar if not it.name.endswith("-begun"))
    first = first.strip('"').split(".")[0]

    await here.open(onward)

    assert kept_secret(here) != first
    assert await caller_by(database, digest_of(first)) is None


async def test_an_own_second_factor_is_asked_for(browser: Open, database: Database, issuer: Issuer) -> None:
    account_id = await somebody(database, asked=COORDINATOR)
    app, _ = await with_app(database, account_id)
    issuer.says = {"amr": ["pwd", "mfa"], "acr": "1"}
    here = browser()

    page = await Way(here).go(f"{BUTTON}%2Freporting%2F")
    wrong = await here.send("/access/second-factor", code="000000")
    answer = await here.send("/access/second-factor", code=app.now())

    assert (page.status_code, wrong.status_code) == (200, 422)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reporting/")
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.strong


@pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "urn:mfa"}], ids=str)
async def test_what_the_provider_saw_counts_where_the_operator_says_so(
    browser: Open, database: Database, issuer: Issuer, built: FastAPI, said: dict[str, object]
) -> None:
    account_id = await somebody(database, asked=COORDINATOR)
    await with_app(database, account_id)
    connect(built, issuer.url, CLIENT, CLIENT_SECRET, "mfa urn:mfa")
    issuer.says, here = said, browser()

    answer = await Way(here).go()

    assert answer.status_code == 303
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.strong


@pytest.mark.parametrize("said", [{}, {"amr": ["pwd"]}, {"amr": ["pwd"], "acr": "0"}], ids=str)
async def test_one_factor_at_the_provider_is_one_factor(
    browser: Open, database: Database, issuer: Issuer, built: FastAPI, said: dict[str, object]
) -> None:
    await somebody(database, asked=COORDINATOR)
    connect(built, issuer.url, CLIENT, CLIENT_SECRET, "mfa")
    issuer.says, here = said, browser()

    await Way(here).go()

    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert not caller.strong


async def test_an_address_told_beside_the_token_counts(browser: Open, database: Database, issuer: Issuer) -> None:
    await somebody(database)
    issuer.says = {"email": None, "email_verified": None}
    issuer.about = {"userinfo_endpoint": f"{issuer.url}/userinfo"}
    issuer.beside = {"sub": "1234", "email": EMAIL, "email_verified": True}

    assert (await Way(browser()).go()).status_code == 303


@pytest.mark.usefixtures("issuer")
async def test_the_page_speaks_the_language_of_the_account(browser: Open, database: Database) -> None:
    account_id, _ = await invited(database)
    async with database.sessions.begin() as db:
        (await db.get_one(type(await account(database, account_id)), account_id)).language = "ar"
    here = browser()

    await Way(here).go()

    assert here.client.cookies["takwin-language"] == "ar"


@pytest.mark.usefixtures("issuer")
async def test_who_has_no_password_is_told_where_one_comes_from(browser: Open, database: Database) -> None:
    await invited(database)
    here = browser()
    await Way(here).go()

    page = await here.open("/access/")
    sent = await here.send("/access/password", present=PASSWORD, password="x" * 12, again="x" * 12)

    assert "no password here yet" in page.text
    assert "no password here yet" in sent.text


async def test_an_administrator_lets_another_identity_in(browser: Open, database: Database, issuer: Issuer) -> None:
    account_id = await somebody(database)
    old = browser()
    await Way(old).go()
    issuer.says = {"sub": "5678"}
    refused = await Way(browser()).go()
    there = browser()
    await administrator(database, there)
    await there.open(f"/access/people/{account_id}")

    done = await there.send(f"/access/people/{account_id}/identity/off")

    assert refused.status_code == 409
    assert "another identity" in refused.text
    assert done.status_code == 303
    assert (await old.open("/access/")).status_code == 303, "is signed out"
    assert (await Way(browser()).go()).status_code == 303


async def test_who_comes_back_is_linked_anew(browser: Open, database: Database, issuer: Issuer) -> None:
    account_id = await somebody(database)
    await Way(browser()).go()
    async with database.sessions.begin() as db:
        await actions.end_account(db, account_id, None)
        await actions.open_again(db, account_id, None)
        assert not await identities_of(db, account_id)
    issuer.says = {"email": "another@example.org"}

    assert (await Way(browser()).go()).status_code == 422


async def test_who_is_signed_in_is_led_on(browser: Open, database: Database, issuer: Issuer) -> None:
    await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)

    answer = await here.open(f"{BUTTON}%2Freporting%2F")

    assert answer.headers["location"] == "/reporting/"
    assert not issuer.asked


@pytest.mark.parametrize("path", ["//example.org/", "https://example.org/", "/%5Cexample.org", "/a%20b"])
@pytest.mark.usefixtures("issuer")
async def test_nobody_is_led_to_another_house(browser: Open, database: Database, path: str) -> None:
    await somebody(database)

    answer = await Way(browser()).go(f"{BUTTON}{path}")

    assert answer.headers["location"] == "/access/start"


async def test_the_address_of_the_provider_says_no_secret(browser: Open, issuer: Issuer) -> None:
    here = browser()

    address = await Way(here).leave()

    assert address.startswith(f"{issuer.url}/authorize?")
    for word in ("code_challenge_method=S256", "state=", "nonce=", "scope=openid+email", f"client_id={CLIENT}"):
        assert word in address
    assert CLIENT_SECRET not in address
    (cookie,) = here.client.cookies.jar
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "strict"


@pytest.mark.usefixtures("issuer")
async def test_a_row_of_an_identity_is_behind_the_wall(database: Database, browser: Open) -> None:
    await somebody(database)
    await Way(browser()).go()

    async with database.sessions(info={"reach": {"takwin.reach": "part"}}) as db:
        await (await db.connection()).execute(text("set local takwin.reach = 'part'"))
        seen = (await (await db.connection()).execute(text("select count(*) from identity"))).scalar_one()

    assert seen == 0
