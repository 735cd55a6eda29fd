"""The pilot, played once for each file of tests."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.e2e.pilot import Pilot


@pytest.fixture(scope="module")
async def pilot() -> AsyncIterator[Pilot]:
    """The pilot, played once, and still serving."""
    with tempfile.TemporaryDirectory(prefix="takwin-pilot-") as folder:
        pilot = Pilot(Path(folder, "data"), Path(folder, "out"))
        try:
            await pilot.start()
            await pilot.played()
            yield pilot
        finally:
            await pilot.erase()
