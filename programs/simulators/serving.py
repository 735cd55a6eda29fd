"""A simulator as a process: its command line, its one HTTP server, and its end when it is told to."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from programs.keys import Damaged, read_keys

HOST = "127.0.0.1"  # a mailbox without a password is for this machine alone; or for a container's own network


class Page(uvicorn.Server):
    """An HTTP server that leaves signals to `ending`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


def command_line(about: str) -> argparse.ArgumentParser:
    """Return what every simulator is told: port, ledger, and the file with the installation's keys."""
    words = argparse.ArgumentParser(description=about)
    words.add_argument("--port", type=int, required=True, help="0 takes a free one")
    words.add_argument("--host", default=HOST, help="address to listen on")
    words.add_argument("--ledger", type=Path, required=True)
    words.add_argument("--keys", type=Path, help="keys.json; without it nobody is shown anything")
    return words


def keys(file: Path | None) -> dict[str, str]:
    """Return the installation's secrets."""
    try:
        return read_keys(file) if file else {}
    except Damaged as damaged:
        raise SystemExit(str(damaged)) from None


def announce(**ports: int) -> None:
    """Print a line of JSON that says where the simulator listens."""
    sys.stdout.write(json.dumps(ports) + "\n")
    sys.stdout.flush()


async def page(routes: Sequence[Route], host: str, port: int) -> tuple[Page, "asyncio.Task[None]", int]:
    """Begin to serve over HTTP; return the server, its work, and its port once it listens."""
    config = uvicorn.Config(
        Starlette(routes=routes), host, port, lifespan="off", log_config=None, access_log=False, server_header=False
    )
    server = Page(config)
    work = asyncio.create_task(server.serve())
    while not server.started:
        if work.done():
            work.result()
        await asyncio.sleep(0.01)
    return server, work, int(server.servers[0].sockets[0].getsockname()[1])


def ending() -> asyncio.Event:
    """Return what SIGTERM and SIGINT will set."""
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    return ended
