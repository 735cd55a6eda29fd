"""Rebuilding, for operators: what is made of the log alone is emptied, so that it is made anew."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.read_models.tables import Table
from shared.kernel.database import run

# What was set aside comes again with the rest of the log, and is handled or set aside anew.
KERNEL = ("inbox", "parked", "parked_keys")


@dataclass
class Emptied:
    """What is gone, to be made again from the log."""

    rows: int
    events: int


async def empty_read_models(db: AsyncSession) -> Emptied:
    """Forget all that was heard, and all that was made of it."""
    tables = sorted(Table.metadata.tables)
    rows = sum([(await run(db, f"select count(*) from {table}")).scalar_one() for table in tables])
    events = (await run(db, "select count(*) from inbox")).scalar_one()
    await run(db, f"truncate {', '.join((*tables, *KERNEL))}")
    return Emptied(rows, events)
