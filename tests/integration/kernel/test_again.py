"""Two at odds in Postgres, or a table that changes while it is read: done once more, and nobody is told."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from structlog.testing import capture_logs

from shared.http import retries
from shared.kernel.database import Database
from tests.integration.kernel import asking
from tests.integration.kernel.asking import effects, words
from tests.places import owned


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """The sample's database."""
    return await new_database(asking.service())


def meeting(app: FastAPI, times: int) -> list[int]:
    """Let two requests meet between their two acts, the first `times` times; return where the visits are counted."""
    visits, barrier = [0], asyncio.Barrier(2)

    async def between() -> None:
        visits[0] += 1
        if visits[0] <= 2 * times:
            await barrier.wait()

    app.state.between = between
    return visits


async def two_things(api: httpx2.AsyncClient) -> tuple[UUID, UUID]:
    """Return two things of which something has been said."""
    one, other = uuid4(), uuid4()
    for thing in (one, other):
        assert (await api.post("/things", json=words(thing))).status_code == 201
    return one, other


async def in_opposite_order(api: httpx2.AsyncClient, one: UUID, other: UUID) -> list[int]:
    """Do two acts at once that wait on each other; return how both ended."""
    pairs = ({"first": str(one), "second": str(other)}, {"first": str(other), "second": str(one)})
    ended = await asyncio.gather(*(api.post("/pairs", json=pair) for pair in pairs))
    return sorted(answer.status_code for answer in ended)


async def test_two_acts_in_opposite_order_are_both_done_once(database: Database) -> None:
    app = asking.app_on(database)
    async with asking.client(app, **asking.by_token()) as api:
        one, other = await two_things(api)
        visits = meeting(app, times=1)

        ended = await in_opposite_order(api, one, other)

    assert ended == [201, 201]
    assert visits == [3], "one of them has been done again"
    assert len(await effects(database)) == 2 + 4


async def test_who_is_rolled_back_time_and_again_is_put_off_at_last(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "PAUSES_S", (0.0,))
    app = asking.app_on(database)

    async def refuse() -> None:
        async with database.engine.begin() as connection:
            await connection.execute(text("do $$ begin raise exception using errcode = '40001'; end $$"))

    app.state.between = refuse
    async with asking.client(app, **asking.by_token()) as api:
        with capture_logs() as lines:
            answer = await api.post("/pairs", json={"first": str(uuid4()), "second": str(uuid4())})

    answered = [(line["route"], line["status"]) for line in lines if line["event"] == "request.answered"]
    assert answered == [("/sample/api/v1/pairs", 503)], "one line for all attempts"
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert await effects(database) == []


async def test_a_column_that_is_widened_while_it_is_read_is_read_again(database: Database) -> None:
    async with asking.client(asking.app_on(database), **asking.by_token()) as api:
        one, _ = await two_things(api)
        before = [(await api.get(f"/things/{one}")).status_code for _ in range(3)]

        async with owned(database) as other:  # the readers' connection stays in the pool as it is
            await other.execute(text("alter table counted alter column version type bigint"))
        after = [(await api.get(f"/things/{one}")).status_code for _ in range(3)]

    assert (before, after) == ([200] * 3, [200] * 3)
