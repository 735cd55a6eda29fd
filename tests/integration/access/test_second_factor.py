"""Second factors: an app that shows codes, and codes on paper; each code is good for once. People are synthetic."""

import asyncio
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pyotp
import pytest

from services.access.sessions.actions import open_session
from services.access.signing_in import half_way
from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser, kept_secret
from tests.integration.access.given import EMAIL, account, somebody, with_app

Open = Callable[..., Browser]


async def set_up(here: Browser, **more: str) -> tuple[pyotp.TOTP, Any]:
    """Set up an app as the page says, and return it with the answer."""
    await here.open("/access/authenticator")
    (letters,) = re.findall(r"<b class=\"name\"><bdi dir=\"ltr\">([A-Z2-7 ]+)</bdi>", here.page)
    app = pyotp.TOTP(letters.replace(" ", ""))
    return app, await here.send("/access/authenticator", **({"code": app.now(), "present": PASSWORD} | more))


async def test_an_app_is_set_up_and_ten_codes_are_shown_once(browser: Open, database: Database) -> None:
    account_id = await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)
    before = kept_secret(here)

    _, answer = await set_up(here)

    assert answer.status_code == 200
    assert len(set(re.findall(r"<bdi dir=\"ltr\">((?:[A-Z2-7]{4} ?){4})</bdi>", answer.text))) == 10
    assert (await account(database, account_id)).has_second_factor
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.strong
    assert await caller_by(database, digest_of(before)) is None, "who had the secret before is signed out"
    assert not set(re.findall(r"[A-Z2-7]{4} [A-Z2-7]{4}", (await here.open("/access/")).text))


async def test_the_picture_says_what_the_letters_say(browser: Open, database: Database) -> None:
    await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)

    answer = await here.open("/access/authenticator")

    assert "data:image/svg+xml" in answer.text
    assert len(answer.content) < 60_000


