"""JSON without end: its last piece never comes, slow, fast or in crumbs; or it is nested, or a number, without end."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest
from starlette.types import Message

from shared.http import bodies
from shared.http.guard import MAX_BODY
from shared.kernel.database import Database
from shared.service import timeouts
from tests.integration.kernel.asking import effects, service, words
from tests.integration.kernel.test_slow_requests import SOON_S, asking_at, head, once, sample_served

Made = Callable[..., Awaitable[Database]]
LARGE, SMALL = 60_000, 1  # bytes of a piece
READ_AT_ONCE = 256 * 1024  # bytes, by asyncio
NEVER_S = 1000.0


def chunk(size: int) -> bytes:
    """Return a piece of JSON that only ever opens, as HTTP sends a body without a length."""
    return b"%x\r\n%b\r\n" % (size, b"[" * size)


@dataclass
class Endless:
    """A body that does not end: what of it was sent, and what is said of it."""

    reader: asyncio.StreamReader
    sent: int = 0

    async def answered(self) -> bytes:
        """Return what was said until the server closed."""
        said = b""
        async with asyncio.timeout(20):
            with suppress(ConnectionError):
                while came := await self.reader.read(65536):
                    said += came
        return said


@asynccontextmanager
async def endless(port: int, size: int, *, pause_s: float = 0.0, known: bool = True) -> AsyncIterator[Endless]:
    """Send pieces of this size until the server closes or the block ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = Endless(reader)
    piece = chunk(size) if pause_s else chunk(size) * (LARGE // size)
    writer.write(head("things", length=0, known=known).replace(b"content-length: 0", b"transfer-encoding: chunked"))

    async def send() -> None:
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(piece)
                await writer.drain()
                body.sent += len(piece)
                await asyncio.sleep(pause_s)

    work = asyncio.create_task(send())
    try:
        yield body
    finally:
        work.cancel()
        writer.transport.abort()


async def served(port: int, number: int) -> list[int]:
    """Return how others are answered meanwhile."""
    async with asking_at(port) as asks:
        asked = [await asks.post("/sample/api/v1/things", json=words(), headers=once(n)) for n in range(number)]
    return [answer.status_code for answer in asked]


async def test_json_that_drips_without_end_is_given_up(new_database: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_S", SOON_S)
    monkeypatch.setattr(timeouts, "WITHIN_S", SOON_S)
    database = await new_database(service())

    async with sample_served(database) as port, endless(port, SMALL, pause_s=0.01) as body:
        others, said = await served(port, 3), await body.answered()

    assert said.startswith(b"HTTP/1.1 408 ")
    assert others == [201] * 3


async def test_json_that_floods_without_end_is_refused_and_no_more_is_kept_than_may_be(
    new_database: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeouts, "WITHIN_S", SOON_S)
    kept, take, database = [0], bodies._add, await new_database(service())

    def noted(body: bytearray, message: Message) -> bool:
        more = take(body, message)
        kept.append(len(body))
        return more

    monkeypatch.setattr(bodies, "_add", noted)
    async with sample_served(database) as port, endless(port, LARGE) as body:
        others, said = await served(port, 3), await body.answered()

    assert said.startswith(b"HTTP/1.1 413 ")
    assert MAX_BODY < max(kept) < MAX_BODY + 2 * READ_AT_ONCE
    assert others == [201] * 3


@pytest.mark.parametrize("known", [True, False])
async def test_a_body_in_crumbs_is_not_read_to_its_end(
    new_database: Made,
    monkeypatch: pytest.MonkeyPatch,
    known: bool,  # noqa: FBT001 - who sends it
) -> None:
    monkeypatch.setattr(timeouts, "WITHIN_S", NEVER_S)
    database = await new_database(service())

    async with sample_served(database) as port, endless(port, SMALL, known=known) as body:
        said, others = await body.answered(), await served(port, 3)

    assert said[:12] in {b"", b"HTTP/1.1 401"}
    assert body.sent < MAX_BODY * len(chunk(SMALL))
    assert others == [201] * 3


async def test_a_program_may_tell_its_body_in_small_pieces(new_database: Made) -> None:
    database, whole = await new_database(service()), json.dumps(words()).encode()

    async def letter_by_letter() -> AsyncIterator[bytes]:
        for letter in whole + b" " * 1000:
            yield bytes([letter])

    async with sample_served(database) as port, asking_at(port) as asks:
        kind = {"content-type": "application/json"}
        answers = [
            await asks.post("/sample/api/v1/things", content=letter_by_letter(), headers=kind | once(n))
            for n in range(3)
        ]

    assert [answer.status_code for answer in answers] == [201] * 3


DEEP = {
    "lists that only open": "[" * (MAX_BODY - 1),
    "lists within lists": "[" * 100_000 + "]" * 100_000,
    "things within things": '{"about":' * 100_000 + "1" + "}" * 100_000,
    "a field that is so": '{"about":' + "[" * 100_000 + "]" * 100_000 + "}",
    "a number without end": '{"times":' + "9" * (MAX_BODY - 20) + "}",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
async def test_json_that_is_deep_or_long_without_end_is_refused(new_database: Made, text: str) -> None:
    database = await new_database(service())
    async with sample_served(database) as port, asking_at(port) as asks:
        kind = {"content-type": "application/json"}
        answer = await asks.post("/sample/api/v1/things", content=text, headers=kind | once(1))
        others = await served(port, 1)

    assert (answer.status_code, answer.json()["status"]) == (400, 400)
    assert others == [201]
    assert len(await effects(database)) == 1
