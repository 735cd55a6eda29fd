"""Proof anew: after a while, of whoever changes what opens an account or ends a session. People are synthetic."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.kernel.database import Database, run
from tests.integration.access.browsing import PASSWORD, Browser, kept_secret
from tests.integration.access.device import Device
from tests.integration.access.given import EMAIL, account, later, somebody, with_app

Open = Callable[..., Browser]
ORIGIN = "http://localhost:8000"
NEW = "cinq figuiers devant la mairie"
CODE_TOO = "type a code as well"
CHANGES: dict[str, dict[str, str]] = {
    "/access/password": {"password": NEW, "again": NEW},
    "/access/recovery-codes": {},
    "/access/authenticator/off": {},
    "/access/passkeys": {"credential": "{}", "carried": "-", "name": "Téléphone d'exemple"},
    f"/access/passkeys/{UUID(int=0)}/forget": {},
}


@dataclass(frozen=True)
class Somebody:
    """Somebody signed in by both factors in one browser, and her codes on paper."""

    account_id: UUID
    here: Browser
    paper: list[str]


@pytest.fixture
async def she(browser: Open, database: Database) -> Somebody:
    """Return her, who has shown both just now."""
    account_id = await somebody(database)
    app, paper = await with_app(database, account_id)
    here = browser()
    await here.sign_in(EMAIL)
    assert (await here.send("/access/second-factor", code=app.now())).status_code == 303
    return Somebody(account_id, here, paper)


async def another(browser: Open, code: str = "") -> Browser:
    """Return another browser in which she is signed in."""
    there = browser()
    await there.sign_in(EMAIL)
    if code:
        await there.send("/access/second-factor", code=code)
    return there


async def is_in(database: Database, there: Browser) -> bool:
    return await caller_by(database, digest_of(kept_secret(there))) is not None


@pytest.mark.parametrize("path", CHANGES)
async def test_after_a_while_the_password_alone_changes_nothing(she: Somebody, database: Database, path: str) -> None:
    before = await account(database, she.account_id)
    await later(database, 15)

    answer = await she.here.send(path, present=PASSWORD, **CHANGES[path])

    assert answer.status_code == 422
    assert CODE_TOO in answer.text
    assert await account(database, she.account_id) == before


async def test_lately_shown_the_password_is_enough_and_no_page_asks_for_a_code(
    she: Somebody, database: Database
) -> None:
    await later(database, 14)

    pages = [(await she.here.open(it)).text for it in ("/access/password", "/access/authenticator", "/access/passkeys")]
    answer = await she.here.send("/access/recovery-codes", present=PASSWORD)

    assert [it for it in pages if 'name="code"' in it] == []
    assert answer.status_code == 200


async def test_with_a_code_the_password_is_changed_and_the_next_change_needs_none(
    she: Somebody, database: Database
) -> None:
    await later(database, 15)
    asked = await she.here.open("/access/password")

    with capture_logs() as lines:
        changed = await she.here.send("/access/password", present=PASSWORD, password=NEW, again=NEW, code=she.paper[0])
    next_one = await she.here.send("/access/recovery-codes", present=NEW)

    assert 'name="code"' in asked.text
    assert (changed.status_code, next_one.status_code) == (303, 200)
    assert [it["account_id"] for it in lines if it["event"] == "proof.shown"] == [she.account_id]


async def test_a_new_secret_makes_no_second_factor_of_before_any_newer(she: Somebody, database: Database) -> None:
    await later(database, 10)
    assert (await she.here.send("/access/recovery-codes", present=PASSWORD)).status_code == 200
    await later(database, 5)

    answer = await she.here.send("/access/recovery-codes", present=PASSWORD)

    assert answer.status_code == 422
    assert CODE_TOO in answer.text


async def test_after_a_while_a_device_is_added_and_removed_by_a_code_too(
    she: Somebody, database: Database, built: FastAPI
) -> None:
    built.state.settings = built.state.settings.model_copy(update={"origin": ORIGIN})
    await later(database, 15)
    await she.here.open("/access/passkeys")

    without = await added(she.here)
    with_code = await added(she.here, code=she.paper[0])
    await later(database, 15)
    page = (await she.here.open("/access/passkeys")).text
    (path,) = re.findall(r'action="(/access/passkeys/[^"]+/forget)"', page)
    kept = await she.here.send(path, present=PASSWORD)
    removed = await she.here.send(path, present=PASSWORD, code=she.paper[1])

    assert [it.status_code for it in (without, with_code, kept, removed)] == [422, 303, 422, 303]
    assert "Téléphone d&#39;exemple" in without.text, "what was typed is still there"
    assert re.findall(r'id="(code[-\d]*)"', page) == ["code-1", "code"]


async def added(here: Browser, **more: str) -> httpx2.Response:
    """Add a telephone by the page that is open."""
    (asked,) = re.findall(r"data-passkey=\"([^\"]+)\"", here.page)
    answer = Device(origin=ORIGIN, host="localhost").make(json.loads(html.unescape(asked)))
    typed = {"credential": answer, "name": "Téléphone d'exemple", "present": PASSWORD}
    return await here.send("/access/passkeys", **typed, **more)


async def test_wrong_codes_are_counted(she: Somebody, database: Database) -> None:
    await later(database, 15)
    typed = {"present": PASSWORD, "password": NEW, "again": NEW}

    wrong = [(await she.here.send("/access/password", code="000000", **typed)).status_code for _ in range(5)]
    right = await she.here.send("/access/password", code=she.paper[0], **typed)

    assert (wrong, right.status_code) == ([422] * 5, 429)


async def test_a_wrong_password_takes_no_code(she: Somebody, database: Database) -> None:
    await later(database, 15)

    wrong = await she.here.send("/access/recovery-codes", present="wrong", code=she.paper[0])
    without = await she.here.send("/access/recovery-codes", present=PASSWORD)
    right = await she.here.send("/access/recovery-codes", present=PASSWORD, code=she.paper[0])

    assert [it.status_code for it in (wrong, without, right)] == [422, 422, 200]


async def test_a_session_that_the_release_before_has_opened_is_asked(she: Somebody, database: Database) -> None:
    async with database.sessions.begin() as db:
        await run(db, "update session set proved_at = null")

    assert CODE_TOO in (await she.here.send("/access/recovery-codes", present=PASSWORD)).text


def to_end(which: str, there: Browser) -> dict[str, str]:
    """Return what the form of the account's page says."""
    return {"session": digest_of(kept_secret(there))} if which == "end" else {}


