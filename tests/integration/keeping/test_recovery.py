"""Databases and a log that do not know the same: what is taken up, sent again, and set aside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import select

from programs.operator.installation import SERVICES
from programs.operator.recovery import Found, recover
from programs.operator.restore import restore
from programs.services import service_of
from services.scheduling.needs import actions as needs
from services.scheduling.needs.storage import Need
from tests.integration.keeping.installed import IDENTITY, PROGRAMS, Installed, define
from tests.log_reader import read_all
from tests.running import Running, eventually

CATALOGUE = "scheduling.catalogue"


@asynccontextmanager
async def relayed(run: Running, installed: Installed) -> AsyncIterator[None]:
    """Let scheduling send what waits; it hears nothing."""
    silent = replace(service_of("scheduling"), works=())

    async def sent() -> bool:
        return await installed.rows("scheduling", "select count(*) from outbox where published_at is null") == [(0,)]

    async with run.started(silent, installed.urls["scheduling"]):
        await eventually(sent)
        yield


async def send(run: Running, installed: Installed) -> None:
    """Send what waits, and stop."""
    async with relayed(run, installed):
        pass


def scheduling(found: list[Found]) -> Found:
    """Return what was found of scheduling."""
    return next(one for one in found if one.service == "scheduling")


async def test_what_was_said_after_the_backup_is_taken_up_and_not_said_again(
    installed: Installed, run: Running, tmp_path: Path
) -> None:
    first = await define(installed, "EXEMPLE-1")
    file = await installed.backed_up(tmp_path)
    await define(installed, "EXEMPLE-1b", id_=first, version=2)
    second = await define(installed, "EXEMPLE-2")
    await send(run, installed)
    before = await read_all(installed.cluster, CATALOGUE)

    found = scheduling(await restore(installed, file, str(IDENTITY), PROGRAMS, over=True))
    await send(run, installed)

    assert await installed.rows("scheduling", "select code, version from programme order by code") == [
        ("EXEMPLE-1b", 2),
        ("EXEMPLE-2", 1),
    ]
    assert await installed.rows("scheduling", "select donor_names -> 0 ->> 'fr' from programme order by code") == [
        ("Finlande, EXEMPLE-1b",),
        ("Finlande, EXEMPLE-2",),
    ]
    assert [(gap.what, gap.id, gap.lacks) for gap in found.gaps] == [("programme", second, "its title")]
    assert await read_all(installed.cluster, CATALOGUE) == before


async def test_words_that_were_withdrawn_after_the_backup_stay_withdrawn(
    installed: Installed, run: Running, tmp_path: Path
) -> None:
    async with installed.database("scheduling") as database:
        async with database.sessions.begin() as db:
            voiced = needs.Voiced(theme="law", language="fr", wording="Des mots fictifs.", voiced_by=())
            await needs.record_assessment(db, "MA-02", "Oujda", date(2017, 4, 11), (voiced,))
        async with database.sessions.begin() as db:
            (need,) = await db.exec(select(Need))
            await needs.release_need(db, need.id)
        file = await installed.backed_up(tmp_path)
        async with database.sessions.begin() as db:
            await needs.withdraw_need(db, need.id)
    await send(run, installed)

    await restore(installed, file, str(IDENTITY), PROGRAMS, over=True)

    assert await installed.rows("scheduling", "select released_at, version from need") == [(None, 2)]


async def test_what_is_said_after_a_restore_says_that_it_is_of_another_life(
    installed: Installed, run: Running, tmp_path: Path
) -> None:
    file = await installed.backed_up(tmp_path)
    await restore(installed, file, str(IDENTITY), PROGRAMS, over=True)

    await define(installed, "EXEMPLE-1")
    await send(run, installed)

    (event,) = await read_all(installed.cluster, CATALOGUE)
    assert event["incarnation"] == 2


async def test_what_the_log_has_lost_is_sent_again_under_the_same_id(installed: Installed, run: Running) -> None:
    await define(installed, "EXEMPLE-1")
    await send(run, installed)
    before = await read_all(installed.cluster, CATALOGUE)
    await run.places.forget_topics()

    found = scheduling(await recover(installed))
    await send(run, installed)

    assert found.sent_again == 1
    assert await read_all(installed.cluster, CATALOGUE) == before


async def test_a_number_given_twice_is_parked_and_told(installed: Installed, run: Running, tmp_path: Path) -> None:
    programme_id = await define(installed, "EXEMPLE-1")
    file = await installed.backed_up(tmp_path)
    await define(installed, "ON-THE-LOG", id_=programme_id, version=2)
    await send(run, installed)
    await restore(installed, file, str(IDENTITY), PROGRAMS, over=True)
    await _as_if_never_recovered(installed)
    await define(installed, "ANOTHER-TRUTH", id_=programme_id, version=2)

    found = scheduling(await recover(installed))

    assert [(clash.subject, clash.version) for clash in found.clashes] == [(str(programme_id), 2)]
    assert not found.complete
    parked = "select consumer, error, fields, convert_from(value, 'UTF8')::json #>> '{data,code}' from parked"
    assert await installed.rows("scheduling", parked) == [
        ("scheduling", "VersionTaken", "aggregateversion", "ON-THE-LOG")
    ]
    assert await installed.rows("scheduling", "select code from programme") == [("ANOTHER-TRUTH",)]


async def _as_if_never_recovered(installed: Installed) -> None:
    """Let the database forget what it has taken up, as if services had been started on the bare backup."""
    async with installed.database("scheduling") as database, database.engine.begin() as connection:
        await connection.exec_driver_sql("delete from outbox where body #>> '{data,code}' = 'ON-THE-LOG'")


async def test_a_second_recovery_finds_nothing_to_do(installed: Installed, run: Running) -> None:
    await define(installed, "EXEMPLE-1", id_=uuid4())
    await send(run, installed)
    await recover(installed)

    found = await recover(installed)

    assert [(one.sent_again, one.placed, one.taken_up, one.gaps) for one in found] == [(0, 0, [], [])] * len(SERVICES)


@pytest.mark.parametrize("incarnations", [2, 3])
async def test_each_recovery_is_one_life_more(installed: Installed, incarnations: int) -> None:
    for _ in range(incarnations - 1):
        await recover(installed)

    assert await installed.rows("reporting", "select incarnation from clock") == [(incarnations,)]
