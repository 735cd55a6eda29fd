"""Data folders, and a Kafka and a Postgres of our own, for tests that hurt them."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from deploy.embedded.stack import Stack


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where a data folder may be made; not under pytest's own, which Postgres could not reach when we are root."""
    parent = Path(tempfile.mkdtemp(prefix="takwin-"))
    parent.chmod(0o711)
    yield parent / "data"
    shutil.rmtree(parent, ignore_errors=True)


@pytest.fixture(scope="module")
async def stack(folder: Path) -> AsyncIterator[Stack]:
    """Running and supervised."""
    async with Stack(folder, say=print) as running:
        watch = asyncio.create_task(running.supervise())
        yield running
        watch.cancel()
