"""Asking by HTTP, many at once, with so little work for each that the one who answers is what is measured."""

import asyncio
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

Ask = tuple[str, Mapping[str, Any]]  # a path, and what is sent there


class NotCreated(Exception):
    """Something else was answered than 201: whatever was measured is another thing."""


@dataclass(frozen=True)
class Asking:
    """Sends POST requests to a port of this machine, each of `who` over a connection of their own that stays open."""

    port: int
    who: Sequence[Mapping[str, str]]  # the headers of each

    async def per_second(self, asks: Iterable[Ask]) -> float:
        """Send all, and return how many were created in a second. Raises NotCreated."""
        waiting = list(asks)
        many, started = len(waiting), time.perf_counter()
        async with asyncio.TaskGroup() as together:
            for headers in self.who:
                together.create_task(self._send(waiting, headers))
        return many / (time.perf_counter() - started)

    async def _send(self, waiting: list[Ask], headers: Mapping[str, str]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        while waiting:
            writer.write(self._request(*waiting.pop(), headers))
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(_length(head))
            if not head.startswith(b"HTTP/1.1 201 "):
                raise NotCreated(head.splitlines()[0].decode(), body.decode())
        writer.close()
        await writer.wait_closed()

    def _request(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
        said = json.dumps(body, default=str).encode()
        about = {"host": f"127.0.0.1:{self.port}", "content-type": "application/json", "content-length": len(said)}
        lines = [f"{name}: {value}\r\n" for name, value in {**about, **headers, **_key()}.items()]
        return f"POST {path} HTTP/1.1\r\n{''.join(lines)}\r\n".encode() + said


def _key() -> dict[str, UUID]:
    return {"idempotency-key": uuid4()}


def _length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
