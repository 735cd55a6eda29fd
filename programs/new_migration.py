"""`python -m programs.new_migration`: writes a migration from the difference between tables and migrations.

Usage: python -m programs.new_migration <service or kernel> "<message>"; TAKWIN_DATABASE_URL names an empty database.
"""

import asyncio
import importlib
import os
import sys
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData

from programs.services import service_of
from shared.kernel.clock import Clock
from shared.kernel.database import Database
from shared.service.migrate import OF_KERNEL, config


async def write(name: str, message: str, root: Path) -> None:
    """Bring the database to the newest migration, then write one for what is still missing."""
    importlib.import_module("shared.service.assembly")
    kernel = name == "kernel"
    own = OF_KERNEL / "versions" if kernel else root / "services" / name / "migrations"
    metadata = MetaData() if kernel else service_of(name).metadata
    database = Database(os.environ["TAKWIN_DATABASE_URL"], Clock())

    def compare(connection: Connection) -> None:
        settings = config(own, metadata, connection)
        command.upgrade(settings, "heads")
        head = next(iter(own.glob("*.py")), None)
        where: dict[str, Any] = (
            {"head": f"{name}@head"} if head else {"head": "base", "branch_label": name, "version_path": str(own)}
        )
        command.revision(settings, message, autogenerate=True, splice=False, **where)

    async with database.engine.begin() as connection:
        await connection.run_sync(compare)


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], sys.argv[2], Path.cwd()))
