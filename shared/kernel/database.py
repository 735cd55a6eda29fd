"""The database of a service: engine, sessions, timeouts, and what counts as an outage."""

import asyncio
import errno
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from socket import gaierror
from typing import Any

import asyncpg
from sqlalchemy import Connection, MetaData, event, exc, text
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import SessionTransaction, registry
from sqlmodel import Session, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.clock import Clock

Sessions = async_sessionmaker[AsyncSession]

# A stopped replica's open rows must not hold the next one for long.
TIMEOUTS_MS = {
    "lock_timeout": "5000",
    "statement_timeout": "30000",
    "idle_in_transaction_session_timeout": "15000",
}
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
CONNECTED_WITHIN_S = 5
KEPT_OPEN, MOST_OPEN = 10, 20  # connections of one process for requests and handlers; its relay has two beside them
OPEN_AT_ONCE = 8  # and these, for commands of one statement; most of them wait for the same row
# Connection lost, resources short, server going down or coming up, a lock not had in time: not the record's fault.
OUTAGE_STATES = ("08", "53", "57P", "55P03")
NO_WAY_THERE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN}
# A connection that breaks in the middle of an answer may leave asyncpg at odds with itself: InternalClientError.
ASYNCPG_ERRORS = (asyncpg.InterfaceError, asyncpg.InternalClientError)
UNREACHABLE = (ConnectionError, TimeoutError, gaierror, exc.TimeoutError, *ASYNCPG_ERRORS)
# Whatever a database, or the way to it, may raise: the one list of those who catch it.
DATABASE_ERRORS = (exc.SQLAlchemyError, asyncpg.PostgresError, *ASYNCPG_ERRORS, OSError, TimeoutError)
NOT_OF_THE_WAY = (asyncpg.ProtocolError, asyncpg.OutdatedSchemaCacheError)


def new_registry() -> registry:
    """Return the registry of one service's tables: in one process, two services may each have a table `session`."""
    return registry(metadata=MetaData(naming_convention=NAMES))


KERNEL = new_registry()
# Row-level security shows a transaction what its settings say, and without any nothing. What a service does by itself,
# whoever asks, is done with all rows before it.
WHOLE = {"takwin.reach": "whole"}
REACH = "reach"  # in `info` of a session: the settings of its transactions
AT_ONCE = "at_once"  # in `info` of a session: the engine of what is done by one statement; None, where nothing is


class KernelTable(SQLModel, registry=KERNEL):
    """A table of the kernel, the same in every service's database."""


class WithinReach(Session):
    """A session whose every transaction begins by saying how far it may see."""


@event.listens_for(WithinReach, "after_begin")
def _say_reach(session: OrmSession, _: SessionTransaction, connection: Connection) -> None:
    """Tell Postgres, for as long as the transaction lasts, what row-level security goes by."""
    connection.exec_driver_sql(*saying(session.info[REACH]))


def saying(settings: Mapping[str, str], *, local: bool = True) -> tuple[str, tuple[str, ...]]:
    """Return what tells Postgres the settings, and its values; not `local`, they outlast the transaction."""
    said = tuple(word for setting in settings.items() for word in setting)
    each = (f"set_config(${n}, ${n + 1}, {str(local).lower()})" for n in range(1, len(said), 2))
    return f"select {', '.join(each)}", said


@dataclass
class Database:
    """One service's pools, its sessions, and the bell that rings when something waits in the outbox.

    A connection of `at_once` goes on reaching as far as it was last told to: shared/fast.py alone asks there.
    """

    url: str = field(repr=False)  # it holds a password
    clock: Clock
    outbox_bell: asyncio.Event = field(default_factory=asyncio.Event)
    engine: AsyncEngine = field(init=False)
    at_once: AsyncEngine = field(init=False)
    sessions: Sessions = field(init=False)

    def __post_init__(self) -> None:
        self.engine = self._pool(KEPT_OPEN, MOST_OPEN - KEPT_OPEN)
        self.at_once = self._pool(OPEN_AT_ONCE, 0)
        info = {"clock": self.clock, "outbox_bell": self.outbox_bell, REACH: WHOLE, AT_ONCE: self.at_once}
        self.sessions = async_sessionmaker(
            self.engine, class_=AsyncSession, sync_session_class=WithinReach, expire_on_commit=False, info=info
        )

    def _pool(self, kept: int, beyond: int) -> AsyncEngine:
        return create_async_engine(
            self.url,
            async_creator=self._connect,
            hide_parameters=True,
            pool_size=kept,
            max_overflow=beyond,
            pool_timeout=5,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()
        await self.at_once.dispose()

    @property
    def dsn(self) -> str:
        """The address as asyncpg itself takes it."""
        return self.url.replace("postgresql+asyncpg://", "postgresql://", 1)

    async def _connect(self) -> asyncpg.Connection:
        """By the address as asyncpg reads it, so that what it says of TLS holds for whoever uses it."""
        settings = {**TIMEOUTS_MS, "timezone": "UTC", "jit": "off"}
        return await asyncpg.connect(self.dsn, timeout=CONNECTED_WITHIN_S, server_settings=settings)

    async def answers(self) -> bool:
        """Say whether the database answers within two seconds."""
        try:
            async with asyncio.timeout(2), self.engine.connect() as connection:
                await connection.execute(text("select 1"))
        except DATABASE_ERRORS:
            return False
        return True


def is_outage(error: BaseException) -> bool:
    """Tell an unreachable database or network, which passes by itself, from an error of the work in hand."""
    if isinstance(error, exc.DBAPIError):
        return error.connection_invalidated or _caused_by_outage(error.orig)
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate or "").startswith(OUTAGE_STATES)
    if isinstance(error, (ValueError, *NOT_OF_THE_WAY)):  # asyncpg's DataError is an InterfaceError too
        return False
    if isinstance(error, FileNotFoundError):  # the socket of a stopped Postgres; a file that is missing has a name
        return error.filename is None
    return isinstance(error, UNREACHABLE) or (isinstance(error, OSError) and error.errno in NO_WAY_THERE)


def _caused_by_outage(error: BaseException | None) -> bool:
    return error is not None and is_outage(error.__cause__ or error)


async def run(db: AsyncSession, statement: str, **values: Any) -> Any:
    """Run one SQL statement in the transaction of `db`; what the ORM still holds back goes first."""
    await db.flush()
    return await (await db.connection()).execute(read(statement), values)


read = lru_cache(maxsize=1_000)(text)  # each statement of the code is read once


async def run_each(db: AsyncSession, statement: str, rows: list[dict[str, Any]]) -> None:
    """Run the statement once for each of the rows."""
    if rows:
        await db.flush()
        await (await db.connection()).execute(text(statement), rows)
