"""Processes that a test starts, and ends, by their id."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def child(
    module: str, *args: str, wait_up: bool = True, told: Mapping[str, str] | None = None
) -> AsyncIterator[Process]:
    """Run `python -m module`; yield when it has said "up", or at once."""
    environment = {**os.environ, "PYTHONPATH": ".", **(told or {})}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *args, stdout=PIPE, stderr=DEVNULL, env=environment
    )
    try:
        if wait_up:
            await said_up(process)
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def said_up(process: Process) -> None:
    """Wait until the process hears its topics. Raises TimeoutError, RuntimeError."""
    if await said(process) != "up":
        raise RuntimeError("the process has ended before it was up")


async def said(process: Process) -> str:
    """Return the next line that the process says. Raises TimeoutError."""
    assert process.stdout is not None
    async with asyncio.timeout(30):
        return (await process.stdout.readline()).decode().strip()


def stop(process: Process) -> None:
    """Stop it where it stands, as a paused virtual machine would."""
    os.kill(process.pid, signal.SIGSTOP)


def go_on(process: Process) -> None:
    """Let it go on as if no time had passed."""
    os.kill(process.pid, signal.SIGCONT)
