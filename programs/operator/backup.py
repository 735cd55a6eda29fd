"""Backup: all databases into one encrypted file, while the services run."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from programs.operator import archive, forgotten
from programs.operator.archive import Lock, Part
from programs.operator.dumps import Programs
from programs.operator.installation import SERVICES
from programs.operator.recovery import TOPICS_FILE, Place
from shared.kernel import topics
from shared.kernel.clock import machine_now
from shared.kernel.cluster import Cluster
from shared.kernel.kafka import partitions, reading

FORMAT = 1
NAME = "takwin-{:%Y%m%dT%H%M%SZ}.backup"
# Whoever hears stands before whom it hears: nobody then knows of something that its source has forgotten.
ORDER = SERVICES[::-1]
TABLES = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname"
NEWEST = "select position, body ->> 'subject' as subject from outbox order by position desc limit 1"
HEADS = "select version_num from alembic_version order by version_num"


@dataclass
class Snapshot:
    """One database at one moment, held until it is dumped."""

    service: str
    url: str
    name: str
    about: dict[str, Any]


async def back_up(place: Place, folder: Path, lock: Lock, programs: Programs, keep: int = 0) -> Path:
    """Write a backup, whole or not at all, and remove all but the newest `keep` where it is given; return its path.

    Who is forgotten is noted beside it.

    Raises ProgramFailed, ProgramMissing, OSError, KafkaError, PostgresError.
    """
    now = machine_now()
    path = folder / NAME.format(now)
    async with _snapshots(place) as snapshots:
        manifest = {"format": FORMAT, "made_at": now.isoformat(), "topics": await _ends(place.cluster)}
        manifest["databases"] = {one.service: one.about for one in snapshots}
        await asyncio.to_thread(_write, path, lock, _parts(snapshots, programs, manifest))
    await forgotten.note(place, folder)
    if keep:
        _remove_older(folder, keep)
    return path


def _write(path: Path, lock: Lock, parts: Iterator[Part]) -> None:
    with archive.whole(path) as file:
        archive.write(file, lock, parts)


@asynccontextmanager
async def _snapshots(place: Place) -> AsyncIterator[list[Snapshot]]:
    """Hold all databases as they are now; what differs between them is what happened in these milliseconds."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(_snapshot(name, place.database_url(name))) for name in ORDER]


@asynccontextmanager
async def _snapshot(service: str, url: str) -> AsyncIterator[Snapshot]:
    db = await asyncpg.connect(url.replace("postgresql+asyncpg://", "postgresql://", 1), timeout=10)
    try:
        async with db.transaction(isolation="repeatable_read", readonly=True):
            name = await db.fetchval("select pg_export_snapshot()")
            yield Snapshot(service, url, name, await _about(db))
    finally:
        await db.close()


async def _about(db: Any) -> dict[str, Any]:
    """Return what the restored database must be again."""
    tables = [row["relname"] for row in await db.fetch(TABLES)]
    newest = await db.fetchrow(NEWEST)
    return {
        "heads": [row["version_num"] for row in await db.fetch(HEADS)],
        "rows": {table: await db.fetchval(f'select count(*) from "{table}"') for table in tables},
        "newest": dict(newest) if newest else None,
    }


async def _ends(cluster: Cluster) -> dict[str, list[int]]:
    async with reading(cluster) as (admin, reader):
        where = sorted(await partitions(admin, [topic.name for topic in topics.read(TOPICS_FILE)]))
        ends = await reader.end_offsets(where) if where else {}
    by_topic: dict[str, list[int]] = {}
    for partition in where:
        by_topic.setdefault(partition.topic, []).append(ends[partition])
    return by_topic


def _parts(snapshots: list[Snapshot], programs: Programs, manifest: dict[str, Any]) -> Iterator[Part]:
    for snapshot in snapshots:
        digest = hashlib.sha256()
        yield snapshot.service, _hashed(programs.dump(snapshot.url, snapshot.name), digest)
        snapshot.about["sha256"] = digest.hexdigest()
    yield "manifest", archive.manifest_part(manifest)


def _hashed(chunks: Iterator[bytes], digest: Any) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _remove_older(folder: Path, keep: int) -> None:
    for path in sorted(folder.glob("takwin-*.backup"))[:-keep]:
        path.unlink()
