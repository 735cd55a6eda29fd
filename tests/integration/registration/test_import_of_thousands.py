"""A list as long as lists may be: carried out in pieces, its progress told, everybody there once at the end."""

import asyncio
import time

import httpx2

from services.registration.imports.applying.work import Carrier
from services.registration.imports.reading import limits
from shared.kernel.database import Database
from tests.integration.registration import given
from tests.integration.registration.given_imports import people_list, sent, shown, workbook


async def test_five_thousand_people_are_taken_in_once_each_and_progress_is_told(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = await given.open_session(database, seats=25)
    began = time.monotonic()
    import_id = await sent(api, workbook(people_list(limits.MOST_ROWS)), session_id)
    looked_at = time.monotonic()

    assert (await api.post(f"/imports/{import_id}/confirm")).status_code == 200
    carrying = asyncio.create_task(Carrier(database, "test").carry_out_next())
    seen = set()
    while not carrying.done():
        seen.add((await shown(api, import_id))["done"])
        await asyncio.sleep(0.2)
    ended = time.monotonic()

    told = await shown(api, import_id)
    print(f"dry run {looked_at - began:.1f} s, carried out {ended - looked_at:.1f} s, {len(seen)} steps seen")  # noqa: T201 - with -s: the bar is 20 s in all
    assert (told["state"], told["done"]) == ("done", limits.MOST_ROWS)
    assert len(seen) > 5
    assert len(await given.states(database, session_id)) == limits.MOST_ROWS
