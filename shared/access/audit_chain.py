"""Chain of the audit: every committed row hashed with all that were chained before it, so that a change shows."""

import hashlib
from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import Database, KernelTable, run

LOCK = 0x61756474
AT_ONCE = 1000
# A row gets its position moments before it commits. Those that are looked for again are far more than can be under way
# at once; what is later still is found when the service starts.
LATE = 1_000
# Every column, in this order for ever; time in microseconds, so that no setting of a connection changes it.
LINE = """json_build_array(audit.position, (extract(epoch from audit.at) * 1000000)::bigint, audit.caller,
  audit.permission, audit.scope, audit.method, audit.route, audit.subjects, audit.fields, audit.request_id, audit.done
)::text"""


class Link(KernelTable, table=True):
    """One link: which row it holds, and the digest of it and of all links before. Numbers count 1, 2, 3 … ."""

    __tablename__ = "audit_link"
    __table_args__ = (Index("uq_audit_link_position", "position", unique=True),)

    number: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int = Field(sa_type=BigInteger)
    digest: bytes


class Head(KernelTable, table=True):
    """A head of the chain that was told, and in which life of the database."""

    __tablename__ = "audit_head"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    incarnation: int
    links: int = Field(sa_type=BigInteger)


def beginning(service: str) -> bytes:
    """Return what the first link is hashed with: no service's chain can stand in for another's."""
    return hashlib.sha256(f"takwin audit {service}".encode()).digest()


def digest_of(before: bytes, line: str) -> bytes:
    """Return the digest of a row, written as LINE writes it, behind those that are chained before it."""
    return hashlib.sha256(before + line.encode()).digest()


NEWEST = "select number, digest from audit_link order by number desc limit 1"
WAITING = f"""
select position, {LINE} as line from audit where position > :above
and not exists (select from audit_link where audit_link.position = audit.position) order by position limit :most"""
ABOVE = "select coalesce(max(position), 0) - :late from audit_link"
ADD = """
insert into audit_link (number, position, digest)
select number, position, digest
from unnest(cast(:numbers as bigint[]), cast(:positions as bigint[]), cast(:digests as bytea[]))
     as link (number, position, digest)"""


async def chain(database: Database, service: str, *, late: int = LATE) -> int:
    """Chain rows that are committed, each once, in order of position but for those that come late; return how many.

    Who writes a row waits for nobody: this comes afterwards, in one process at a time.
    """
    async with database.sessions.begin() as db:
        if not await _is_ours(db):
            return 0
        number, digest = await newest(db, service)
        above = (await run(db, ABOVE, late=late)).scalar_one()
        rows = (await run(db, WAITING, above=above, most=AT_ONCE)).all()
        await _add(db, number, digest, rows)
    return len(rows)


async def _is_ours(db: AsyncSession) -> bool:
    return bool((await run(db, "select pg_try_advisory_xact_lock(:lock)", lock=LOCK)).scalar_one())


async def newest(db: AsyncSession, service: str) -> tuple[int, bytes]:
    """Return number and digest of the last link."""
    row = (await run(db, NEWEST)).one_or_none()
    return (row.number, row.digest) if row else (0, beginning(service))


async def _add(db: AsyncSession, number: int, digest: bytes, rows: Iterable[Any]) -> None:
    digests, positions = [], []
    for row in rows:
        digest = digest_of(digest, row.line)
        digests.append(digest)
        positions.append(row.position)
    numbers = [number + count for count in range(1, len(digests) + 1)]
    if numbers:
        await run(db, ADD, numbers=numbers, positions=positions, digests=digests)
