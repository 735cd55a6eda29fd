"""A simulator of the demonstration, in a process of its own."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from programs.simulators import KEY_HEADER, SHOWN_PATH


@asynccontextmanager
async def simulator_runs(name: str, ledger: Path, *more: str) -> AsyncIterator[tuple[Process, dict[str, int]]]:
    """Run the simulator until the block ends; say on which ports it listens."""
    words = ("-m", f"programs.simulators.{name}", "--port", "0", "--ledger", str(ledger), *more)
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(20):
        ports = json.loads(await process.stdout.readline())
    try:
        yield process, ports
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def shown_at(port: int, key: str) -> httpx2.Response:
    """Ask for whole messages as the demonstration's page does."""
    async with httpx2.AsyncClient(trust_env=False, timeout=5) as http:
        return await http.get(f"http://127.0.0.1:{port}{SHOWN_PATH}", headers={KEY_HEADER: key})
