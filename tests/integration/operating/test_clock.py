"""`takwin clock` says whose time is not the machine's, and mends it while nobody works with it."""

import json
from datetime import timedelta

from programs.operator.installation import SERVICES
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from shared.service import clock_store
from tests.integration.operating.conftest import Desk

TEN_YEARS = timedelta(days=3653)


async def let_time_be(database: Database, ahead: timedelta) -> None:
    """Leave what a process leaves that ran under a wrong clock."""
    async with database.sessions.begin() as db:
        setting = await db.get_one(clock_store.ClockSetting, 1)
        setting.floor = setting.began_at = machine_now() + ahead


async def setting_of(database: Database) -> clock_store.ClockSetting:
    async with database.sessions() as db:
        return await db.get_one(clock_store.ClockSetting, 1)


async def test_clocks_that_agree_need_no_look(desk: Desk) -> None:
    answered = await desk.takwin("clock", "--json")

    assert (answered.exit_code, [one["right"] for one in json.loads(answered.stdout)]) == (0, [True] * len(SERVICES))


async def test_time_that_is_ten_years_ahead_is_told_and_mended(desk: Desk) -> None:
    await let_time_be(desk.databases["notifications"], TEN_YEARS)

    told = await desk.takwin("clock", "--json")
    mended = await desk.takwin("clock", "--mend", "--json")

    wrong = {one["service"] for one in json.loads(told.stdout) if not one["right"]}
    assert (told.exit_code, wrong, mended.exit_code) == (1, {"notifications"}, 0)
    setting = await setting_of(desk.databases["notifications"])
    assert abs(setting.floor - machine_now()) < timedelta(minutes=1)
    assert setting.began_at == setting.floor, "nobody would be written to for ten years"


async def test_an_installation_off_for_a_quarter_is_doubted_until_mended(desk: Desk) -> None:
    await let_time_be(desk.databases["scheduling"], -timedelta(days=90))
    started = Database(desk.databases["scheduling"].url, Clock())

    await clock_store.load(started)
    doubted = started.clock.is_right(), machine_now() - started.clock.now() > timedelta(days=89)
    mended = await desk.takwin("clock", "--mend")
    await clock_store.load(again := Database(started.url, Clock()))

    assert (doubted, mended.exit_code, again.clock.is_right()) == ((False, True), 0, True)


async def test_while_a_service_runs_nothing_is_mended(desk: Desk) -> None:
    await let_time_be(desk.databases["reporting"], TEN_YEARS)

    async with desk.leases_held():
        refused = await desk.takwin("clock", "--mend")

    assert (refused.exit_code, "runs: stop all services first" in refused.stderr) == (2, True)
    assert (await setting_of(desk.databases["reporting"])).floor > machine_now() + timedelta(days=3000)


async def test_a_demonstration_is_not_mended(desk: Desk) -> None:
    async with desk.databases["reporting"].sessions.begin() as db:
        (await db.get_one(clock_store.ClockSetting, 1)).ahead = -TEN_YEARS

    refused = await desk.takwin("clock", "--mend")

    assert (refused.exit_code, "demonstration" in refused.stderr) == (2, True)
