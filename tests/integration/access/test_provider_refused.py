"""Whom a provider of OpenID Connect, or somebody in its place, does not get in. People are synthetic."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError

from services.access.people.actions import end_account
from services.access.provider import asking, begun, client
from services.access.provider.storage import identities_of
from services.access.settings import AccessSettings
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.integration.access.browsing import Browser
from tests.integration.access.by_provider import Way, connect
from tests.integration.access.given import EMAIL, somebody
from tests.integration.access.issuer import CLIENT, CLIENT_SECRET, Issuer, issuing, new_key

Open = Callable[..., Browser]
OVER = int(machine_now().timestamp()) - 3600


@pytest.fixture
async def issuer(built: FastAPI) -> AsyncIterator[Issuer]:
    """The provider of the office."""
    async with issuing() as issuer:
        connect(built, issuer.url, CLIENT, CLIENT_SECRET)
        yield issuer


async def nobody_is_in(here: Browser) -> bool:
    """Say whether this browser is signed in to nothing."""
    return (await here.open("/access/")).status_code == 303


LIES: list[dict[str, Any]] = [
    {"iss": "https://issuer.example.org"},
    {"iss": None},
    {"aud": "another"},
    {"aud": [CLIENT, "another"]},
    {"aud": [CLIENT, "another"], "azp": CLIENT},
    {"azp": "another"},
    {"aud": None},
    {"exp": OVER},
    {"exp": None},
    {"exp": "never"},
    {"iat": OVER + 7200 + 3600},
    {"nbf": OVER + 7200 + 3600},
    {"nonce": "of another sign-in"},
    {"nonce": None},
    {"sub": None},
    {"sub": ""},
    {"sub": 7},
    {"sub": "x" * 256},
    {"sub": "a\x00b"},
    {"at_hash": "of-another-token"},
]


@pytest.mark.parametrize("lie", LIES, ids=str)
async def test_a_token_that_is_not_for_this_sign_in(
    browser: Open, database: Database, issuer: Issuer, lie: dict[str, Any]
) -> None:
    await somebody(database)
    issuer.says, here = lie, browser()

    answer = await Way(here).go()

    assert answer.status_code == 422
    assert "has not let you in" in answer.text
    assert await nobody_is_in(here)


@pytest.mark.parametrize("alg", ["none", "HS256"])
async def test_a_token_that_no_key_of_the_provider_signed(
    browser: Open, database: Database, issuer: Issuer, alg: str
) -> None:
    await somebody(database)
    issuer.alg, here = alg, browser()

    assert (await Way(here).go()).status_code == 422
    assert await nobody_is_in(here)


async def test_a_key_of_somebody_else_under_a_name_that_is_known(
    browser: Open, database: Database, issuer: Issuer
) -> None:
    await somebody(database)
    issuer.shown, issuer.key = [issuer.key], new_key("first")

    assert (await Way(browser()).go()).status_code == 422


async def test_a_newer_key_is_asked_for_once_a_minute(
    browser: Open, database: Database, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await somebody(database)
    assert (await Way(browser()).go()).status_code == 303
    issuer.key = new_key("second")

    soon = await Way(browser()).go()
    monkeypatch.setattr(client, "RENEWED_AFTER", client.RENEWED_AFTER * 0)
    later = await Way(browser()).go()

    assert (soon.status_code, later.status_code) == (422, 303)
    assert issuer.asked.count("/keys") == 2


@pytest.mark.parametrize("state", ["of-another", "", "é"])
async def test_an_answer_to_another_question(browser: Open, database: Database, issuer: Issuer, state: str) -> None:
    await somebody(database)
    here = browser()
    way = Way(here)
    await way.through()
    code = (await way.onward()).partition("code=")[2].partition("&")[0]

    answer = await here.open(f"/access/provider/finish?code={code}&state={state}")

    assert answer.status_code == 409
    assert "took too long" in answer.text
    assert "/token" not in issuer.asked
    assert await nobody_is_in(here)


async def test_an_answer_in_another_browser(browser: Open, database: Database, issuer: Issuer) -> None:
    await somebody(database)
    way, there = Way(browser()), browser()
    await way.through()

    answer = await there.open(await way.onward())

    assert answer.status_code == 409
    assert "/token" not in issuer.asked


async def test_an_answer_opens_once_even_with_a_copy_of_the_cookie(
    browser: Open, database: Database, issuer: Issuer
) -> None:
    await somebody(database)
    way, copy = Way(browser()), browser()
    await way.through()
    onward = await way.onward()
    copy.client.cookies.update(way.browser.client.cookies)
    before = dict(issuer.codes)

    first = await way.browser.open(onward)
    issuer.codes = before  # a provider that takes a code twice
    second = await copy.open(onward)

    assert (first.status_code, second.status_code) == (303, 409)
    assert issuer.asked.count("/token") == 1


@pytest.mark.usefixtures("issuer")
async def test_a_code_that_was_used_opens_nothing(browser: Open, database: Database) -> None:
    await somebody(database)
    first, second = Way(browser()), Way(browser())
    await first.go()
    used = first.back.partition("code=")[2].partition("&")[0]
    await second.through()
    state = second.back.partition("state=")[2]

    answer = await second.browser.open(f"/access/provider/finish?code={used}&state={state}")

    assert answer.status_code == 422


@pytest.mark.usefixtures("issuer")
async def test_the_code_of_another_sign_in_fits_no_verifier(browser: Open, database: Database) -> None:
    await somebody(database)
    stolen, here = Way(browser()), Way(browser())
    await stolen.through()
    await here.through()
    code = stolen.back.partition("code=")[2].partition("&")[0]
    state = here.back.partition("state=")[2]

    assert (await here.browser.open(f"/access/provider/finish?code={code}&state={state}")).status_code == 422


@pytest.mark.usefixtures("issuer")
async def test_a_sign_in_that_took_too_long(browser: Open, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await somebody(database)
    assert begun.WITHIN_S == 600
    monkeypatch.setattr(begun, "WITHIN_S", -1)
    way = Way(browser())
    await way.through()

    assert (await way.browser.open(f"/access/provider/finish?{way.back.partition('?')[2]}")).status_code == 409


@pytest.mark.parametrize("brought", ["iss=https%3A%2F%2Fissuer.example.org&code=x", "error=access_denied", "code="])
async def test_an_answer_without_a_code_of_this_provider(browser: Open, issuer: Issuer, brought: str) -> None:
    way = Way(browser())
    await way.through()
    state = way.back.partition("state=")[2]

    answer = await way.browser.open(f"/access/provider/finish?{brought}&state={state}")

    assert answer.status_code == 422
    assert "/token" not in issuer.asked


@pytest.mark.parametrize(
    "said",
    [{"email_verified": False}, {"email_verified": None}, {"email_verified": "true"}, {"email": None}, {"email": ""}],
    ids=str,
)
async def test_an_address_that_nobody_has_checked(
    browser: Open, database: Database, issuer: Issuer, said: dict[str, Any]
) -> None:
    account_id = await somebody(database)
    issuer.says, here = said, browser()

    answer = await Way(here).go()

    assert answer.status_code == 422
    assert "no e-mail address that was checked" in answer.text
    async with database.sessions() as db:
        assert not await identities_of(db, account_id)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.usefixtures("issuer")
async def test_whom_nobody_has_invited(browser: Open, language: str) -> None:
    here = browser()
    here.client.headers["accept-language"] = language

    answer = await Way(here).go()

    assert answer.status_code == 422
    assert {"fr": "demandez une invitation", "ar": "اطلب دعوة"}[language] in answer.text
    assert await nobody_is_in(here)


async def test_an_account_that_has_ended_linked_or_not(browser: Open, database: Database, issuer: Issuer) -> None:
    account_id = await somebody(database)
    other_id = await somebody(database, "other@example.org")
    await Way(browser()).go()
    async with database.sessions.begin() as db:
        await end_account(db, account_id, None)
        await end_account(db, other_id, None)

    linked = await Way(browser()).go()
    issuer.says = {"sub": "5678", "email": "other@example.org"}
    never_linked = await Way(browser()).go()

    assert [linked.status_code, never_linked.status_code] == [422, 422]
    assert "Nobody is invited" in linked.text


@pytest.mark.usefixtures("issuer")
async def test_ten_that_failed_from_one_place_have_to_wait(browser: Open) -> None:
    answers = [(await Way(browser()).go()).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


async def test_another_subject_beside_the_token(browser: Open, database: Database, issuer: Issuer) -> None:
    await somebody(database)
    issuer.says = {"email": None, "email_verified": None}
    issuer.about = {"userinfo_endpoint": f"{issuer.url}/userinfo"}
    issuer.beside = {"sub": "5678", "email": EMAIL, "email_verified": True}

    assert (await Way(browser()).go()).status_code == 422


AWAY: list[dict[str, Any]] = [
    {"status": 503},
    {"status": 404},
    {"padding": "x" * 300_000},
    {"packed": True},
    {"slow_s": 2.0},
    {"about": {"issuer": "https://issuer.example.org"}},
    {"about": {"token_endpoint": "ftp://issuer.example.org"}},
    {"about": {"jwks_uri": None}},
]


@pytest.mark.parametrize("how", AWAY, ids=lambda how: str(how)[:60])
async def test_a_provider_that_cannot_be_asked_locks_nobody_out(
    browser: Open, database: Database, issuer: Issuer, how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await somebody(database)
    monkeypatch.setattr(asking, "WITHIN_S", 1.0)
    for name, value in how.items():
        setattr(issuer, name, value)
    here = browser()

    answer = await here.open("/access/provider")

    assert answer.status_code == 503
    assert "cannot be asked at present" in answer.text
    assert (await here.sign_in(EMAIL)).status_code == 303


async def test_an_outage_on_the_way_back_is_no_guess(browser: Open, database: Database, issuer: Issuer) -> None:
    await somebody(database)
    ways = [Way(browser()) for _ in range(11)]
    for way in ways:
        await way.through()
    issuer.status = 503

    answers = [(await way.browser.open(await way.onward())).status_code for way in ways]

    assert answers == [503] * 11


@pytest.mark.parametrize(
    "told",
    [
        {"oidc_issuer": "http://issuer.example.org"},
        {"oidc_issuer": "issuer.example.org"},
        {"oidc_issuer": "https://issuer.example.org?x=1"},
        {"oidc_client_id": ""},
        {"oidc_client_secret": SecretStr("")},
    ],
    ids=str,
)
def test_settings_that_would_let_anybody_answer(told: dict[str, Any]) -> None:
    fine: dict[str, Any] = {"oidc_issuer": "https://issuer.example.org/realms/office", "oidc_client_id": CLIENT}
    fine |= {"oidc_client_secret": SecretStr(CLIENT_SECRET), "kafka_servers": "unused"}
    fine |= {"database_url": SecretStr("unused"), "secret": SecretStr("only-for-tests-" * 4)}

    assert AccessSettings(**fine).oidc_issuer
    with pytest.raises(ValidationError):
        AccessSettings(**fine | told)
