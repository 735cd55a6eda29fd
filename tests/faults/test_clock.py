"""A real process on a machine whose clock jumps (libfaketime): time goes on, and health says that it is off."""

import asyncio
import os
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from shared.service import clock_store
from shared.service.running import TIDY_S
from tests.children import child, said
from tests.log_reader import read_all
from tests.running import Running, eventually
from tests.sample import service as sample
from tests.sample.service import Said

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
A_MOMENT = timedelta(minutes=2)
RIGHT = timedelta()
TEN_YEARS, AN_HOUR = timedelta(days=3653), timedelta(hours=1)
AHEAD = timedelta(seconds=int(os.environ.get("TAKWIN_AHEAD_S", "0")))  # the tests' own clock: tests/another_clock

pytestmark = pytest.mark.skipif(LIBRARY is None, reason="libfaketime is missing (Debian: in the package faketime)")


class Wrong:
    """The clock of one process, wrong by as much as a test says."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.by(RIGHT)

    def by(self, offset: timedelta) -> None:
        """Let it jump, in one step."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{(AHEAD + offset).total_seconds():+.0f}\n")
        new.rename(self.file)

    @property
    def environment(self) -> dict[str, str]:
        """Return what the process is started with. Nobody can set the ticks of a machine, so they stay true."""
        told = {"FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1"}
        return {"LD_PRELOAD": str(LIBRARY), "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"} | told


@pytest.fixture
def wrong(tmp_path: Path) -> Wrong:
    """A clock that is right so far."""
    return Wrong(tmp_path / "clock")


async def spoken(run: Running) -> list[datetime]:
    """Return the business times of all events, in the order in which they were said."""
    return sorted(datetime.fromisoformat(record["time"]) for record in await read_all(run.places.kafka, Said.topic))


@pytest.mark.parametrize("jump", [TEN_YEARS, AN_HOUR, -AN_HOUR], ids=str)
async def test_time_goes_on_while_the_clock_is_wrong_and_afterwards(
    run: Running, wrong: Wrong, jump: timedelta
) -> None:
    began = machine_now()
    async with (
        run.database(sample.service()) as database,
        child("tests.sample.talking", database.url, run.places.kafka.servers, told=wrong.environment) as process,
    ):
        wrong.by(jump)
        assert await said(process) == "off"
        heard = len(await sample.noted(database))
        await asyncio.sleep(TIDY_S + 4)  # its clock is kept in the database meanwhile
        wrong.by(RIGHT)
        assert await said(process) == "right"
        await eventually(lambda: sample.has_noted(database, heard + 20))

        told = await spoken(run)
        await clock_store.load(next_process := Database(database.url, Clock()))
    assert began - A_MOMENT < told[0] < told[-1] < machine_now() + A_MOMENT
    assert max(after - before for before, after in pairwise(told)) < A_MOMENT, "time stood still, or leapt"
    assert next_process.clock.is_right()


async def test_a_process_begun_with_a_clock_years_ahead_goes_on_where_time_stood(run: Running, wrong: Wrong) -> None:
    wrong.by(TEN_YEARS)

    async with (
        run.database(sample.service()) as database,
        child("tests.sample.talking", database.url, run.places.kafka.servers, told=wrong.environment) as process,
    ):
        assert await said(process) == "off"
        wrong.by(RIGHT)
        assert await said(process) == "right"
        await eventually(lambda: sample.has_noted(database, 5))

        told = await spoken(run)
    assert told[-1] < machine_now() + A_MOMENT
