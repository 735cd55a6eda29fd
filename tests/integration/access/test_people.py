"""Accounts as administrators look after them: invited, given roles, ended, opened again. People are synthetic."""

import asyncio
import contextlib
import html
import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people import actions
from services.access.people.domain import Asked, LastAdministrator
from services.access.people.storage import grants_of, having_for_good
from shared.access.accounts import KnownAccount
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from shared.refusals import Refusal
from tests.integration.access.browsing import Browser
from tests.integration.access.given import (
    ADMINISTRATOR,
    COORDINATOR,
    EMAIL,
    READER,
    account,
    administrator,
    invited,
    somebody,
    with_app,
)

Open = Callable[..., Browser]
NEW = {"name": "Driss Exemple", "email": "driss@example.org", "language": "fr", "role": "reader", "reason": "Exemple"}
LINK = re.compile(r"http://127\.0\.0\.1:8000(/access/open/[\w-]+)")
AUDITOR = Asked("auditor", "Exemple")


async def known(database: Database, account_id: UUID) -> KnownAccount:
    """Return what services know of the account."""
    async with database.sessions() as db:
        return await db.get_one(KnownAccount, account_id)


async def test_somebody_is_invited_by_a_link_that_is_shown_once(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    await here.open("/access/people/new")

    answer = await here.send("/access/people/new", **NEW)

    assert answer.status_code == 200
    (path,) = LINK.findall(answer.text)
    assert (await browser().open(path)).status_code == 200
    listed = await here.open("/access/people")
    assert "Driss Exemple" in listed.text
    assert "Invited" in listed.text
    assert not LINK.findall(listed.text)


async def test_a_second_click_invites_nobody_else_and_leads_to_the_account(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    await here.open("/access/people/new")
    form = here.page
    await here.send("/access/people/new", **NEW)
    here.page = form

    again = await here.send("/access/people/new", **NEW)

    assert again.status_code == 303
    assert (await here.open(again.headers["location"])).status_code == 200
    assert "Driss Exemple" in here.page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"email": EMAIL.upper()}, "with this address already"),
        ({"email": "no address"}, "not an e-mail address"),
        ({"role": "player"}, "No person can be given"),
        ({"role": "coordinator"}, "holds in one region"),
        ({"role": "coordinator", "region": "XX-99"}, "no such region"),
        ({"role": "focal-point", "region": "MA-02"}, "holds for one organisation"),
        ({"role": "trainer"}, "holds in sessions"),
        ({"role": "trainer", "session_ids": "7"}, "not an id"),
        ({"region": "MA-02"}, "no such limit"),
        ({"ends_on": "2017-08-23"}, "must lie in the future"),
        ({"name": ""}, "required"),
        ({"reason": ""}, "required"),
    ],
    ids=str,
)
async def test_nobody_is_invited_where_something_is_wrong(
    browser: Open, database: Database, more: dict[str, str], said: str
) -> None:
    await somebody(database)
    await administrator(database, here := browser())
    await here.open("/access/people/new")

    answer = await here.send("/access/people/new", **NEW | more)

    assert answer.status_code == 422
    assert said in html.unescape(answer.text)
    assert "Driss" not in (await here.open("/access/people")).text


