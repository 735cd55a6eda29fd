"""Order per key on the log: whoever writes at the same time, however long it takes, whatever fails in the middle."""

import asyncio
import random
import time
from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import UnknownError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel import outbox, sending
from shared.kernel.database import Database
from shared.kernel.outbox import Outgoing
from shared.kernel.relay import BATCH
from tests import wire
from tests.log_reader import order_breaks, read_all
from tests.long import LONG
from tests.running import Running, eventually
from tests.sample import service as sample
from tests.sample.service import Counted, Said

KEYS, AT_ONCE, TIMES = 60, 3, 12  # keys in all; in one transaction at most so many, each at most so many times
SHORTEST_S, LONGEST_S = 0.005, 0.2
CROWDS = [(2, 1_000), (8, 4_000), *([(4, 6_000), (8, 12_000)] if LONG else [])]  # writers, events
QUIET = sample.handlers()  # hears nothing: the events are counted on the log


@dataclass
class Writers:
    """Write about the same things at once, in transactions of any length, and note when each has committed."""

    database: Database
    events: int
    things: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(KEYS)])
    times: dict[UUID, tuple[float, float]] = field(default_factory=dict)  # event → commit begun, commit done
    dice: random.Random = field(default_factory=lambda: random.Random(2017))  # noqa: S311 - lengths, no secrets

    async def write(self, writers: int) -> None:
        """Say so many events and no fewer."""
        await asyncio.gather(*(self._write_on() for _ in range(writers)))

    async def _write_on(self) -> None:
        while len(self.times) < self.events:
            chosen = sorted(self.dice.sample(self.things, self.dice.randint(1, AT_ONCE)))
            at_length = [thing for thing in chosen for _ in range(self.dice.randint(1, TIMES))]
            await self._say(at_length, self.dice.uniform(SHORTEST_S, LONGEST_S))
            for thing in chosen:  # the next version, as soon as there can be one
                await self._say([thing], 0)

    async def _say(self, things: list[UUID], length_s: float) -> None:
        async with self.database.sessions() as db:
            locked = select(Counted).where(col(Counted.id).in_(things)).order_by(col(Counted.id)).with_for_update()
            counted = {one.id: one for one in (await db.exec(locked)).all()}
            said = [self._say_one(db, counted[thing]) for thing in things]
            await db.flush()  # positions are given here
            await asyncio.sleep(length_s)
            begun = time.monotonic()
            await db.commit()
        self.times.update(dict.fromkeys(said, (begun, time.monotonic())))

    def _say_one(self, db: AsyncSession, one: Counted) -> UUID:
        one.version += 1
        return outbox.publish(db, Said(about=one.id), version=one.version).id


@pytest.mark.parametrize(("writers", "events"), CROWDS)
async def test_versions_are_in_order_and_nothing_later_overtakes(run: Running, writers: int, events: int) -> None:
    service = sample.service(QUIET)
    async with run.database(service) as database, run.started(service, database.url) as parts:
        crowd = Writers(parts.database, events)
        async with parts.database.sessions.begin() as db:
            db.add_all(Counted(id=thing) for thing in crowd.things)

        await crowd.write(writers)
        await eventually(lambda: _all_published(database))

        records = await read_all(run.places.kafka, Said.topic)
        rows = await _rows(database)
    assert order_breaks(records) == []
    assert len(records) == len({record["id"] for record in records}) == len(crowd.times)
    assert _overtaken(rows, crowd.times) == 0


async def test_a_batch_that_fails_in_the_middle_is_sent_again_before_what_follows(
    run: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    hot, others = uuid4(), [uuid4() for _ in range(20)]
    failing, send_batch = [True], sending._send_batch

    async def fail_once(producer: AIOKafkaProducer, where: tuple[str, int], batch: sending.Batch) -> None:
        if failing and where[1] == sending.partition_of(str(hot).encode(), 6):
            failing.clear()
            batch.future = asyncio.get_running_loop().create_future()
            batch.future.set_exception(UnknownError())
        else:
            await send_batch(producer, where, batch)

    monkeypatch.setattr(sending, "_send_batch", fail_once)
    service = sample.service(QUIET)
    async with run.database(service) as database:
        async with database.sessions.begin() as db:  # more about one thing than one batch of Kafka's holds
            db.add_all(outbox.row_of(wire.stamped(Said(about=hot), n + 1)) for n in range(BATCH - len(others)))
            db.add_all(outbox.row_of(wire.stamped(Said(about=thing))) for thing in others)

        async with run.started(service, database.url):
            await eventually(lambda: _all_published(database))

        records = await read_all(run.places.kafka, Said.topic)
    assert not failing
    assert order_breaks(records) == []
    assert len(records) == len({record["id"] for record in records}) == BATCH


async def _all_published(database: Database) -> bool:
    async with database.sessions() as db:
        return await outbox.waiting(db) == 0


async def _rows(database: Database) -> list[Outgoing]:
    async with database.sessions() as db:
        return list(
            (await db.exec(select(Outgoing).order_by(col(Outgoing.partition), col(Outgoing.kafka_offset)))).all()
        )


def _overtaken(rows: list[Outgoing], times: dict[UUID, tuple[float, float]]) -> int:
    """Return by how many rows, written later and committed later, the worst row of all was overtaken on the log."""
    worst = 0
    before: dict[int | None, list[tuple[float, int]]] = defaultdict(list)  # partition → those on it so far
    for row in rows:
        begun, done = times[row.event_id]
        so_far = before[row.partition]
        later = so_far[bisect_left(so_far, (done, 0)) :]
        worst = max(worst, sum(position > (row.position or 0) for _, position in later))
        insort(so_far, (begun, row.position or 0))
    return worst
