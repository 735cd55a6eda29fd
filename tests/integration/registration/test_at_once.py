"""A seat taken at once: it leaves what the ordinary way leaves, and reaches no further. All people are made up."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from services.registration.seats.storage import Registration
from shared.access.audit import Audited
from shared.events.access import Grant
from shared.http import at_once
from shared.http.idempotency import Answered
from shared.kernel.database import Database
from shared.kernel.outbox import Outgoing
from shared.service import clock_store
from tests.accounts import let_in
from tests.integration.registration.conftest import asking
from tests.integration.registration.given import open_session, people, session

OUJDA, TANGER = "MA-02", "MA-01"
LEFT: tuple[type[SQLModel], ...] = (Registration, Outgoing, Answered, Audited)
OF_THE_MOMENT = {"position", "fingerprint"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
END_CONNECTIONS = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = current_database() and query like '%with place as%' and pid <> pg_backend_pid()"""


async def ask(api: httpx2.AsyncClient, session_id: UUID, who: UUID, key: str = "") -> httpx2.Response:
    """Ask for a seat."""
    path, headers = f"/sessions/{session_id}/registrations", {"idempotency-key": key or uuid4().hex}
    return await api.post(path, json={"participant_id": str(who)}, headers=headers)


async def rows(database: Database, table: type[SQLModel]) -> list[SQLModel]:
    """Return what is in the table."""
    async with database.sessions() as db:
        return list((await db.exec(select(table))).all())


def alike(row: SQLModel, named: dict[str, str]) -> str:
    """Return the row with these ids under their names, and without what is of the moment."""
    facts = row.model_dump(mode="json", exclude=OF_THE_MOMENT)
    said = ID.sub(lambda found: named.get(found[0], "an id"), str({**facts, "subjects": ""}))
    return MOMENT.sub("a moment", said) + str(sorted(named.get(it, it) for it in facts.get("subjects", [])))


async def left_by_one(database: Database, api: httpx2.AsyncClient) -> list[str]:
    """Return what is left by one who asks for a seat: a registration, an event, an answer and a line of the audit."""
    (who,), session_id = await people(database, 1), await open_session(database)
    before = [len(await rows(database, table)) for table in LEFT]
    key = str(uuid4())

    taken = (await ask(api, session_id, who, key)).json()["id"]

    named = {str(who): "who", str(session_id): "session", key: "key", taken: "taken"}
    news = [(await rows(database, table))[many:] for table, many in zip(LEFT, before, strict=True)]
    return [alike(row, named) for new in news for row in new]


async def nothing_at_once(*_: Any, **__: Any) -> None:
    """Do nothing at once, as where nothing can be done."""


async def test_it_leaves_what_the_ordinary_way_leaves(
    database: Database, api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_one_statement = await left_by_one(database, api)

    monkeypatch.setattr(at_once, "fetch_at_once", nothing_at_once)

    assert await left_by_one(database, api) == by_one_statement
    assert len(by_one_statement) == len(LEFT)


async def test_in_a_demonstration_it_happens_when_another_process_says(
    database: Database, api: httpx2.AsyncClient
) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)
    clock_store.follow(database)
    async with database.engine.begin() as connection:
        await connection.execute(text("update clock set ahead = ahead + interval '10 days'"))
    before = database.clock.now()

    await ask(api, session_id, who)

    (taken,) = await rows(database, Registration)
    assert taken.model_dump()["asked_at"] - before > timedelta(days=9)


async def test_sent_again_it_is_answered_as_before_and_does_nothing(
    database: Database, api: httpx2.AsyncClient
) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)

    first, again = [await ask(api, session_id, who, "the-same") for _ in range(2)]

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert [it.headers.get("idempotency-replayed") for it in (first, again)] == [None, "true"]
    assert (await session(database, session_id)).taken == 1


async def test_a_key_of_another_request_is_refused_and_nobody_gets_a_seat(
    database: Database, api: httpx2.AsyncClient
) -> None:
    (one, other), session_id = await people(database, 2), await open_session(database)
    await ask(api, session_id, one, "the-same")

    refused = await ask(api, session_id, other, "the-same")

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/key-reused")
    assert (await session(database, session_id)).taken == 1


async def test_on_one_connection_each_reaches_as_far_as_their_own_region(database: Database) -> None:
    crowd, session_id = await people(database, 2), await open_session(database, region=OUJDA)
    secrets = [
        await let_in(database, Grant(role="coordinator", region=region), kind="program") for region in (OUJDA, TANGER)
    ]

    answers = [await by(database, secret, session_id, who) for secret, who in zip(secrets, crowd, strict=True)]

    assert database.at_once.pool.checkedin() == 1  # type: ignore[attr-defined]
    assert answers == [201, 404]
    assert (await session(database, session_id)).taken == 1


async def by(database: Database, secret: str, session_id: UUID, who: UUID) -> int:
    """Ask by this secret, and return how it was answered."""
    async with asking(database, "") as api:
        api.headers["authorization"] = f"Bearer {secret}"
        return (await ask(api, session_id, who)).status_code


async def test_after_one_try_a_connection_that_broke_is_another(database: Database, api: httpx2.AsyncClient) -> None:
    crowd, session_id = await people(database, 2), await open_session(database)
    await ask(api, session_id, crowd[0])
    async with database.sessions.begin() as db:
        assert (await (await db.connection()).execute(text(END_CONNECTIONS))).all()

    answers = [(await ask(api, session_id, crowd[1])).status_code for _ in range(2)]

    assert answers == [503, 201]
    assert (await session(database, session_id)).taken == 2
