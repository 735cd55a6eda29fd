"""Starting the reader and listening to it: whatever a file does to it happens to a process that knows nothing."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

import structlog

from services.registration.imports import refusals
from services.registration.imports.reading import limits
from services.registration.imports.reading.sheet import Sheet

log = structlog.get_logger()

ROOT = Path(__file__).parents[4]
READER = (sys.executable, "-P", "-s", "-X", "utf8", "-m", "services.registration.imports.reading.reader")
ENVIRONMENT = {"PYTHONPATH": str(ROOT)}  # nothing of ours, which holds passwords
DEADLINE_S = 6.0  # 5,000 rows take a fraction of it on a slow machine; what is hostile is refused within one
MOST_SAID = 16 * limits.MEGABYTE
REFUSALS = {refusal.__name__: refusal for refusal in refusals.OF_FILES}


async def read_list(file: bytes) -> Sheet:
    """Return the list in the file. Raises a refusal of the file."""
    if len(file) > limits.MOST_BYTES:
        raise refusals.FileTooLarge("file", megabytes=limits.MOST_BYTES // limits.MEGABYTE)
    said = await asyncio.to_thread(json.loads, await _said(file))
    if name := said.get("refusal"):
        raise REFUSALS[name]("file", **said["values"])
    return Sheet(**said)


async def _said(file: bytes) -> bytes:
    """Return what the reader says of the file. Raises TooMuchInside where that was too much for it."""
    reader = await asyncio.create_subprocess_exec(
        *READER, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, env=ENVIRONMENT
    )
    try:
        async with asyncio.timeout(DEADLINE_S):
            said, _ = await asyncio.gather(_heard(reader), _told(reader, file))
            code = await reader.wait()
    except TimeoutError:
        raise refusals.TooMuchInside("file") from None
    finally:
        await _end(reader)
    if code == 0:
        return said
    log.warning("import.reader_ended", code=code)
    raise refusals.TooMuchInside("file") if code < 0 else refusals.DamagedWorkbook("file")


async def _end(reader: Process) -> None:
    """Hold on until the reader is gone: asyncio knows so only once all that was said has been taken up."""
    if reader.returncode is None:
        reader.kill()
    await reader.communicate()


async def _told(reader: Process, file: bytes) -> None:
    """Hand the file over; a reader that has ended already says why by how it ended."""
    assert reader.stdin  # noqa: S101 - PIPE above
    with contextlib.suppress(ConnectionError):
        reader.stdin.write(file)
        await reader.stdin.drain()
    reader.stdin.close()


async def _heard(reader: Process) -> bytes:
    """Raises TooMuchInside where the reader says more than a list can hold."""
    assert reader.stdout  # noqa: S101 - PIPE above
    said = bytearray()
    while piece := await reader.stdout.read(limits.MEGABYTE):
        said += piece
        if len(said) > MOST_SAID:
            raise refusals.TooMuchInside("file")
    return bytes(said)
