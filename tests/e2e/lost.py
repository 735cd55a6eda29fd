"""An installation that is lost and comes back from a backup."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from pyrage import x25519

from deploy.embedded.stack import SERVICES, Stack
from programs.operator import archive
from programs.operator.archive import Lock
from programs.operator.backup import back_up
from programs.operator.dumps import Programs
from programs.operator.recovery import Found, recover
from programs.operator.restore import restore
from tests.e2e.pilot import Pilot

IDENTITY = x25519.Identity.generate()
LOCK = Lock.of(str(IDENTITY.to_public()), "")


@asynccontextmanager
async def servers(pilot: Pilot) -> AsyncIterator[Stack]:
    """Kafka and Postgres alone; no service runs."""
    async with Stack(pilot.folder, say=lambda _: None) as stack:
        yield stack


def programs(stack: Stack) -> Programs:
    """Return Postgres's programs, of the version that runs."""
    return Programs(stack.postgres.programs_folder)


async def backed_up(pilot: Pilot, folder: Path) -> Path:
    """Back up the installation that is stopped."""
    async with servers(pilot) as stack:
        return await back_up(stack, folder, LOCK, programs(stack))


async def restored(pilot: Pilot, file: Path) -> list[Found]:
    """Lose all databases, and put the backup into empty ones."""
    async with servers(pilot) as stack:
        await _lose_databases(stack)
        return await restore(stack, file, str(IDENTITY), programs(stack))


async def restored_at_ages(pilot: Pilot, files: Mapping[str, Path]) -> list[Found]:
    """Lose all databases, and put each back from a backup of its own."""
    async with servers(pilot) as stack:
        await _lose_databases(stack)
        for service, file in files.items():
            await asyncio.to_thread(_put_back_one, stack, service, file)
        return await recover(stack)


def _put_back_one(stack: Stack, service: str, file: Path) -> None:
    with archive.opened(file, str(IDENTITY)) as parts:
        for name, chunks in parts:
            if name == service:
                programs(stack).restore(stack.database_url(service), chunks)
            else:
                b"".join(chunks)


async def _lose_databases(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.admin_url)
    try:
        for name in SERVICES:
            await connection.execute(f"drop database {name} with (force)")
    finally:
        await connection.close()
    for name in SERVICES:
        await stack.postgres.add_database(name)
