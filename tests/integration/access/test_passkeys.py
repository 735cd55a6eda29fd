"""Passkeys: a device that its owner has unlocked signs her in by both factors at once. People are synthetic."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from services.access.passkeys import house
from services.access.passkeys.storage import passkeys_of
from services.access.people.actions import end_account
from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser, kept_secret
from tests.integration.access.device import OF_RSA, Device, OfRsa
from tests.integration.access.given import EMAIL, somebody, with_app

Open = Callable[..., Browser]
ORIGIN, HOST = "http://localhost:8000", "localhost"
NESTED = "[" * 19_000  # as deep as the form lets anybody go
ASKED = re.compile(r"data-passkey=\"([^\"]+)\"")


@pytest.fixture(autouse=True)
def _by_name(built: FastAPI) -> None:
    """Let people find the place by a name, for which devices keep keys."""
    built.state.settings = built.state.settings.model_copy(update={"origin": ORIGIN})


def device(**other: Any) -> Device:
    """Return a telephone in the hands of its owner."""
    return Device(**{"origin": ORIGIN, "host": HOST} | other)


def asked_by(here: Browser) -> dict[str, Any]:
    """Return what the page asks a device."""
    (said,) = ASKED.findall(here.page)
    asked: dict[str, Any] = json.loads(html.unescape(said))
    return asked


async def owner(browser: Open, database: Database, email: str = EMAIL) -> tuple[Browser, UUID]:
    """Return the browser of somebody signed in by an app, and her account."""
    account_id = await somebody(database, email)
    app, _ = await with_app(database, account_id)
    here = browser()
    await here.sign_in(email)
    await here.send("/access/second-factor", code=app.now())
    return here, account_id


async def added(here: Browser, telephone: Device, present: str = PASSWORD) -> Any:
    """Add the telephone to the account."""
    await here.open("/access/passkeys")
    answer = telephone.make(asked_by(here))
    return await here.send("/access/passkeys", credential=answer, name="Téléphone d'exemple", present=present)


async def signed_in(here: Browser, telephone: Device, **more: str) -> Any:
    """Sign in by the telephone."""
    await here.open("/access/sign-in")
    return await here.send("/access/sign-in/passkey", credential=telephone.show(asked_by(here)), **more)


async def test_a_device_is_added_and_signs_in_by_both_factors(browser: Open, database: Database) -> None:
    here, account_id = await owner(browser, database)
    telephone, there = device(), browser()

    assert (await added(here, telephone)).status_code == 303
    answer = await signed_in(there, telephone, next="/reporting/")

    assert (answer.status_code, answer.headers["location"]) == (303, "/reporting/")
    caller = await caller_by(database, digest_of(kept_secret(there)))
    assert caller is not None
    assert (caller.account_id, caller.strong) == (account_id, True)
    assert "Téléphone d&#39;exemple" in (await here.open("/access/passkeys")).text


async def test_a_computer_whose_chip_makes_keys_of_rsa_alone_signs_in_too(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    older = OfRsa(origin=ORIGIN, host=HOST)

    await here.open("/access/passkeys")
    offered = [it["alg"] for it in asked_by(here)["pubKeyCredParams"]]
    answers = (await added(here, older), await signed_in(browser(), older))

    assert offered == [-7, -8, OF_RSA]
    assert [it.status_code for it in answers] == [303, 303]


async def test_a_device_leaves_a_line_known_or_not(browser: Open, database: Database) -> None:
    here, account_id = await owner(browser, database)
    await added(here, telephone := device())

    with capture_logs() as lines:
        await signed_in(browser(), telephone)
        await signed_in(browser(), device())
        await signed_in(browser(), device(id=telephone.id))

    said = [it for it in lines if it["event"].startswith("sign_in.")]
    assert [(it["event"], it.get("factor") or it["reason"], it["account_id"]) for it in said] == [
        ("sign_in.done", "passkey", account_id),
        ("sign_in.refused", "passkey", None),
        ("sign_in.refused", "passkey", account_id),
    ]


async def test_whoever_adds_or_removes_a_device_goes_on_by_another_secret(browser: Open, database: Database) -> None:
    here, account_id = await owner(browser, database)
    secrets = [kept_secret(here)]

    await added(here, device())
    secrets.append(kept_secret(here))
    await here.open("/access/passkeys")
    (path,) = re.findall(r'action="(/access/passkeys/[^"]+/forget)"', here.page)
    await here.send(path, present=PASSWORD)

    *ended, now = [await caller_by(database, digest_of(it)) for it in [*secrets, kept_secret(here)]]
    assert ended == [None, None]
    assert now is not None
    assert (now.account_id, now.strong) == (account_id, True)


async def test_an_answer_opens_once(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())
    there, copied = browser(), browser()
    await there.open("/access/sign-in")
    copied.page, answer = there.page, telephone.show(asked_by(there))

    first = await there.send("/access/sign-in/passkey", credential=answer)
    second = await copied.send("/access/sign-in/passkey", credential=answer)

    assert (first.status_code, second.status_code) == (303, 422)


async def test_an_answer_without_a_count_opens_once_too(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())
    there, copied = browser(), browser()
    await there.open("/access/sign-in")
    telephone.count = -1
    copied.page, answer = there.page, telephone.show(asked_by(there))

    first = await there.send("/access/sign-in/passkey", credential=answer)
    second = await copied.send("/access/sign-in/passkey", credential=answer)

    assert (first.status_code, second.status_code) == (303, 422)


@pytest.mark.parametrize(
    "other",
    [{"verified": False}, {"origin": "http://localhost:8001"}, {"host": "example.com"}, {"id": b"x" * 32}],
    ids=str,
)
async def test_no_other_device_page_or_hand_opens(browser: Open, database: Database, other: dict[str, Any]) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())

    answer = await signed_in(browser(), replace(telephone, **other))

    assert answer.status_code == 422
    assert "not known here" in answer.text


async def test_another_key_under_the_same_name_opens_nothing(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())

    assert (await signed_in(browser(), device(id=telephone.id))).status_code == 422


async def test_a_copy_whose_count_is_behind_opens_nothing(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())
    copy = replace(telephone)
    for _ in range(2):
        assert (await signed_in(browser(), telephone)).status_code == 303

    assert (await signed_in(browser(), copy)).status_code == 422


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", "x", '{"id": "eA", "rawId": "eA", "type": "public-key"}', NESTED, '{"id":' + NESTED],
    ids=lambda said: str(said)[:20],
)
async def test_what_no_browser_sends_opens_nothing(browser: Open, database: Database, credential: str) -> None:
    here, _ = await owner(browser, database)
    await added(here, device())
    there = browser()
    await there.open("/access/sign-in")

    opened = await there.send("/access/sign-in/passkey", credential=credential)
    await here.open("/access/passkeys")
    kept = await here.send("/access/passkeys", credential=credential, name="x", present=PASSWORD)

    assert (opened.status_code, kept.status_code) == (422, 422)


async def test_a_question_is_good_for_five_minutes(
    browser: Open, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())

    assert house.WITHIN_S == 300
    monkeypatch.setattr(house, "WITHIN_S", -1)

    assert (await signed_in(browser(), telephone)).status_code == 422


async def test_a_device_is_added_by_who_knows_the_password(browser: Open, database: Database) -> None:
    here, account_id = await owner(browser, database)

    answer = await added(here, device(), present="wrong")

    assert answer.status_code == 422
    assert "not your present password" in answer.text
    async with database.sessions() as db:
        assert await passkeys_of(db, account_id) == []


async def test_a_device_is_added_once_and_by_the_page_that_asked_it(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    other, _ = await owner(browser, database, "other@example.org")
    telephone = device()
    await added(here, telephone)

    again = await added(other, telephone)
    await other.open("/access/passkeys")
    carried = dict(re.findall(r"name=\"(carried)\" value=\"([^\"]+)\"", other.page))
    foreign = await here.send(
        "/access/passkeys", credential=device().make(asked_by(other)), name="x", present=PASSWORD, **carried
    )

    assert (again.status_code, foreign.status_code) == (422, 422)
    assert "known already" in again.text


async def test_a_device_that_is_removed_opens_nothing(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())
    await here.open("/access/passkeys")
    (path,) = re.findall(r'action="(/access/passkeys/[^"]+/forget)"', here.page)

    wrong = await here.send(path, present="wrong")
    right = await here.send(path, present=PASSWORD)

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert (await signed_in(browser(), telephone)).status_code == 422


async def test_nobody_removes_the_device_of_somebody_else(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())
    other, _ = await owner(browser, database, "other@example.org")
    await here.open("/access/passkeys")
    (path,) = re.findall(r'action="(/access/passkeys/[^"]+/forget)"', here.page)

    await other.send(path, present=PASSWORD)

    assert (await signed_in(browser(), telephone)).status_code == 303


async def test_without_an_app_there_is_no_device(browser: Open, database: Database) -> None:
    await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)

    page = await here.open("/access/passkeys")
    sent = await here.send("/access/passkeys", credential="{}", carried="x", name="x", present=PASSWORD)

    assert not ASKED.findall(page.text)
    assert "/access/authenticator" in page.text
    assert "Set up an app" in sent.text


async def test_the_devices_go_with_the_app(browser: Open, database: Database) -> None:
    here, _ = await owner(browser, database)
    await added(here, telephone := device())
    await here.open("/access/authenticator")

    await here.send("/access/authenticator/off", present=PASSWORD)

    assert (await signed_in(browser(), telephone)).status_code == 422


async def test_an_account_that_has_ended_is_opened_by_no_device(browser: Open, database: Database) -> None:
    here, account_id = await owner(browser, database)
    await added(here, telephone := device())
    async with database.sessions.begin() as db:
        await end_account(db, account_id, None)

    assert (await signed_in(browser(), telephone)).status_code == 422


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "https://[::1]", "https://192.0.2.7"])
async def test_no_device_is_asked_where_the_place_has_no_name(
    browser: Open, database: Database, built: FastAPI, origin: str
) -> None:
    here, _ = await owner(browser, database)
    built.state.settings = built.state.settings.model_copy(update={"origin": origin})

    pages = [(await here.open("/access/passkeys")).text, (await browser().open("/access/sign-in")).text]

    assert [ASKED.findall(page) for page in pages] == [[], []]
    assert "passkeys.js" not in pages[0] + pages[1]
    assert "reached by a number" in pages[0]


async def test_the_script_is_served_to_everybody(browser: Open) -> None:
    answer = await browser().open("/access/assets/passkeys.js")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "navigator.credentials" in answer.text