@pytest.mark.parametrize("which", ["end", "end-others"])
async def test_after_a_while_a_session_is_ended_by_whoever_shows_a_code(
    browser: Open, database: Database, she: Somebody, which: str
) -> None:
    there, before = await another(browser, she.paper[0]), kept_secret(she.here)
    await later(database, 15)

    asked = await she.here.send(f"/access/sessions/{which}", **to_end(which, there))
    still = await is_in(database, there)
    wrong = await she.here.send(f"/access/sessions/{which}", code="000000")
    right = await she.here.send(f"/access/sessions/{which}", code=she.paper[1])

    assert (asked.status_code, wrong.status_code, right.status_code) == (422, 422, 303)
    assert CODE_TOO in asked.text
    assert 'type="password"' not in asked.text
    assert still
    assert [await is_in(database, it) for it in (she.here, there)] == [True, False]
    assert await caller_by(database, digest_of(before)) is None, "she goes on by another secret"


@pytest.mark.parametrize("which", ["end", "end-others"])
async def test_without_a_second_factor_the_password_is_shown(browser: Open, database: Database, which: str) -> None:
    await somebody(database)
    here, there = await another(browser), await another(browser)
    await later(database, 15)

    asked = await here.send(f"/access/sessions/{which}", **to_end(which, there))
    wrong = await here.send(f"/access/sessions/{which}", present="wrong")
    still = await is_in(database, there)
    right = await here.send(f"/access/sessions/{which}", present=PASSWORD)

    assert "type your password" in asked.text
    assert (wrong.status_code, still, right.status_code) == (422, True, 303)
    assert [await is_in(database, it) for it in (here, there)] == [True, False]


async def test_whoever_has_neither_signs_in_again(browser: Open, database: Database) -> None:
    await somebody(database)
    here, there = await another(browser), await another(browser)
    async with database.sessions.begin() as db:
        await run(db, "update account set password_hash = null")
    await later(database, 15)

    answer = await here.send("/access/sessions/end-others")

    assert answer.status_code == 422
    assert "sign out and in again" in answer.text
    assert await is_in(database, there)
