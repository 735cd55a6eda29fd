"""The audit's chain: made by one process while many write, and walked by whoever doubts it."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest
from sqlalchemy import text

from programs.operator.audit_walk import Doubt, Head, walk
from shared.access import audit
from shared.access.audit_chain import chain
from shared.access.audit_head import Seal, tell_head
from shared.access.caller import Caller
from shared.access.reach import Reach
from shared.events import AuditSealed
from shared.kernel.database import Database, run
from tests.integration.kernel import asking
from tests.places import owned

SEAL = Seal(asking.SECRET)
SAMPLE = "sample"


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """The sample's database."""
    return await new_database(asking.service())


async def acted(database: Database, number: int = 1) -> None:
    """Let somebody have done so many things, each in a transaction of its own."""
    act = audit.Act(Caller.program("player"), "assessment.record", Reach(whole=True), "POST", "/things", uuid4())
    for _ in range(number):
        async with database.sessions.begin() as db:
            await audit.keep(db, act)


async def by_owner(database: Database, *statements: str) -> None:
    """Do what only whoever owns the tables can do."""
    async with owned(database) as connection:
        await connection.execute(text("select set_config('takwin.reach', 'whole', true)"))
        for statement in statements:
            await connection.execute(text(statement))


async def told(database: Database) -> list[Head]:
    """Return the heads as they wait in the outbox."""
    async with database.sessions() as db:
        bodies = (await run(db, "select body from outbox where type = :type", type=AuditSealed.type)).scalars().all()
    events = [AuditSealed.from_cloudevent(body) for body in bodies]
    return [Head(it.links, it.digest, it.incarnation or 1, sealed=SEAL.fits(it)) for it in events]


async def sealed(database: Database) -> list[Head]:
    """Chain what waits and tell it."""
    await chain(database, SAMPLE)
    await tell_head(database, SAMPLE, SEAL)
    return await told(database)


async def doubts(database: Database, heads: list[Head]) -> list[Doubt]:
    return (await walk(database, SAMPLE, heads)).doubts


async def test_a_chain_that_nobody_touched_is_whole(database: Database) -> None:
    await acted(database, 3)
    heads = await sealed(database)
    await acted(database, 2)
    heads = await sealed(database)

    found = await walk(database, SAMPLE, heads)

    assert (found.links, found.doubts, [head.links for head in heads]) == (5, [], [3, 5])
    assert not await tell_head(database, SAMPLE, SEAL), "nothing is new"


TAMPERING = {
    "an edit": (("update audit set caller = 'nobody' where position = 2",), [Doubt("changed", 2, 2)]),
    "an edit of a subject": (
        ("update audit set subjects = array[gen_random_uuid()] where position = 3",),
        [Doubt("changed", 3, 3)],
    ),
    "a removal": (("delete from audit where position = 2",), [Doubt("removed", 2, 2)]),
    "a removal with its link": (
        ("delete from audit where position = 2", "delete from audit_link where number = 2"),
        [Doubt("missing", 2)],
    ),
    "a cut tail": (
        ("delete from audit where position > 2", "delete from audit_link where number > 2"),
        [Doubt("cut", 4)],
    ),
    "everything taken away": (("delete from audit", "delete from audit_link"), [Doubt("cut", 4)]),
    "another order": (
        (
            "update audit_link set position = 100 where number = 2",
            "update audit_link set position = 2 where number = 3",
            "update audit_link set position = 3 where number = 2",
        ),
        [Doubt("changed", 2, 3), Doubt("changed", 3, 2)],
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
async def test_whatever_was_done_to_it_is_found(database: Database, what: str) -> None:
    statements, expected = TAMPERING[what]
    await acted(database, 4)
    heads = await sealed(database)

    await by_owner(database, *statements)

    assert await doubts(database, heads) == expected


async def test_a_chain_that_was_made_anew_is_not_the_one_that_was_told(database: Database) -> None:
    await acted(database, 4)
    heads = await sealed(database)

    await by_owner(database, "update audit set caller = 'nobody' where position = 2", "delete from audit_link")
    await chain(database, SAMPLE)

    assert await doubts(database, heads) == [Doubt("rewritten", 4)]
    assert await doubts(database, []) == [], "the table alone cannot tell"


async def test_a_cut_that_has_grown_again_is_found(database: Database) -> None:
    await acted(database, 4)
    heads = await sealed(database)

    await by_owner(database, "delete from audit where position > 2", "delete from audit_link where number > 2")
    await acted(database, 4)
    await chain(database, SAMPLE)

    assert await doubts(database, heads) == [Doubt("rewritten", 4)]


async def test_a_head_without_our_seal_counts_for_nothing(database: Database) -> None:
    await acted(database)
    (head,) = await sealed(database)

    found = await doubts(database, [head, Head(1, head.digest, 2, sealed=False)])

    assert found == [Doubt("forged", 1)]
    assert not Seal("another secret").fits(AuditSealed(service=SAMPLE, links=1, digest=head.digest, seal="0" * 64))


async def test_a_row_that_nobody_chains_is_found(database: Database) -> None:
    await acted(database)
    await by_owner(database, "update audit set at = at - interval '1 hour'")

    assert await doubts(database, []) == [Doubt("unchained", position=1)]


async def test_a_row_that_commits_late_is_chained_once_behind_others(database: Database) -> None:
    act = audit.Act(Caller.program("player"), "assessment.record", Reach(whole=True), "POST", "/things", uuid4())
    async with database.sessions.begin() as late:
        await audit.keep(late, act)
        await acted(database, 2)
        first = await chain(database, SAMPLE)

    second, third = await chain(database, SAMPLE), await chain(database, SAMPLE)

    assert (first, second, third) == (2, 1, 0)
    async with database.sessions() as db:
        positions = (await run(db, "select position from audit_link order by number")).scalars().all()
    assert positions == [2, 3, 1]
    assert await doubts(database, await sealed(database)) == []


async def test_many_writers_and_two_that_chain_make_one_chain(database: Database) -> None:
    writing = [asyncio.create_task(acted(database, 25)) for _ in range(4)]
    chaining = [asyncio.create_task(chain_while(database, writing)) for _ in range(2)]

    await asyncio.gather(*writing, *chaining)

    await sealed(database)
    found = await walk(database, SAMPLE, await told(database))
    assert (found.links, found.doubts) == (100, [])


async def chain_while(database: Database, writing: list[asyncio.Task[None]]) -> None:
    while not all(task.done() for task in writing):
        await chain(database, SAMPLE)
        await asyncio.wait(writing, timeout=0.02)


async def test_a_restore_is_no_tampering_and_hides_none(database: Database) -> None:
    await acted(database, 2)
    await sealed(database)
    await acted(database, 2)
    heads = await sealed(database)  # which the backup of two rows does not hold

    await by_owner(
        database,
        "delete from audit where position > 2",
        "delete from audit_link where number > 2",
        "delete from audit_head where links > 2",
    )
    database.sessions.kw["info"]["incarnation"] = 2
    before = await walk(database, SAMPLE, heads)
    await tell_head(database, SAMPLE, SEAL)
    await acted(database, 3)
    heads = await sealed(database)
    after = await walk(database, SAMPLE, heads)

    assert (before.forgotten, before.doubts, after.forgotten, after.doubts) == (1, [], 1, [])
    assert [(head.incarnation, head.links) for head in heads] == [(1, 2), (1, 4), (2, 2), (2, 5)]
    await by_owner(database, "delete from audit where position > 6", "delete from audit_link where number > 4")
    assert await doubts(database, heads) == [Doubt("cut", 5)]
