"""From a committed transaction to its effect elsewhere, on a real broker and a real database."""

from uuid import uuid4

from tests.running import Running, eventually
from tests.sample import service as sample


async def test_what_is_said_in_a_transaction_has_one_effect(run: Running) -> None:
    things = [uuid4() for _ in range(20)]
    async with run.database(sample.service()) as database, run.started(sample.service(), database.url) as parts:
        for thing in things:
            await sample.say(parts.database, thing, times=5)

        await eventually(lambda: sample.has_noted(parts.database, 100))

        effects = await sample.noted(database)
    for thing in things:
        assert [it.version for it in effects if it.subject == str(thing)] == [1, 2, 3, 4, 5]
