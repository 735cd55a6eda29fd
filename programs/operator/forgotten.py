"""Forgotten people, by their random numbers, in a file beside the backups: an older backup brings none of them back."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from programs.operator.recovery import Place
from services.registration.operating import forget_again, forgotten
from shared.kernel.clock import Clock
from shared.kernel.database import Database

FILE = "forgotten"
HOLDER = "registration"


async def note(place: Place, folder: Path) -> None:
    """Add whoever is forgotten by now. Raises OSError, PostgresError."""
    database = Database(place.database_url(HOLDER), Clock())
    try:
        _write(folder / FILE, {*read(folder), *await forgotten(database)})
    finally:
        await database.close()


async def forget_once_more(place: Place, folder: Path) -> int:
    """Forget again whom the restored database still knows; return how many. Raises OSError, PostgresError."""
    database = Database(place.database_url(HOLDER), Clock())
    try:
        return await forget_again(database, sorted(read(folder)))
    finally:
        await database.close()


def read(folder: Path) -> set[UUID]:
    """Return who was forgotten; nobody where there is no file."""
    file = folder / FILE
    return set(map(UUID, file.read_text(encoding="utf-8").split())) if file.exists() else set()


def _write(file: Path, ids: Iterable[UUID]) -> None:
    beside = file.with_suffix(".new")
    beside.write_text("".join(f"{id_}\n" for id_ in sorted(ids)), encoding="utf-8")
    beside.replace(file)
