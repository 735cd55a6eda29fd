"""Uses of programs' keys: no request writes of them, and each is told once an hour by whichever process comes first."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from shared.access import uses
from shared.access.secrets import digest_of
from shared.access.uses import Uses
from shared.events.access import Grant
from shared.kernel.clock import machine_now
from shared.kernel.database import Database, run
from tests.accounts import header, let_in
from tests.integration.kernel import asking

FIGURES, PROGRAM = Grant(role="figures"), uuid4()
TOLD = "select body from outbox where type = 'key.used.v1' order by position"


@pytest.fixture
async def app(new_database: Callable[..., Awaitable[Database]]) -> FastAPI:
    """The sample, on a database of its own."""
    return asking.app_on(await new_database(asking.service()))


@pytest.fixture
async def secret(app: FastAPI) -> str:
    """The key of a program outside."""
    return await let_in(app.state.database, FIGURES, account_id=PROGRAM, kind="program")


async def come(app: FastAPI, **headers: str) -> None:
    """Ask for something, which a program of figures is refused."""
    assert (await asking.client(app, **headers).get(f"/things/{uuid4()}")).status_code in {403, 404}


async def told(app: FastAPI) -> list[dict[str, Any]]:
    """Return what was told of uses, as it goes on Kafka."""
    async with app.state.database.sessions() as db:
        return list((await run(db, TOLD)).scalars())


async def tell(app: FastAPI, by: Uses | None = None) -> int:
    """Let a process of the service look once."""
    return await (by or app.state.parts.uses).tell(app.state.database, "sample")


def later(patch: pytest.MonkeyPatch, passed: timedelta) -> datetime:
    """Let it be later by the machine's clock."""
    moment = machine_now() + passed
    patch.setattr(uses, "machine_now", lambda: moment)
    return moment


async def test_a_use_is_told_once_and_requests_write_nothing_of_it(app: FastAPI, secret: str) -> None:
    for _ in range(3):
        await come(app, authorization=f"Bearer {secret}")

    assert await told(app) == []
    assert [await tell(app) for _ in range(2)] == [1, 0]
    (event,) = await told(app)
    assert (event["source"], event["subject"], event["aggregateversion"]) == ("/uses/sample", str(PROGRAM), 1)
    assert event["data"].keys() == {"service", "account_id", "digest", "used_at"}
    assert event["data"]["digest"] == digest_of(secret)


async def test_what_comes_within_the_hour_is_told_when_it_is_over(
    app: FastAPI, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await come(app, authorization=f"Bearer {secret}")
    await tell(app)
    for minutes, number in ((30, 0), (59, 0), (61, 1)):
        last = later(monkeypatch, timedelta(minutes=minutes))
        await come(app, authorization=f"Bearer {secret}")
        assert await tell(app) == number

    events = await told(app)

    assert [event["aggregateversion"] for event in events] == [1, 2]
    assert datetime.fromisoformat(events[-1]["data"]["used_at"]) == last


async def test_another_process_of_the_service_does_not_tell_it_again(app: FastAPI, secret: str) -> None:
    await come(app, authorization=f"Bearer {secret}")
    others = asking.app_on(app.state.database)
    await come(others, authorization=f"Bearer {secret}")

    assert [await tell(app), await tell(app, others.state.parts.uses)] == [1, 0]


async def test_people_and_our_own_programs_leave_nothing(app: FastAPI) -> None:
    person = await let_in(app.state.database, FIGURES)
    await come(app, **header(app.state.settings, person))
    await come(app, **asking.by_token())

    assert await tell(app) == 0
