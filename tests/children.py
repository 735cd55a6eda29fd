"""Processes that a test starts, and ends, by their id."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def child(module: str, *args: str, wait_up: bool = True) -> AsyncIterator[Process]:
    """Run `python -m module`; yield when it has said "up", or at once."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *args, stdout=PIPE, stderr=DEVNULL, env={**os.environ, "PYTHONPATH": "."}
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
    assert process.stdout is not None
    async with asyncio.timeout(30):
        if (await process.stdout.readline()).strip() != b"up":
            raise RuntimeError("the process has ended before it was up")


def stop(process: Process) -> None:
    """Stop it where it stands, as a paused virtual machine would."""
    os.kill(process.pid, signal.SIGSTOP)


def go_on(process: Process) -> None:
    """Let it go on as if no time had passed."""
    os.kill(process.pid, signal.SIGCONT)
