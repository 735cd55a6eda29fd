"""Statements run by asyncpg alone, for what everybody waits for: in a transaction of SQLAlchemy's, or at once."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Any

import asyncpg
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import AT_ONCE, REACH, WithinReach, saying

NAMED = re.compile(r"(?<!:):(\w+)")  # a value in a statement, and no cast
ASYNCPG = "asyncpg"  # in `info` of a session: asyncpg's own connection, while a transaction has one


async def fetch_fast(db: AsyncSession, statement: str, **values: Any) -> asyncpg.Record | None:
    """Run the statement at a fraction of the cost, and return its first row. What is raised is asyncpg's own."""
    if db.new or db.dirty or db.deleted:
        await db.flush()
    if ASYNCPG not in db.info:
        await db.connection()
    numbered, names = by_number(statement)
    row: asyncpg.Record | None = await db.info[ASYNCPG].fetchrow(numbered, *(values[name] for name in names))
    return row


async def fetch_at_once(db: AsyncSession, statement: str, **values: Any) -> asyncpg.Record | None:
    """Run the statement as a transaction by itself, with the reach of `db`, whose own has not begun; return a row.

    None, and nothing is done, where another has just kept what may be there once. Else as `fetch_fast`.
    """
    numbered, names = by_number(statement)
    async with _reaching(db) as connection:
        with suppress(asyncpg.UniqueViolationError):
            row: asyncpg.Record | None = await connection.fetchrow(numbered, *(values[name] for name in names))
            return row
    return None


@asynccontextmanager
async def _reaching(db: AsyncSession) -> AsyncIterator[asyncpg.Connection]:
    """A connection that reaches as far as `db`: it is told so where it was told otherwise for whom it served last.

    One that broke, or of which nobody knows what it was told, is thrown away.
    """
    reach = db.info[REACH]
    async with db.info[AT_ONCE].connect() as pooled:
        try:
            connection: asyncpg.Connection = (await pooled.get_raw_connection()).driver_connection
            if pooled.info.get(REACH) != reach:
                told, said = saying(reach, local=False)
                await connection.fetchrow(told, *said)
                pooled.info[REACH] = reach
            yield connection
        except BaseException:
            await pooled.invalidate()
            raise


@cache
def by_number(statement: str) -> tuple[str, tuple[str, ...]]:
    """Return the statement as asyncpg reads it, and the names of its values in their order."""
    names = tuple(dict.fromkeys(NAMED.findall(statement)))
    return NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement), names


@event.listens_for(WithinReach, "after_begin")
def _keep(session: Session, _: SessionTransaction, connection: Connection) -> None:
    """Keep the connection that the transaction has got; by now it has begun there, and has said its reach."""
    session.info[ASYNCPG] = connection.connection.driver_connection


@event.listens_for(WithinReach, "after_transaction_end")
def _let_go(session: Session, transaction: SessionTransaction) -> None:
    """Forget the connection with the transaction that it was of."""
    if transaction.parent is None:
        session.info.pop(ASYNCPG, None)
