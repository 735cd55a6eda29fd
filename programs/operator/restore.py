"""Restore: a backup into databases that hold nothing yet; all is looked at before anything is changed."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
from alembic.script import ScriptDirectory

from programs.operator import archive, forgotten
from programs.operator.archive import NotReadable, OtherFormat
from programs.operator.backup import FORMAT, ORDER, TABLES
from programs.operator.dumps import Programs
from programs.operator.installation import SERVICES
from programs.operator.recovery import Found, Place, recover
from programs.services import service_of
from shared.service.migrate import OF_KERNEL

# Postgres itself comes by as well, to vacuum what has changed.
CONNECTED = """
select count(*) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"""

DROP = "drop owned by current_user cascade"
# What a service writes when it starts for the first time, and a link that was opened: nobody's data.
OF_THE_START = {"alembic_version", "relay", "clock", "idempotency"}


class NotEmpty(Exception):
    """A database holds something already."""


class ServicesRunning(Exception):
    """Somebody is connected to a database."""


async def restore(place: Place, path: Path, key: str, programs: Programs, *, over: bool = False) -> list[Found]:
    """Put the backup into the databases, bring them and Kafka together, and forget whom others have forgotten since.

    Raises NotReadable, OtherFormat, NotEmpty, ServicesRunning before anything is changed; ProgramFailed, and what
    `recover` raises.
    """
    manifest = await asyncio.to_thread(look_at, path, key)
    await check_stopped(place)
    if not over:
        await check_empty(place)
    for service in SERVICES:
        await _on(place, service, DROP)
    await asyncio.to_thread(_put_back, place, path, key, programs)
    await _check_rows(place, manifest)
    found = await recover(place)
    await forgotten.forget_once_more(place, path.parent)
    return found


def look_at(path: Path, key: str) -> dict[str, Any]:
    """Read the whole file and return its manifest, which every part agrees with. Raises NotReadable, OtherFormat."""
    digests: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    with archive.opened(path, key) as parts:
        for name, chunks in parts:
            if name == "manifest":
                manifest = json.loads(b"".join(chunks))
            else:
                digests[name] = _digest(chunks)
    if manifest.get("format") != FORMAT or not _known(manifest):
        raise OtherFormat
    if digests != {name: about["sha256"] for name, about in manifest["databases"].items()}:
        raise NotReadable
    return manifest


def _digest(chunks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _known(manifest: dict[str, Any]) -> bool:
    """Say whether this version knows the shape that the databases had: its own, or an earlier one."""
    databases = manifest.get("databases", {})
    return set(databases) == set(ORDER) and all(set(databases[name]["heads"]) <= _revisions(name) for name in ORDER)


def _revisions(service: str) -> set[str]:
    folders = [str(OF_KERNEL / "versions"), str(service_of(service).migrations)]
    scripts = ScriptDirectory(str(OF_KERNEL), version_locations=folders)
    return {script.revision for script in scripts.walk_revisions()}


async def check_stopped(place: Place) -> None:
    """Raise ServicesRunning, naming the services whose database somebody uses."""
    busy = [name for name in SERVICES if await _on(place, name, CONNECTED)]
    if busy:
        raise ServicesRunning(", ".join(busy))


async def check_empty(place: Place) -> None:
    """Raise NotEmpty, naming the services whose database holds more than its first start has written."""
    if full := [name for name in SERVICES if await _holds_something(place, name)]:
        raise NotEmpty(", ".join(full))


async def _holds_something(place: Place, service: str) -> bool:
    tables = await _on(place, service, f"select array_agg(relname::text) from ({TABLES}) as tables")
    filled = [f'exists (select from "{table}")' for table in set(tables or ()) - OF_THE_START]
    return bool(filled) and bool(await _on(place, service, f"select {' or '.join(filled)}"))


def _put_back(place: Place, path: Path, key: str, programs: Programs) -> None:
    with archive.opened(path, key) as parts:
        for name, chunks in parts:
            if name == "manifest":
                b"".join(chunks)
            else:
                programs.restore(place.database_url(name), chunks)


async def _check_rows(place: Place, manifest: dict[str, Any]) -> None:
    """Raise NotReadable where a table has not as many rows as it had."""
    for service, about in manifest["databases"].items():
        for table, rows in about["rows"].items():
            if await _on(place, service, f'select count(*) from "{table}"') != rows:
                raise NotReadable


async def _on(place: Place, service: str, statement: str) -> Any:
    url = place.database_url(service).replace("postgresql+asyncpg://", "postgresql://", 1)
    db = await asyncpg.connect(url, timeout=10)
    try:
        return await db.fetchval(statement)
    finally:
        await db.close()
