"""Two replicas, one relay: when the holder of the lease is stopped, the other takes over, and order holds."""

import asyncio
from uuid import uuid4

from shared.kernel.database import Database
from shared.kernel.relay import LEASE_S
from tests import children
from tests.log_reader import order_breaks, read_all
from tests.running import Running, eventually
from tests.sample import service as sample
from tests.sample.service import Said

PROCESS = "tests.sample.process"


async def test_a_stopped_holder_loses_the_lease_and_breaks_no_order(run: Running) -> None:
    things = [uuid4() for _ in range(5)]
    async with run.database(sample.service()) as database:
        args = (database.url, run.places.kafka.servers)
        async with children.child(PROCESS, *args, "0") as holder, children.child(PROCESS, *args, "1"):
            await sample.say(database, things[0])
            await eventually(lambda: _published(database, 1))

            children.stop(holder)
            for thing in things:
                await sample.say(database, thing, times=20)
            await eventually(lambda: _published(database, 101), within_s=LEASE_S * 3)
            children.go_on(holder)
            for thing in things:
                await sample.say(database, thing, times=20)
            await eventually(lambda: _published(database, 201))
            await asyncio.sleep(1.5)  # whatever the old holder still had in hand is out by now

        records = await read_all(run.places.kafka, Said.topic)
    assert order_breaks(records) == []
    assert len({record["id"] for record in records}) == 201
    assert len(records) == 201, "both have relayed at once"


async def _published(database: Database, number: int) -> bool:
    async with database.sessions() as db:
        count = await sample.outbox_published(db)
    return count >= number
