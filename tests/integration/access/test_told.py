"""Accounts as access tells them: whole, in order, and nothing of whose they are. People are synthetic."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog.testing
from sqlalchemy import text

from services.access import tidying
from services.access.people import actions
from services.access.people.domain import Asked
from services.access.people.storage import grants_of
from services.access.sessions.actions import end_sessions, open_session
from shared.access.accounts import KnownKey, caller_by
from shared.access.secrets import digest_of
from shared.events import AccountGranted
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser
from tests.integration.access.given import COORDINATOR, EMAIL, administrator, invited, somebody

Open = Callable[..., Browser]
CANARIES = ("canari.exemple@example.org", "Canari Exemple", "onze canaris sous le figuier", "canari-motif")


OLDER = (
    "update way_in set ends_at = now() - interval '31 days'",
    "update session set ends_at = now() - interval '31 days' where opened_at = (select max(opened_at) from session)",
    "update guess set at = at - interval '6 minutes' where id = (select min(id::text)::uuid from guess)",
)


async def told(database: Database, account_id: UUID | None = None) -> list[dict[str, Any]]:
    """Return the events as they go on Kafka."""
    asked = "select body from outbox where key = coalesce(:key, key) order by position"
    async with database.sessions() as db:
        rows = await (await db.connection()).execute(text(asked), {"key": str(account_id) if account_id else None})
        return [row.body for row in rows]


async def test_each_change_of_an_account_is_told_whole_and_in_order(database: Database) -> None:
    account_id = await somebody(database, asked=COORDINATOR)
    async with database.sessions.begin() as db:
        secret = await open_session(db, account_id, "Firefox, Android", strong=True, factor="password")
    async with database.sessions.begin() as db:
        await actions.end_account(db, account_id, None)

    events = [AccountGranted.from_cloudevent(body) for body in await told(database, account_id)]

    assert [it.aggregateversion for it in events] == list(range(1, len(events) + 1))
    assert [(it.active, len(it.grants), len(it.keys)) for it in (events[0], events[-1])] == [
        (True, 1, 0),
        (False, 0, 0),
    ]
    (opened,) = [it for it in events if it.keys and it.active][:1]
    assert (opened.keys[0].digest, opened.keys[0].strong) == (digest_of(secret), True)
    assert opened.grants[0].region == "MA-02"
    assert opened.keys[0].ends_at - machine_now() <= timedelta(hours=12)


async def test_many_who_change_one_account_at_once_leave_no_gap(database: Database) -> None:
    account_id = await somebody(database)

    async def sign_in() -> None:
        async with database.sessions.begin() as db:
            await open_session(db, account_id, "Firefox, Android", strong=False, factor="password")

    await asyncio.gather(*(sign_in() for _ in range(8)))

    versions = [body["aggregateversion"] for body in await told(database, account_id)]
    assert versions == list(range(1, len(versions) + 1))
    async with database.sessions() as db:
        keys = await (await db.connection()).execute(text("select count(*) from known_key"))
        assert keys.scalar_one() == 8


async def test_a_role_that_ends_by_itself_is_told_with_its_end(database: Database) -> None:
    ends_at = machine_now() + timedelta(seconds=30)
    account_id, _ = await invited(database, asked=Asked("reader", "Exemple", ends_at=ends_at))

    (event,) = await told(database, account_id)

    assert AccountGranted.from_cloudevent(event).grants[0].ends_at == ends_at
    async with database.sessions() as db:
        assert await grants_of(db, account_id, ends_at) == []


async def test_no_event_names_anybody_and_no_line_of_the_log_does(browser: Open, database: Database) -> None:
    email, name, password, reason = CANARIES
    with structlog.testing.capture_logs() as lines:
        await administrator(database, admin := browser())
        await admin.open("/access/people/new")
        typed = {"email": email, "name": name, "language": "en", "role": "reader", "reason": reason}
        page = (await admin.send("/access/people/new", **typed)).text
        path = "/access/open/" + page.partition("/access/open/")[2].partition("<")[0]
        here = browser()
        await here.open(path)
        await here.send(f"{path}/password", password=password, again=password)
        await browser().sign_in(email, "wrong")
        await browser().sign_in(f"x{email}", password)
        await browser().sign_in(email, password)
        await here.open("/access/")
        await here.send("/access/sign-out")

    said = json.dumps([await told(database), [str(line) for line in lines]], ensure_ascii=False)
    assert {"account.invited", "sign_in.done", "sign_in.refused"} <= {line["event"] for line in lines}
    assert [it for it in (*CANARIES, PASSWORD, EMAIL, path.rpartition("/")[2], "192.0.2") if it in said] == []
    refused = [line for line in lines if line["event"] == "sign_in.refused"]
    assert [line["reason"] for line in refused] == ["password", "unknown"]
    assert set(refused[1]) == {"event", "reason", "log_level"}


async def test_who_signs_out_is_forgotten_by_every_service(database: Database) -> None:
    account_id = await somebody(database)
    async with database.sessions.begin() as db:
        secret = await open_session(db, account_id, "Firefox, Android", strong=False, factor="password")
    before = await caller_by(database, digest_of(secret))
    async with database.sessions.begin() as db:
        await end_sessions(db, account_id)

    assert before is not None
    assert await caller_by(database, digest_of(secret)) is None
    async with database.sessions() as db:
        assert await db.get(KnownKey, digest_of(secret)) is None


async def test_what_is_old_is_forgotten_and_nothing_else(browser: Open, database: Database) -> None:
    account_id = await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)
    await browser().sign_in(EMAIL, "wrong")
    async with database.sessions.begin() as db:
        await open_session(db, account_id, "Firefox, Android", strong=False, factor="password")
        for older in OLDER:
            await (await db.connection()).execute(text(older))

    await tidying.forget_old(database)

    async with database.sessions() as db:
        left = [
            (await (await db.connection()).execute(text(f"select count(*) from {it}"))).scalar_one()
            for it in ("way_in", "session", "guess")
        ]
    assert left == [0, 1, 1]
    assert (await here.open("/access/")).status_code == 200
