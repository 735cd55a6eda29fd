"""The pilot: played in full view, or taken up as it stood after the story was told."""

import asyncio
import sys
import tempfile
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.embedded.stack import erase
from tests.e2e.pilot import Pilot


@dataclass
class Told:
    """What `make pilot ONCE=1` has left, and how it ended."""

    data: Path
    out: Path
    code: int | None
    said: str


@pytest.fixture(scope="module")
async def pilot() -> AsyncIterator[Pilot]:
    """The pilot, played in one go, and still serving."""
    with _folder() as folder:
        pilot = Pilot(folder / "data", folder / "out")
        try:
            await pilot.start()
            await pilot.played()
            yield pilot
        finally:
            await pilot.erase()


@pytest.fixture(scope="session")
async def told() -> AsyncIterator[Told]:
    """The pilot, played once and ended."""
    with _folder() as folder:
        data, out = folder / "data", folder / "out"
        command = (sys.executable, "-m", "deploy.embedded", "--once", "--folder", data, "--out", out)
        process = await asyncio.create_subprocess_exec(*map(str, command), stdout=PIPE, stderr=STDOUT)
        said, _ = await asyncio.wait_for(process.communicate(), 500)
        yield Told(data, out, process.returncode, said.decode())
        erase(data)


@pytest.fixture(scope="module")
async def taken_up(told: Told) -> AsyncIterator[Pilot]:
    """The installation in which the story has been told: a copy, not started."""
    with _folder() as folder:
        copying = await asyncio.create_subprocess_exec("cp", "-a", told.data, told.out, folder)
        assert await copying.wait() == 0
        pilot = Pilot(folder / "data", folder / "out")
        yield pilot
        await pilot.erase()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="takwin-pilot-") as folder:
        Path(folder).chmod(0o711)  # Postgres, which is never root, keeps its data inside and nowhere else
        yield Path(folder)
