"""`make pilot ONCE=1` plays the story, leaves its results, and ends by itself."""

import asyncio
import sys
import tempfile
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

from deploy.embedded.stack import erase

ROOT = Path(__file__).parents[2]


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def test_the_pilot_played_once_leaves_its_results_and_ends() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="takwin-once-") as folder:
        data, out = Path(folder, "data"), Path(folder, "out")
        command = (sys.executable, "-m", "deploy.embedded", "--once", "--folder", data, "--out", out)

        process = await asyncio.create_subprocess_exec(*map(str, command), cwd=ROOT, stdout=PIPE, stderr=STDOUT)
        said, _ = await asyncio.wait_for(process.communicate(), 500)

        assert process.returncode == 0, said.decode()
        assert {"report.html", "report.pdf", "events.jsonl"} <= names(out)
        assert "-m deploy.embedded" in recipe
        assert "$(if $(filter 1,$(ONCE)),--once)" in recipe
        erase(data)
