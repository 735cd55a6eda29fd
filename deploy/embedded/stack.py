"""Kafka and Postgres together, in one folder that one process at a time may hold."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Self, TextIO

from deploy.embedded.kafka import Kafka
from deploy.embedded.postgres import Postgres
from deploy.embedded.processes import Say, together
from shared.directory import service_names
from shared.kernel.cluster import Cluster

SERVICES = service_names()


class FolderHeld(Exception):
    """Another process runs in this data folder."""

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(f"{folder} is in use by process {holder}: stop that one first, or choose another folder")


class Stack:
    """`async with Stack(folder, say=print) as stack:` both servers are ready inside, and gone afterwards.

    Whatever an earlier process left running in the folder is ended first. Raises FolderHeld or StartFailed.
    """

    def __init__(self, folder: Path, *, say: Say, services: Iterable[str] = SERVICES) -> None:
        self.folder = folder.resolve()
        self.kafka = Kafka(self.folder, say)
        self.postgres = Postgres(self.folder, say, services)

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.kafka.servers)

    def database_url(self, service: str) -> str:
        """Return the way into a service's database for whoever keeps the installation: the owner of its tables."""
        return self.postgres.owner_url(service)

    def ways_in(self, service: str) -> dict[str, str]:
        """Return the settings by which a service reaches its database, in either role."""
        return {"database_url": self.postgres.database_url(service), "owner_url": self.postgres.owner_url(service)}

    @property
    def admin_url(self) -> str:
        """Of Postgres's superuser, for tests and tools: postgresql://..."""
        return self.postgres.admin_url

    async def supervise(self) -> None:
        """Start again what ends by itself, until cancelled."""
        await together(self.kafka.supervise(), self.postgres.supervise())

    async def __aenter__(self) -> Self:
        _make(self.folder)
        self._lock = _hold(self.folder)
        async with AsyncExitStack() as if_it_fails:
            if_it_fails.push_async_callback(self._stop)
            await together(self.kafka.start(), self.postgres.start())
            if_it_fails.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    async def _stop(self) -> None:
        """The lock goes last: whoever takes it finds the folder quiet."""
        try:
            await asyncio.gather(self.kafka.stop(), self.postgres.stop())
        finally:
            self.kafka.ports.let_go()
            self._lock.close()


def erase(folder: Path) -> None:
    """Remove a folder and all that it holds, also the data that had to be kept elsewhere. Raises FolderHeld."""
    with _hold(folder):
        shutil.rmtree((folder / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(folder)


def _make(folder: Path) -> None:
    """Ours alone; as root others may pass through, for Postgres then runs as somebody else."""
    with suppress(FileExistsError):
        folder.mkdir(parents=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _hold(folder: Path) -> TextIO:
    """The kernel gives the lock back when its process ends, however it ends."""
    lock = (folder / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        with lock:
            raise FolderHeld(folder, lock.read().strip() or "?") from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
