"""Walk along the chain of one audit: each row hashed again, each head that was told looked for."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from shared.access.audit_chain import LINE, beginning, digest_of
from shared.kernel.clock import machine_now
from shared.kernel.database import Database, run

AT_ONCE = 2_000
MOST_TOLD = 100  # of one service; one change may make every head after it another
LINKS = f"""
select link.number, link.digest, link.position, case when audit.position is not null then {LINE} end
from (select number, digest, position from audit_link where number > $1 order by number limit $2) as link
     left join audit on audit.position = link.position
order by link.number"""
# Each row by its key: whatever Postgres thinks of the sizes, the way must not grow with the square of the table.
BY_POSITION = "set local enable_hashjoin = off; set local enable_mergejoin = off"
UNCHAINED = """
select position from audit where at < :before
and not exists (select from audit_link where audit_link.position = audit.position) order by position limit :most"""
CHAINED_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True)
class Head:
    """A head as Kafka has it."""

    links: int
    digest: str
    incarnation: int
    sealed: bool


@dataclass(frozen=True)
class Doubt:
    """One thing that should not be: which, at which link, and which row."""

    kind: str
    link: int | None = None
    position: int | None = None


@dataclass
class Walk:
    """What was found along one chain. Heads that are forgotten tell of rows from after a backup, gone by a restore."""

    service: str
    links: int = 0
    heads: int = 0
    forgotten: int = 0
    doubts: list[Doubt] = field(default_factory=list)


async def walk(database: Database, service: str, heads: Sequence[Head]) -> Walk:
    """Hash every row again, from the first, and compare with what was kept and told."""
    found = Walk(service, heads=len(heads))
    wanted = {head.links for head in heads}
    digests = {0: beginning(service).hex()}
    before, number = beginning(service), 0
    async for row in _rows(database):
        doubt, (number, before) = looked_at(row, before, number + 1), row[:2]
        if doubt and len(found.doubts) < MOST_TOLD:
            found.doubts.append(doubt)
        if number in wanted:
            digests[number] = before.hex()
    found.links = number
    incarnation = int(database.sessions.kw["info"].get("incarnation") or 1)
    found.forgotten, doubts = beside(heads, digests, number, incarnation)
    found.doubts += [*doubts[:MOST_TOLD], *await _unchained(database)]
    return found


async def _rows(database: Database) -> AsyncIterator[tuple[Any, ...]]:
    """Yield every link with the row it holds; what is written meanwhile comes as well.

    Some thousands at a time, by asyncpg itself: the next are read while these are hashed.
    """
    async with database.sessions() as db:
        driven: Any = (await (await db.connection()).get_raw_connection()).driver_connection
        await driven.execute(BY_POSITION)
        reading = asyncio.create_task(driven.fetch(LINKS, 0, AT_ONCE))
        while rows := await reading:
            reading = asyncio.create_task(driven.fetch(LINKS, rows[-1]["number"], AT_ONCE))
            await asyncio.sleep(0)  # lets the question leave, which nothing below does
            for row in rows:
                yield tuple(row)


def looked_at(row: tuple[Any, ...], before: bytes, number: int) -> Doubt | None:
    """Return what is wrong with the link of this number, which stands behind `before`; None where nothing is."""
    said, digest, position, line = row
    if said != number:
        return Doubt("missing", number)
    if line is None:
        return Doubt("removed", number, position)
    return None if digest_of(before, line) == digest else Doubt("changed", number, position)


def beside(heads: Sequence[Head], digests: Mapping[int, str], links: int, incarnation: int) -> tuple[int, list[Doubt]]:
    """Return how many heads a restore explains, and what is wrong with the others.

    The first head of an incarnation says how far the backup reached that it began with: no head of an earlier one
    binds any further. Where none is told yet, it is as far as the chain reaches now.
    """
    forgotten, doubts, reaches = 0, [], _reaches(heads, links, incarnation)
    for head in heads:
        reach = reaches.get(head.incarnation)
        if not head.sealed:
            doubts.append(Doubt("forged", head.links))
        elif reach is not None and head.links > reach:
            forgotten += 1
        elif head.links > links:
            doubts.append(Doubt("cut", head.links))
        elif digests.get(head.links) != head.digest:
            doubts.append(Doubt("rewritten", head.links))
    return forgotten, doubts


def _reaches(heads: Sequence[Head], links: int, incarnation: int) -> dict[int, int]:
    """Return, for each incarnation but the present one, how far its heads bind."""
    sealed = [head for head in heads if head.sealed]
    first = {
        life: min(head.links for head in sealed if head.incarnation == life)
        for life in {it.incarnation for it in sealed}
    }
    return {
        life: min((reach for later, reach in first.items() if later > life), default=links)
        for life in first
        if life < max(incarnation, *first)
    }


async def _unchained(database: Database) -> list[Doubt]:
    """A row that was put in beside the work that chains, or that it has never seen."""
    async with database.sessions() as db:
        rows = await run(db, UNCHAINED, before=machine_now() - CHAINED_WITHIN, most=MOST_TOLD)
        return [Doubt("unchained", position=row.position) for row in rows]
