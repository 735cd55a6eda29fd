"""A database that is there and lets nobody in: one line says what to do, and the service goes on once it is mended."""

from collections.abc import Callable

import asyncpg
import pytest
import structlog
from sqlalchemy import make_url

from shared.service import running
from shared.service.running import Parts
from tests.lines import withheld
from tests.places import owner_url_of
from tests.running import Running, assigned, eventually
from tests.sample import service as sample


def with_password(url: str, password: str) -> str:
    return make_url(url).set(password=password).render_as_string(hide_password=False)


def with_role(url: str, role: str) -> str:
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def with_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


WRONG: list[tuple[Callable[[str], str], str]] = [
    (lambda url: with_password(url, "made-anew"), "password:"),
    (lambda url: with_role(url, "nobody_known"), "password:"),  # Postgres tells a stranger no more than this
    (lambda url: with_database(url, "not_there"), "database: there is no database not_there"),
]


@pytest.mark.parametrize(("wrong", "reason"), WRONG, ids=["password", "role", "database"])
async def test_a_database_that_refuses_is_told_in_one_line_that_says_what_to_do(
    run: Running, wrong: Callable[[str], str], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "STARTS_WITHIN_S", 0)
    async with run.database(sample.service()) as database:
        url = wrong(database.url)
        with structlog.testing.capture_logs() as said:
            async with run.up(run.parts(sample.service(), url)) as parts:
                await eventually(lambda: _is_told(said), within_s=10)
                ready, live = await parts.checks(), parts.watch.live()
                assert not await parts.has_started(), "make up would end well"

    (line, *_) = [it for it in said if it["event"] == "service.refused"]
    assert line["reason"].startswith(reason)
    assert withheld(line) == [], "that would help nobody"
    assert "made-anew" not in str(said)
    assert (ready["database"], live, run.ended) == (False, True, [])
    assert not [it for it in said if it["event"] == "service.broken"]


async def test_a_service_goes_on_by_itself_once_its_password_is_right(run: Running) -> None:
    async with run.database(sample.service()) as database:
        admin = await asyncpg.connect(owner_url_of(database.url).replace("+asyncpg", ""))
        await admin.execute("create role forgetful login superuser password 'of-before'")
        try:
            url = with_password(with_role(database.url, "forgetful"), "made-anew")
            async with run.up(run.parts(sample.service(), url)) as parts:
                with structlog.testing.capture_logs() as said:
                    await eventually(lambda: _is_told(said), within_s=10)
                await admin.execute("alter role forgetful password 'made-anew'")
                await eventually(lambda: _has_begun(parts))
        finally:
            await admin.execute("drop owned by forgetful")  # the rights that it was given here
            await admin.execute("drop role forgetful")
            await admin.close()
    assert run.ended == []


async def _is_told(said: "list[structlog.typing.EventDict]") -> bool:
    return any(it["event"] == "service.refused" for it in said)


async def _has_begun(parts: Parts) -> bool:
    return await assigned(parts)
