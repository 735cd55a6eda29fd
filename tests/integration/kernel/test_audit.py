"""Audit: what a request leaves in it, that nobody takes it away, and that its chain tells who tried."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from shared.access.reach import Reach, within
from shared.http.access import Db, needs
from shared.kernel.database import Database, run
from shared.service.assembly import build
from tests.integration.built import EVERYTHING
from tests.integration.kernel import asking
from tests.integration.kernel.asking import CANARY, words

PATH = "/sample/api/v1/things"


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """The sample's database."""
    return await new_database(asking.service())


@pytest.fixture
async def api(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """The sample's doors, asked by a program that may do everything."""
    async with asking.asking(database) as client:
        yield client


async def rows(database: Database) -> Sequence[Any]:
    async with database.sessions() as db:
        found: Sequence[Any] = (await run(db, "select * from audit order by position")).all()
    return found


async def test_a_command_leaves_who_did_what_about_whom(api: httpx2.AsyncClient, database: Database) -> None:
    said = words(words="Exemple")

    await api.post("/things", json=said)

    (row,) = await rows(database)
    assert (row.caller, row.permission, row.scope) == (EVERYTHING, "assessment.record", "nation")
    assert (row.method, row.route, row.done) == ("POST", PATH, True)
    assert (row.subjects, row.fields) == ([UUID(said["about"])], ["words"])


async def test_a_look_at_what_people_said_leaves_its_subject(api: httpx2.AsyncClient, database: Database) -> None:
    about = uuid4()
    await api.post("/things", json=words(about=about))

    await api.get(f"/things/{about}")

    *_, row = await rows(database)
    assert (row.method, row.route, row.subjects) == ("GET", PATH + "/{about}", [about])


async def test_what_was_refused_or_has_failed_leaves_nothing(api: httpx2.AsyncClient, database: Database) -> None:
    for path in ("/refused", "/broken", "/commit-fails"):
        if path == "/commit-fails":
            await api.post(path, json=words())
            before = len(await rows(database))
        answer = await api.post(path, json=words())
        assert answer.status_code >= 400

    await api.post("/things", json={"about": "no id"})
    await api.get(f"/things/{uuid4()}")

    assert len(await rows(database)) == before


async def test_a_command_sent_twice_leaves_one_row(api: httpx2.AsyncClient, database: Database) -> None:
    said, key = words(), {"idempotency-key": str(uuid4())}

    for _ in range(2):
        await api.post("/things", json=said, headers=key)

    assert len(await rows(database)) == 1


async def test_no_word_that_was_typed_is_in_a_row(api: httpx2.AsyncClient, database: Database) -> None:
    await api.post("/things", json=words(words=CANARY), headers={"user-agent": CANARY.encode().hex()})
    await api.post(f"/things?note={CANARY}", json=words())

    kept = await rows(database)

    assert len(kept) == 2
    assert not [row for row in kept for part in CANARY.split() if part in repr(row)]


@pytest.mark.parametrize("table", ["audit", "audit_link", "audit_head"])
@pytest.mark.parametrize("what", ["delete from {}", "truncate {}", "update {} set {} = {}"])
async def test_the_role_of_a_service_takes_nothing_back(database: Database, table: str, what: str) -> None:
    column = {"audit": "caller", "audit_link": "digest", "audit_head": "links"}[table]

    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.engine.begin() as connection:
            await connection.execute(text(what.format(table, column, column)))


async def test_who_adds_a_row_sees_none_but_those_of_a_named_record(
    api: httpx2.AsyncClient, database: Database
) -> None:
    about = uuid4()
    for said in (words(about=about), words()):
        await api.post("/things", json=said)

    seen = [await count(database, subject) for subject in ("", str(uuid4()), str(about))]

    assert seen == [0, 0, 1]


async def count(database: Database, subject: str) -> int:
    """Return how many rows whoever reaches one region sees, where the transaction names a record."""
    reach = Reach(regions=frozenset({"MA-02"})).settings()
    async with within(database, {**reach, "takwin.subject": subject}) as db:
        return int((await run(db, "select count(*) from audit")).scalar_one())


def unusual_doors() -> APIRouter:
    """Return doors that have no transaction of their own, and one that shows nobody."""
    router = APIRouter()

    @router.post("/acts", dependencies=[needs("assessment.record")])
    async def act() -> None: ...

    @router.post("/fails", dependencies=[needs("assessment.record")])
    async def fail() -> None:
        raise asking.AlreadySaid("about")

    @router.get("/looks", dependencies=[needs("figures.read")])
    async def look() -> None: ...

    @router.get("/sees-nobody", dependencies=[needs("session.read")])
    async def see_nobody(db: Db) -> None: ...

    return router


async def test_a_request_without_a_transaction_leaves_its_row_all_the_same(database: Database) -> None:
    app = build(replace(asking.service(), api=unusual_doors()), asking.settings(database.url))
    app.state.database = database

    async with asking.client(app, **asking.by_token()) as api:
        for method, path in (("POST", "acts"), ("POST", "fails"), ("GET", "looks"), ("GET", "sees-nobody")):
            await api.request(method, f"http://127.0.0.1:8000/sample/{path}")

    assert [(row.method, row.route) for row in await rows(database)] == [
        ("POST", "/sample/acts"),
        ("GET", "/sample/looks"),
    ]


async def test_many_at_once_leave_a_row_each(api: httpx2.AsyncClient, database: Database) -> None:
    answers = await asyncio.gather(*(api.post("/things", json=words()) for _ in range(20)))

    assert {it.status_code for it in answers} == {201}
    assert len({row.request_id for row in await rows(database)}) == 20
