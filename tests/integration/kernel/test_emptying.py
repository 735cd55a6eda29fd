"""The databases of the tests themselves: what one test leaves behind, the next one does not find."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from shared.kernel import outbox
from shared.kernel.database import Database, run
from tests.places import Places, owned
from tests.sample import service as sample


async def ask(database: Database, statement: str) -> object:
    """Return the one value that the statement finds, if it finds any."""
    async with database.sessions.begin() as db:
        found = await run(db, statement)
        return found.scalar() if found.returns_rows else None


async def test_a_database_that_was_given_back_holds_nothing_and_counts_from_one(places: Places) -> None:
    async with places.fresh_database(sample.service()) as before:
        await sample.say(before, uuid4(), times=3)
        assert await ask(before, "select count(*) from outbox") == 3

    async with places.fresh_database(sample.service()) as database:
        async with database.sessions() as db:
            assert await outbox.waiting(db) == 0
        await sample.say(database, uuid4())

        assert database.url == before.url
        assert await ask(database, "select min(position) from outbox") == 1


@pytest.mark.parametrize(
    "change",
    [
        "create table left_behind (id int)",
        "alter table outbox alter column key type varchar(900)",
        "create index left_behind on outbox (type)",
        "insert into alembic_version values ('of-another-release')",
    ],
)
async def test_a_database_that_was_rebuilt_is_given_to_nobody(places: Places, change: str) -> None:
    async with places.fresh_database(sample.service()) as rebuilt, owned(rebuilt) as owner:
        await owner.execute(text(change))

    async with places.fresh_database(sample.service()) as database:
        assert database.url != rebuilt.url


async def test_a_connection_left_open_holds_nobody_up(places: Places) -> None:
    other = None
    async with places.fresh_database(sample.service()) as before:
        other = Database(before.url, before.clock)
        holding = await other.engine.connect()
        await holding.execute(text("lock table outbox"))

    async with places.fresh_database(sample.service()) as database:
        await sample.say(database, uuid4())

        assert await ask(database, "select count(*) from outbox") == 1
    with pytest.raises(Exception, match=r"closed|terminat"):
        await holding.execute(text("select 1"))
    await other.close()