@pytest.mark.parametrize(
    ("wrong", "said"), [({"code": "000000"}, "code is not right"), ({"present": "x"}, "your present password")]
)
async def test_nothing_is_set_up_by_a_wrong_code_or_password(
    browser: Open, database: Database, wrong: dict[str, str], said: str
) -> None:
    account_id = await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)

    app, answer = await set_up(here, **wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert not (await account(database, account_id)).has_second_factor
    again = await here.send("/access/authenticator", code=app.now(), present=PASSWORD)
    assert again.status_code == 200, "the same letters stand on the page that is shown again"


async def test_the_password_alone_leads_to_the_second_page(browser: Open, database: Database) -> None:
    app, _ = await with_app(database, await somebody(database))
    here = browser()

    answer = await here.sign_in(EMAIL, next="/reporting/")

    assert answer.status_code == 200
    assert (await here.open("/access/")).status_code == 303
    await here.sign_in(EMAIL, next="/reporting/")
    led = await here.send("/access/second-factor", code=app.now())
    assert (led.status_code, led.headers["location"]) == (303, "/reporting/")
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.strong


async def test_a_code_opens_once(browser: Open, database: Database) -> None:
    app, _ = await with_app(database, await somebody(database))
    here, there = browser(), browser()
    code = app.now()
    await here.sign_in(EMAIL)
    await here.send("/access/second-factor", code=code)
    await there.sign_in(EMAIL)

    answer = await there.send("/access/second-factor", code=code)

    assert answer.status_code == 422
    assert "used before" in answer.text


async def test_a_code_that_two_show_at_once_opens_for_one(browser: Open, database: Database) -> None:
    app, _ = await with_app(database, await somebody(database))
    two = [browser(), browser()]
    for each in two:
        await each.sign_in(EMAIL)

    answers = await asyncio.gather(*(each.send("/access/second-factor", code=app.now()) for each in two))

    assert {it.status_code for it in answers} in ({303, 409}, {303, 422})


async def test_a_code_is_right_in_its_time_and_none_that_is_older_or_to_come(browser: Open, database: Database) -> None:
    app, _ = await with_app(database, await somebody(database))
    now = int(machine_now().timestamp())

    found = {}
    for beside in (-90, 60, 0):
        here = browser()
        await here.sign_in(EMAIL)
        found[beside] = (await here.send("/access/second-factor", code=app.at(now + beside))).status_code

    assert found == {-90: 422, 60: 422, 0: 303}


async def test_a_code_on_paper_opens_once_however_it_is_typed(browser: Open, database: Database) -> None:
    _, codes = await with_app(database, await somebody(database))
    here, there = browser(), browser()
    typed = f" {codes[3][:4]}-{codes[3][4:]} ".lower()
    await here.sign_in(EMAIL)
    await there.sign_in(EMAIL)

    first = await here.send("/access/second-factor", code=typed)
    await there.sign_in(EMAIL)
    second = await there.send("/access/second-factor", code=codes[3])

    assert (first.status_code, second.status_code) == (303, 422)


async def test_a_code_on_paper_that_two_show_at_once_opens_for_one(browser: Open, database: Database) -> None:
    _, codes = await with_app(database, await somebody(database))
    two = [browser(), browser()]
    for each in two:
        await each.sign_in(EMAIL)

    answers = await asyncio.gather(*(each.send("/access/second-factor", code=codes[0]) for each in two))

    assert sorted(it.status_code == 303 for it in answers) == [False, True]


async def test_the_page_of_the_code_is_good_for_one_sign_in(browser: Open, database: Database) -> None:
    app, codes = await with_app(database, await somebody(database))
    here, copied = browser(), browser()
    await here.sign_in(EMAIL)
    copied.page = here.page
    await here.send("/access/second-factor", code=app.now())

    answer = await copied.send("/access/second-factor", code=codes[0])

    assert answer.status_code == 409
    assert "sign in once more" in answer.text


async def test_the_page_of_the_code_is_good_for_five_minutes(
    browser: Open, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = await with_app(database, await somebody(database))
    here = browser()
    await here.sign_in(EMAIL)

    monkeypatch.setattr(half_way, "LASTS_S", -1)
    answer = await here.send("/access/second-factor", code=app.now())

    assert answer.status_code == 409


@pytest.mark.parametrize("sealed", ["", "x", "00000000-0000-0000-0000-000000000000 None None"])
async def test_nobody_begins_at_the_second_page(browser: Open, database: Database, sealed: str) -> None:
    await with_app(database, await somebody(database))

    answer = await browser().send("/access/second-factor", code="123456", sealed=sealed)

    assert answer.status_code in {409, 422}


async def test_five_wrong_codes_let_the_right_one_wait(browser: Open, database: Database) -> None:
    app, codes = await with_app(database, await somebody(database))
    here = browser()
    await here.sign_in(EMAIL)

    wrong = [(await here.send("/access/second-factor", code="000000")).status_code for _ in range(5)]
    right = await here.client.post("/access/second-factor", data={"code": app.now()} | sealed_in(here))
    paper = await here.client.post("/access/second-factor", data={"code": codes[0]} | sealed_in(here))

    assert wrong == [422] * 5
    assert (right.status_code, paper.status_code) == (429, 429)
    assert 0 < int(right.headers["retry-after"]) <= 300


def sealed_in(here: Browser) -> dict[str, str]:
    """Return what the page says of whose password was right."""
    return dict(re.findall(r"name=\"(sealed)\" value=\"([^\"]+)\"", here.page))


async def test_the_second_factor_goes_by_password_and_a_strong_session(browser: Open, database: Database) -> None:
    account_id = await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)
    weak = browser()
    await weak.sign_in(EMAIL)
    app, _ = await set_up(here)
    await with_weak_session(database, weak, account_id)

    by_weak = await weak.send("/access/authenticator/off", present=PASSWORD)
    by_wrong = await here.send("/access/authenticator/off", present="wrong")
    right = await here.send("/access/authenticator/off", present=PASSWORD)

    assert (by_weak.status_code, by_wrong.status_code, right.status_code) == (422, 422, 303)
    assert "second factor before you change" in by_weak.text
    assert not (await account(database, account_id)).has_second_factor
    assert (await weak.open("/access/")).status_code == 303, "whoever was signed in elsewhere is signed out"
    assert (await here.open("/access/")).status_code == 200
    assert app.secret not in here.page


async def with_weak_session(database: Database, there: Browser, account_id: UUID) -> None:
    """Let a browser be signed in without the second factor that the account has."""
    async with database.sessions.begin() as db:
        secret = await open_session(db, account_id, "Firefox, Android", strong=False, factor="password")
    there.keep(secret)


async def test_new_codes_on_paper_end_the_old_ones(browser: Open, database: Database) -> None:
    account_id = await somebody(database)
    app, codes = await with_app(database, account_id)
    here, there = browser(), browser()
    await here.sign_in(EMAIL)
    await here.send("/access/second-factor", code=app.now())

    before = kept_secret(here)
    answer = await here.send("/access/recovery-codes", present=PASSWORD)
    await there.sign_in(EMAIL)
    by_old = await there.send("/access/second-factor", code=codes[0])
    (new, *_) = re.findall(r"<b><bdi dir=\"ltr\">([A-Z2-7 ]+)</bdi>", answer.text)
    by_new = await there.send("/access/second-factor", code=new)

    assert (by_old.status_code, by_new.status_code) == (422, 303)
    assert await caller_by(database, digest_of(before)) is None
    assert (await here.open("/access/")).status_code == 200


async def test_the_secret_of_the_app_is_sealed_in_the_database(database: Database) -> None:
    account_id = await somebody(database)
    app, _ = await with_app(database, account_id)

    kept = (await account(database, account_id)).totp_secret

    assert kept is not None
    assert app.secret.encode() not in kept
