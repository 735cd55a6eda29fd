"""A request sent twice with one Idempotency-Key acts once, whoever is in a hurry."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from shared.http import idempotency
from shared.kernel.database import Database
from tests.integration.kernel import asking
from tests.integration.kernel.asking import effects, words
from tests.places import owned


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """The sample's database."""
    return await new_database(asking.service())


@pytest.fixture
async def api(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """The sample's doors, asked by a program."""
    async with asking.asking(database) as client:
        yield client


def key(value: str = "") -> dict[str, str]:
    """Return the header that makes a request one of a kind."""
    return {"idempotency-key": value or uuid4().hex}


async def test_the_same_key_twice_gets_the_same_receipt_and_one_effect(
    api: httpx2.AsyncClient, database: Database
) -> None:
    said, once = words(), key()

    first = await api.post("/things", json=said, headers=once)
    second = await api.post("/things", json=said, headers=once)

    assert (first.status_code, first.json()) == (201, {"id": said["about"], "state": "said"})
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert [it.headers.get("idempotency-replayed") for it in (first, second)] == [None, "true"]
    assert len(await effects(database)) == 1


async def test_without_a_key_a_request_sent_twice_acts_twice(api: httpx2.AsyncClient, database: Database) -> None:
    said = words()

    answers = [await api.post("/things", json=said) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(await effects(database)) == 2


async def test_twenty_at_once_have_one_effect_and_equal_answers(api: httpx2.AsyncClient, database: Database) -> None:
    said, once = words(), key()

    answers = await asyncio.gather(*(api.post("/things", json=said, headers=once) for _ in range(20)))

    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 19
    assert len(await effects(database)) == 1


@pytest.mark.parametrize("more", [{"loud": True}, {"words": "anything "}])
async def test_the_same_key_for_another_body_is_refused(
    api: httpx2.AsyncClient, database: Database, more: dict[str, Any]
) -> None:
    said, once = words(), key()
    await api.post("/things", json=said, headers=once)

    refused = await api.post("/things", json=said | more, headers=once)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/key-reused")
    assert refused.json()["errors"][0]["field"] == "Idempotency-Key"
    assert len(await effects(database)) == 1


async def test_the_same_key_for_another_path_is_refused(api: httpx2.AsyncClient, database: Database) -> None:
    said, once = words(loud=True), key()
    await api.post("/things", json=said, headers=once)

    refused = await api.post("/refused", json=said, headers=once)

    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/key-reused")
    assert len(await effects(database)) == 1


async def test_two_callers_with_the_same_key_are_apart(database: Database) -> None:
    app, once = asking.app_on(database), key()
    program = asking.client(app, **asking.by_token())
    browser, other_browser = (
        asking.client(app, **await asking.by_cookie(app)),
        asking.client(app, **await asking.by_cookie(app)),
    )

    answers = [await who.post("/things", json=words(), headers=once) for who in (program, browser, other_browser)]

    assert [(it.status_code, it.headers.get("idempotency-replayed")) for it in answers] == [(201, None)] * 3
    assert len(await effects(database)) == 3


async def test_a_refused_request_keeps_no_key(api: httpx2.AsyncClient, database: Database) -> None:
    about, once = uuid4(), key()

    refused = await api.post("/refused", json=words(about), headers=once)
    corrected = await api.post("/refused", json=words(about, loud=True), headers=once)

    assert (refused.status_code, corrected.status_code) == (409, 200)
    assert len(await effects(database)) == 1


async def test_a_request_that_cannot_be_read_keeps_no_key(api: httpx2.AsyncClient, database: Database) -> None:
    about, once = uuid4(), key()

    refused = await api.post("/things", json=words(about, times="often"), headers=once)
    corrected = await api.post("/things", json=words(about), headers=once)

    assert (refused.status_code, corrected.status_code) == (422, 201)
    assert len(await effects(database)) == 1


async def test_a_request_that_failed_keeps_no_key(api: httpx2.AsyncClient, database: Database) -> None:
    async with owned(database) as connection:
        await connection.execute(text(asking.NEVER_TWICE))
        await connection.execute(text("insert into only_one default values"))
    said, once = words(), key()

    failed = await api.post("/commit-fails", json=said, headers=once)
    async with owned(database) as connection:
        await connection.execute(text("delete from only_one"))
    done = await api.post("/commit-fails", json=said, headers=once)

    assert (failed.status_code, done.status_code) == (500, 201)
    assert len(await effects(database)) == 1


@pytest.mark.parametrize("odd", ["", "x" * 256])
async def test_a_key_that_is_no_key_is_refused(api: httpx2.AsyncClient, database: Database, odd: str) -> None:
    answer = await api.post("/things", json=words(), headers={"idempotency-key": odd})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "idempotency-key")
    assert await effects(database) == []


async def test_what_is_kept_holds_no_word_of_the_request(api: httpx2.AsyncClient, database: Database) -> None:
    said = words(words=asking.CANARY)

    await api.post("/things", json=said, headers=key())

    async with database.engine.connect() as connection:
        kept = str((await connection.execute(text("select * from idempotency"))).mappings().all())
    assert said["about"] in kept
    assert not [word for word in asking.CANARY.split() if word in kept]


async def test_the_fingerprint_cannot_be_guessed_without_the_secret(database: Database) -> None:
    said, once = words(), key()
    async with asking.asking(database) as api, asking.asking(database, secret="another-secret-" * 4) as other:
        await api.post("/things", json=said, headers=once)

        stranger = await other.post("/things", json=said, headers=once)

    assert stranger.status_code == 422


async def test_a_key_is_forgotten_after_two_days_and_not_before(api: httpx2.AsyncClient, database: Database) -> None:
    said, young, old = words(), key("young"), key("old")
    for once in (young, old):
        await api.post("/things", json=said, headers=once)
    await _age(database, "young", hours=47)
    await _age(database, "old", hours=49)

    async with database.sessions.begin() as db:
        await idempotency.forget_old(db)
    again = [await api.post("/things", json=said, headers=once) for once in (young, old)]

    assert [answer.headers.get("idempotency-replayed") for answer in again] == ["true", None]


async def _age(database: Database, of: str, hours: int) -> None:
    statement = "update idempotency set answered_at = now() - make_interval(hours => :hours) where key = :of"
    async with database.engine.begin() as connection:
        await connection.execute(text(statement), {"hours": hours, "of": of})
