"""Many lists at once: two are read at a time, in no transaction, and whoever is one too many comes again later."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.registration.imports.reading import sandbox, turns
from services.registration.imports.reading.sheet import Sheet
from shared.kernel.database import Database, run
from tests.integration.registration.given_imports import XLSX, people_list, workbook
from tests.running import eventually

IN_TRANSACTION = "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'"
MOST = turns.AT_ONCE + turns.MOST_WAITING


class Reading:
    """Counts how many lists are read at this moment, and lets them go on when told."""

    def __init__(self, read: Any) -> None:
        self.now = self.at_most = 0
        self.go_on = asyncio.Event()
        self._read = read

    async def __call__(self, content: bytes) -> Sheet:
        self.now += 1
        self.at_most = max(self.at_most, self.now)
        await self.go_on.wait()
        self.now -= 1
        sheet: Sheet = await self._read(content)
        return sheet

    async def two_at_work(self) -> bool:
        return self.now == turns.AT_ONCE


async def send_once(api: httpx2.AsyncClient, content: bytes) -> httpx2.Response:
    """Send it under a key, which is kept in the transaction that the list is."""
    files, key = {"file": ("liste.xlsx", content, XLSX)}, {"idempotency-key": str(uuid4())}
    return await api.post("/imports", files=files, data={"region": "MA-02"}, headers=key)


async def test_two_lists_are_read_at_a_time_and_too_many_come_again_later(
    api: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading(sandbox.read_list)
    monkeypatch.setattr("services.registration.imports.api.read_list", reading)
    lists = [workbook(people_list(2, first=1 + 10 * number)) for number in range(MOST)]
    sending = [asyncio.create_task(send_once(api, content)) for content in lists]
    await eventually(reading.two_at_work)
    refused = await send_once(api, lists[0])
    async with database.sessions() as db:
        open_meanwhile = (await run(db, IN_TRANSACTION)).scalar_one()

    reading.go_on.set()
    taken = [answer.status_code for answer in await asyncio.gather(*sending)]

    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (429, "too-many-lists")
    assert int(refused.headers["retry-after"]) > 0
    assert open_meanwhile == 0
    assert (taken, reading.at_most) == ([201] * MOST, turns.AT_ONCE)
