"""The demonstration's mailbox: takes mail and writes one line per message, of no address and no text.

Usage: python -m deploy.sinks.mailbox --port N --ledger FILE. Port 0 takes a free one; it is printed as a line of JSON.
A message is in the ledger, on disk, before the sender is told that it was taken. SIGTERM ends it.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import BinaryIO, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"  # a mailbox without a password is for this machine alone


class Ledger:
    """A file of one JSON object per message; it only grows."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        _drop_torn_line(file)
        self._file: BinaryIO = file.open("ab")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, headers: Message) -> None:
        """Write down that a message came: its reference, language and template, and nothing of whom or what."""
        line = {
            "message_id": headers["Message-ID"],
            "channel": "email",
            "language": headers["Content-Language"],
            "template": headers["X-Takwin-Template"],
        }
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def _drop_torn_line(file: Path) -> None:
    """Cut off a last line that a kill left unfinished: its sender was never told that it was taken."""
    if file.exists():
        whole = file.read_bytes().rpartition(b"\n")
        with file.open("rb+") as torn:
            torn.truncate(len(whole[0] + whole[1]))


class Taking:
    """What aiosmtpd asks for when a message has come."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Write the message down, then say that it was taken."""
        content = envelope.content
        self._ledger.add(BytesHeaderParser().parsebytes(content if isinstance(content, bytes) else b""))
        return "250 OK"


async def serve(port: int, file: Path) -> None:
    """Take mail until SIGTERM or SIGINT."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(end, ended.set)
    with Ledger(file) as ledger:
        server = await loop.create_server(lambda: SMTP(Taking(ledger), loop=loop), HOST, port)
        sys.stdout.write(json.dumps({"port": server.sockets[0].getsockname()[1]}) + "\n")
        sys.stdout.flush()
        await ended.wait()
        server.close()


def main() -> None:
    """Read the command line and serve."""
    words = argparse.ArgumentParser(description="The demonstration's mailbox.")
    words.add_argument("--port", type=int, required=True)
    words.add_argument("--ledger", type=Path, required=True)
    told = words.parse_args()
    asyncio.run(serve(told.port, told.ledger))


if __name__ == "__main__":
    main()