async def test_a_role_holds_where_it_was_given(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    account_id = await somebody(database)
    sessions = [uuid4(), uuid4()]
    await here.open(f"/access/people/{account_id}")
    ids = f"{sessions[0]},\n {sessions[1]}"

    answer = await here.send(
        f"/access/people/{account_id}/grants", role="trainer", session_ids=ids, reason="Exemple", ends_on="2100-01-31"
    )

    assert answer.status_code == 303
    grants = (await known(database, account_id)).grants
    (trainer,) = [it for it in grants if it["role"] == "trainer"]
    assert trainer["session_ids"] == [str(it) for it in sessions]
    assert trainer["ends_at"].startswith("2100-02-01T00:00"), "until that day is over in Morocco"
    assert [it["role"] for it in grants] == ["reader", "trainer"]


async def test_a_role_is_taken_back_and_stays_as_a_record(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    account_id = await somebody(database, asked=COORDINATOR)
    await here.open(f"/access/people/{account_id}")
    (path,) = re.findall(r'action="(/access/people/[^"]+/take-back)"', here.page)

    answers = [(await here.send(path)).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert (await known(database, account_id)).grants == []
    page = (await here.open(f"/access/people/{account_id}")).text
    assert "Coordinator" in page
    assert path not in page


async def test_an_account_that_is_ended_is_out_at_once(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    account_id = await somebody(database)
    there = browser()
    await there.sign_in(EMAIL)
    await here.open(f"/access/people/{account_id}")

    answer = await here.send(f"/access/people/{account_id}/end")

    assert answer.status_code == 303
    assert (await there.open("/access/")).status_code == 303
    assert (await browser().sign_in(EMAIL)).status_code == 422
    told = await known(database, account_id)
    assert (told.active, told.grants) == (False, [])


async def test_who_had_left_comes_back_by_a_link_and_not_by_the_password(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    account_id = await somebody(database)
    await here.open(f"/access/people/{account_id}")
    await here.send(f"/access/people/{account_id}/end")
    await here.open(f"/access/people/{account_id}")

    answer = await here.send(f"/access/people/{account_id}/open-again")

    assert (await browser().sign_in(EMAIL)).status_code == 422
    (path,) = LINK.findall(answer.text)
    assert (await browser().open(path)).status_code == 200
    told = await known(database, account_id)
    assert (told.active, [it["role"] for it in told.grants]) == (True, ["reader"])


async def test_somebody_who_forgot_the_password_gets_a_link(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    account_id = await somebody(database)
    await here.open(f"/access/people/{account_id}")

    answer = await here.send(f"/access/people/{account_id}/link")

    (path,) = LINK.findall(answer.text)
    opened = await browser().open(path)
    assert "Set a new password" in opened.text
    assert (await browser().sign_in(EMAIL)).status_code == 303, "until then the old one is good"


async def test_who_lost_telephone_and_paper_is_helped_by_an_administrator(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    account_id = await somebody(database)
    await with_app(database, account_id)
    await here.open(f"/access/people/{account_id}")

    answer = await here.send(f"/access/people/{account_id}/second-factor/off")

    assert answer.status_code == 303
    assert not (await account(database, account_id)).has_second_factor
    assert (await browser().sign_in(EMAIL)).status_code == 303


async def test_somebody_is_signed_out_everywhere(browser: Open, database: Database) -> None:
    await administrator(database, here := browser())
    account_id = await somebody(database)
    there = browser()
    await there.sign_in(EMAIL)
    await here.open(f"/access/people/{account_id}")

    await here.send(f"/access/people/{account_id}/sessions/end")

    assert (await there.open("/access/")).status_code == 303


@pytest.mark.parametrize("what", ["grants", "end", "link", "open-again", "sessions/end", "second-factor/off"])
async def test_nobody_does_it_for_oneself(browser: Open, database: Database, what: str) -> None:
    account_id = await administrator(database, here := browser())

    answer = await here.send(f"/access/people/{account_id}/{what}", role="reader", reason="Exemple")

    assert answer.status_code in {409, 422}
    assert "another administrator has to" in answer.text
    assert f'action="/access/people/{account_id}' not in answer.text


async def test_the_last_administrator_neither_ends_nor_loses_the_role(database: Database) -> None:
    account_id = await somebody(database, asked=ADMINISTRATOR)
    await invited(database, "not-come@example.org", ADMINISTRATOR)
    await somebody(database, "reader@example.org")
    async with database.sessions.begin() as db:
        (granted,) = await grants_of(db, account_id, machine_now())

    with pytest.raises(LastAdministrator):
        async with database.sessions.begin() as db:
            await actions.end_account(db, account_id, None)
    with pytest.raises(LastAdministrator):
        async with database.sessions.begin() as db:
            await actions.take_back(db, account_id, granted.id, None)


async def test_whoever_was_invited_and_has_not_come_may_be_ended(database: Database) -> None:
    await somebody(database, asked=ADMINISTRATOR)
    account_id, _ = await invited(database, "not-come@example.org", ADMINISTRATOR)

    async with database.sessions.begin() as db:
        await actions.end_account(db, account_id, None)

    assert (await account(database, account_id)).ended_at is not None


async def test_of_two_administrators_who_end_each_other_one_stays(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [await somebody(database, f"{it}@example.org", ADMINISTRATOR) for it in ("a", "b")]
    both_looked, looked = asyncio.Barrier(2), having_for_good

    async def together(db: AsyncSession, role: str) -> set[UUID]:
        found = await looked(db, role)
        with contextlib.suppress(TimeoutError, asyncio.BrokenBarrierError):
            await asyncio.wait_for(both_looked.wait(), 0.5)
        return found

    monkeypatch.setattr(actions, "having_for_good", together)

    async def end(account_id: UUID, by: UUID) -> bool:
        try:
            async with database.sessions.begin() as db:
                await actions.end_account(db, account_id, by)
        except LastAdministrator:
            return False
        return True

    assert sorted(await asyncio.gather(end(two[0], two[1]), end(two[1], two[0]))) == [False, True]


async def test_two_who_invite_one_person_at_once_make_one_account(database: Database) -> None:
    async def invite() -> bool:
        try:
            await invited(database)
        except Refusal:
            return False
        return True

    assert sorted(await asyncio.gather(*(invite() for _ in range(4)))) == [False, False, False, True]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (READER, {"/access/people": 403, "/access/people/new": 403, "/access/programs": 403}),
        (AUDITOR, {"/access/people": 200, "/access/people/new": 403, "/access/programs": 403}),
        (ADMINISTRATOR, {"/access/people": 200, "/access/people/new": 200, "/access/programs": 200}),
    ],
)
async def test_each_role_sees_its_pages(browser: Open, database: Database, asked: Asked, found: dict[str, int]) -> None:
    app, _ = await with_app(database, await somebody(database, asked=asked))
    here = browser()
    await here.sign_in(EMAIL)
    await here.send("/access/second-factor", code=app.now())

    assert {path: (await here.open(path)).status_code for path in found} == found


async def test_who_only_reads_accounts_is_shown_no_button(browser: Open, database: Database) -> None:
    other = await somebody(database, "other@example.org")
    app, _ = await with_app(database, await somebody(database, asked=AUDITOR))
    here = browser()
    await here.sign_in(EMAIL)
    await here.send("/access/second-factor", code=app.now())

    page = (await here.open(f"/access/people/{other}")).text

    assert "other@example.org" in page
    assert "<form" not in page.partition("<main")[2]
    assert "/access/people/new" not in (await here.open("/access/people")).text


@pytest.mark.parametrize("path", ["", "/end", "/link"])
async def test_an_account_that_is_not_there_is_not_found(browser: Open, database: Database, path: str) -> None:
    await administrator(database, here := browser())

    at = f"/access/people/{uuid4()}{path}"

    assert (await (here.send(at) if path else here.open(at))).status_code == 404
