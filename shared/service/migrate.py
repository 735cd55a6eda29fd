"""Migrations, applied: one service's database gets the shape its code expects, the kernel's tables and its own."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from shared import kernel
from shared.access import accounts, audit, audit_chain, looks
from shared.http import idempotency
from shared.kernel import inbox, outbox, parking, relay
from shared.kernel.database import KERNEL, Database
from shared.service import clock_store, privileges

TABLES = (
    accounts.KnownAccount,
    accounts.KnownKey,
    audit.Audited,
    audit_chain.Head,
    audit_chain.Link,
    clock_store.ClockSetting,
    idempotency.Answered,
    looks.KnownLook,
    inbox.Handled,
    outbox.Outgoing,
    parking.Parked,
    relay.Lease,
)

log = structlog.get_logger()

OF_KERNEL = Path(kernel.__file__).with_name("migrations")
LOCK = 0x6D696772
ALEMBIC = asyncio.Lock()  # its context is one per process, and several services may share a process


class NotMigrated(ConnectionError):
    """The tables are not yet those of this release, and it is not this process that migrates them."""


def config(own: Path, metadata: MetaData, connection: Connection) -> Config:
    """Return Alembic's settings for the service whose migrations lie in `own`."""
    settings = Config()
    settings.set_main_option("script_location", str(OF_KERNEL))
    settings.set_main_option("version_locations", f"{OF_KERNEL / 'versions'};{own}")
    settings.set_main_option("path_separator", ";")
    settings.attributes.update(connection=connection, metadata=[KERNEL.metadata, metadata])
    return settings


async def upgrade(owner: Database, own: Path, metadata: MetaData, role: str = "") -> None:
    """Apply what is missing, as the owner of the tables, and grant the role what its work needs, where one is told.

    Of several replicas one does it while the others wait. A migration asks a second at most for a table that the
    release before works on, so that nobody queues behind it for long. Raises sqlalchemy.exc.DBAPIError when it does not
    get the table; the caller tries again.
    """

    def apply(connection: Connection) -> None:
        connection.execute(text("set local lock_timeout = '30s'"))
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        connection.execute(text("set local lock_timeout = '1s'"))
        settings = config(own, metadata, connection)
        done = MigrationContext.configure(connection).get_current_heads()
        if newer := _unknown(ScriptDirectory.from_config(settings), done):
            log.warning("database.of_a_newer_release", revisions=sorted(newer))
        else:
            command.upgrade(settings, "heads")
            privileges.grant(connection, role)

    async with ALEMBIC, owner.engine.begin() as connection:
        await connection.run_sync(apply)


async def check(database: Database, own: Path, metadata: MetaData) -> None:
    """Raise NotMigrated unless whoever migrates this database has done so."""

    def missing(connection: Connection) -> set[str]:
        scripts = ScriptDirectory.from_config(config(own, metadata, connection))
        done = MigrationContext.configure(connection).get_current_heads()
        return set() if _unknown(scripts, done) else set(scripts.get_heads()) - set(done)

    async with database.engine.connect() as connection:
        if await connection.run_sync(missing):
            raise NotMigrated


def _unknown(scripts: ScriptDirectory, done: Iterable[str]) -> set[str]:
    """Return what a newer release has applied: it only adds, so this one can work beside it or after it."""
    return set(done) - {script.revision for script in scripts.walk_revisions()}
