"""An SMS gateway that keeps its word, or behaves oddly for a while: a real HTTP server on a port of its own."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

TOKEN = "only-the-gateway-knows"  # noqa: S105 - of a gateway that lives as long as a test
HANG, DROP = -1, -2  # takes the message and never answers; takes it and breaks the connection


@dataclass
class Phones:
    """What services/notifications/channels/sms.py agrees with. `statuses` are answered first, one to each POST."""

    statuses: list[int] = field(default_factory=list)
    takes_before_refusing: bool = False  # the message is in the ledger whatever is answered
    takes_s: float = 0.0  # to answer, however busy it is
    ask_status: int | None = None  # answered to every question instead of the truth
    reason: str = "bad-number"
    rung: list[dict[str, Any]] = field(default_factory=list)
    posts: int = 0
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def references(self) -> list[str]:
        """Return what has been taken, each as often as a phone rang."""
        return [sms["reference"] for sms in self.rung]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = head.lower().partition("content-length: ")[2].partition("\r\n")[0]
        body = await reader.readexactly(int(length or 0))
        await asyncio.sleep(self.takes_s)
        status, said = self._reply(head, body)
        if status == HANG:
            await asyncio.Event().wait()
        if status != DROP:
            text = json.dumps(said).encode()
            writer.write(
                f"HTTP/1.1 {status} x\r\ncontent-length: {len(text)}\r\nconnection: close\r\n\r\n".encode() + text
            )
            await writer.drain()
        writer.close()

    def _reply(self, head: str, body: bytes) -> tuple[int, dict[str, Any]]:
        method, path, *_ = head.split()
        if f"authorization: bearer {TOKEN}" not in head.lower():
            return 401, {}
        return self._tell(path.rpartition("/")[2]) if method == "GET" else self._take(json.loads(body))

    def _tell(self, reference: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(reference)
        truth = 200 if reference in self.references() else 404
        return self.ask_status or truth, {"state": "taken"}

    def _take(self, sms: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.posts += 1
        status = self.statuses.pop(0) if self.statuses else 202
        known = sms["reference"] in self.references()
        if not known and (status in {202, HANG, DROP} or self.takes_before_refusing):
            self.rung.append(sms)
        return (200 if status == 202 and known else status), {"id": sms["reference"], "reason": self.reason}


@asynccontextmanager
async def phones_ring(phones: Phones, port: int = 0) -> AsyncIterator[Phones]:
    """Let the gateway listen until the block ends; `port` lets it come back where it was."""
    server = await asyncio.start_server(phones.answer, "127.0.0.1", port)
    phones.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/messages"
    try:
        yield phones
    finally:
        server.close()
