"""The bell that wakes the relay: it rings once what was put into the outbox is there for all to see."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from shared.kernel import outbox
from shared.kernel.database import Database
from tests.sample import service as sample
from tests.sample.service import Said

New = Callable[..., Awaitable[Database]]


async def test_it_rings_after_the_commit_though_a_savepoint_was_released_before(new_database: New) -> None:
    database = await new_database(sample.service())

    async with database.sessions.begin() as db:
        async with db.begin_nested():
            outbox.publish(db, Said(about=uuid4()), version=1)
        database.outbox_bell.clear()  # the relay has looked meanwhile, and has seen nothing yet

    assert database.outbox_bell.is_set()


async def test_it_does_not_ring_where_nothing_was_put_there(new_database: New) -> None:
    database = await new_database(sample.service())

    async with database.sessions.begin() as db:
        db.add(sample.Counted(id=uuid4()))

    assert not database.outbox_bell.is_set()
