"""The outer world of notifications: registration's contacts route, mail gateways that behave oddly, the mailbox."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from services.registration.contacts.domain import Own, is_silenced, reveal


@dataclass
class Registration:
    """A small HTTP server in registration's place, with its rules. Everybody is known to it, unless listed as gone."""

    status: int = 200
    statuses: dict[str, int] = field(default_factory=dict)  # by purpose, where that is answered otherwise
    language: str = "fr"
    email: str | None = "someone@example.org"
    boxes_of_their_own: bool = False
    phone: str | None = None
    not_working: list[str] = field(default_factory=list)
    relayed: bool = False
    opted_out: bool = False
    holds_a_seat: bool = True
    given_name: str = "Salma"
    gone: set[str] = field(default_factory=set)
    asked: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    url: str = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        headers = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(headers.partition("content-length: ")[2].partition("\r\n")[0])
        self.tokens.add(headers.partition("authorization: ")[2].partition("\r\n")[0])
        question = json.loads(await reader.readexactly(length))
        self.asked.append(question)
        body = json.dumps({"contacts": self._contacts(question)}).encode()
        status = self.statuses.get(question["purpose"], self.status)
        head = f"HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}connection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    def _contacts(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        silenced = is_silenced(question["purpose"], opted_out=self.opted_out, holds_a_seat=self.holds_a_seat)
        own = Own(self.email, self.phone, "mobile")
        shown = reveal("relay" if self.relayed else "phone", own, own, silenced=silenced)
        way = {**asdict(shown), "opted_out": silenced, "not_working": self.not_working}
        names = {"given_name": self.given_name, "family_name": "Exemple", "language": self.language}
        known = [person for person in question["participant_ids"] if person not in self.gone]
        own_boxes = [{"email": f"{person}@example.org"} if self.boxes_of_their_own else {} for person in known]
        return [{"participant_id": it, **way, **names, **box} for it, box in zip(known, own_boxes, strict=True)]


@asynccontextmanager
async def registration_answers(registration: Registration, port: int = 0) -> AsyncIterator[Registration]:
    """Let registration listen until the block ends."""
    server = await asyncio.start_server(registration.answer, "127.0.0.1", port)
    registration.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/registration/api/v1/contacts"
    async with server:
        yield registration


@dataclass
class OddGateway:
    """A mail gateway that answers each message with the next of `replies`; a reply may be a wait without end."""

    replies: list[str]
    rcpt_replies: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:  # noqa: N802 - its name
        """Answer to a recipient."""
        reply = self.rcpt_replies.pop(0) if self.rcpt_replies else "250 OK"
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802 - its name
        """Take the message, then answer, or never do."""
        self.taken.append(message_id_in(envelope.content))
        self.contents.append(envelope.content)
        reply = self.replies.pop(0) if self.replies else "250 OK"
        if reply == "hang":
            await asyncio.Event().wait()
        return reply


def message_id_in(content: bytes) -> str:
    """Return the Message-ID of a message."""
    return content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()


@asynccontextmanager
async def gateway_listens(gateway: OddGateway) -> AsyncIterator[OddGateway]:
    """Let the gateway listen until the block ends."""
    loop = asyncio.get_running_loop()
    new: Callable[[], SMTP] = lambda: SMTP(gateway, loop=loop)  # noqa: E731 - asyncio wants a factory
    server = await loop.create_server(new, "127.0.0.1", 0)
    gateway.port = server.sockets[0].getsockname()[1]
    try:
        yield gateway
    finally:
        server.close()


@dataclass
class Mailbox:
    """The demonstration's mailbox, in a process of its own."""

    process: Process
    port: int
    ledger: Path

    def lines(self) -> list[dict[str, str]]:
        """Return what it has taken."""
        return [json.loads(line) for line in self.ledger.read_text().splitlines()]


@asynccontextmanager
async def mailbox_runs(ledger: Path) -> AsyncIterator[Mailbox]:
    """Run the mailbox until the block ends."""
    words = ("-m", "programs.simulators.mailbox", "--port", "0", "--ledger", str(ledger))
    process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(20):
        port = json.loads(await process.stdout.readline())["port"]
    try:
        yield Mailbox(process, port, ledger)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
