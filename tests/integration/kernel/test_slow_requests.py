"""Who is slow, goes away or meets a fault of ours: on a real port, and others are served meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp, Message
from structlog.testing import capture_logs

from shared.http import bodies
from shared.kernel.database import Database
from shared.kernel.metrics import Metrics
from shared.service import timeouts
from shared.service.serving import metrics_of, server
from tests.integration.kernel.asking import app_on, by_token, service, words
from tests.running import eventually

Made = Callable[..., Awaitable[Database]]
SOON_S = 0.5


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    """Serve as services are served; return the port."""
    running = server(app, "127.0.0.1", 0)
    work = asyncio.create_task(running.serve())
    await eventually(lambda: _started(running))
    try:
        yield int(running.servers[0].sockets[0].getsockname()[1])
    finally:
        running.should_exit = True
        await work


async def _started(it: object) -> bool:
    return bool(getattr(it, "started", False))


@asynccontextmanager
async def sample_served(database: Database) -> AsyncIterator[int]:
    """Serve the sample under the name that people type."""
    app = app_on(database)
    async with served(_known_as_8000(app)) as port:
        yield port


def _known_as_8000(app: FastAPI) -> ASGIApp:
    """Let the Host be the one in the settings: the port is the kernel's choice."""

    async def renamed(scope: dict[str, object], receive: object, send: object) -> None:
        headers = [it for it in scope["headers"] if it[0] != b"host"]  # type: ignore[attr-defined]
        await app({**scope, "headers": [*headers, (b"host", b"127.0.0.1:8000")]}, receive, send)  # type: ignore[arg-type]

    return renamed  # type: ignore[return-value]


def head(path: str, *, length: int, known: bool = True) -> bytes:
    """Return the first lines of a request with a body."""
    lines = [f"POST /sample/api/v1/{path} HTTP/1.1", "host: 127.0.0.1:8000", f"content-length: {length}"]
    lines += [f"content-type: {'application/x-www-form-urlencoded' if path == 'typed' else 'application/json'}"]
    lines += [f"{name}: {value}" for name, value in by_token().items()] if known else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@asynccontextmanager
async def open_with(port: int, first: Iterable[bytes]) -> AsyncIterator[list[asyncio.StreamReader]]:
    """Hold connections on which these first bytes have been sent, and nothing more."""
    opened = []
    try:
        for said in first:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(said)
            await writer.drain()
            opened.append((reader, writer))
        yield [reader for reader, _ in opened]
    finally:
        for _, writer in opened:
            writer.close()


async def _ended(reader: asyncio.StreamReader) -> bytes:
    """Return everything that was said before the server closed."""
    async with asyncio.timeout(10):
        return await reader.read()


async def test_others_are_served_while_forty_bodies_do_not_come(new_database: Made) -> None:
    database = await new_database(service())
    slow = [head("typed", length=100) + b"about="] * 40
    async with sample_served(database) as port, open_with(port, slow), asking_at(port) as asks:
        answers = [await asks.post("/sample/api/v1/things", json=words(), headers=once(n)) for n in range(5)]

    assert [answer.status_code for answer in answers] == [201] * 5


def asking_at(port: int) -> httpx2.AsyncClient:
    """Return one who calls there as a program, and does not wait long."""
    return httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=by_token(), timeout=4)


def once(number: int) -> dict[str, str]:
    """Return a key of its own for each request."""
    return {"idempotency-key": f"00000000-0000-4000-8000-{number:012}"}


async def test_a_body_that_does_not_come_is_given_up(new_database: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_S", SOON_S)
    database = await new_database(service())
    async with sample_served(database) as port, open_with(port, [head("things", length=100) + b"{"]) as (reader,):
        answer = await _ended(reader)

    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_half_a_head_is_given_up_also_behind_a_request_that_was_answered(
    new_database: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeouts, "WITHIN_S", SOON_S)
    database = await new_database(service())
    whole = b"GET /sample/api/v1/things/1 HTTP/1.1\r\nhost: 127.0.0.1:8000\r\n\r\n"
    half = b"GET /sample/health/live HTTP/1.1\r\nhost: 127"
    async with sample_served(database) as port, open_with(port, [b"", half, whole + half]) as readers:
        said = [await _ended(reader) for reader in readers]

    assert [it[:12] for it in said] == [b"", b"", b"HTTP/1.1 401"]


async def test_what_is_sent_after_the_answer_is_given_up_too(
    new_database: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeouts, "WITHIN_S", SOON_S)
    database = await new_database(service())
    unknown = head("things", length=100, known=False)
    async with sample_served(database) as port, open_with(port, [unknown + b"{"]) as (reader,):
        answer = await _ended(reader)

    assert answer.startswith(b"HTTP/1.1 401 "), "it was answered before its body had come"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_question_that_promises_a_body_is_answered_without_it(
    new_database: Made, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(timeouts, "WITHIN_S", SOON_S)
    database = await new_database(service())
    asked = head("things/1", length=100, known=False).replace(b"POST", method.encode())
    async with sample_served(database) as port, open_with(port, [asked]) as (reader,):
        answer = await _ended(reader)

    assert answer.startswith(b"HTTP/1.1 401 ")


async def test_a_fault_of_ours_leaves_the_connection_to_the_next_request(new_database: Made) -> None:
    database = await new_database(service())
    body = b'{"about":"00000000-0000-4000-8000-000000000000"}'
    async with sample_served(database) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head("broken", length=len(body)) + body)
        first = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(first.lower().partition(b"content-length: ")[2].partition(b"\r")[0]))
        writer.write(head("broken", length=len(body)) + body)
        second = await reader.readuntil(b"\r\n\r\n")
        writer.close()

    assert [it.partition(b"\r\n")[0] for it in (first, second)] == [b"HTTP/1.1 500 Internal Server Error"] * 2


async def test_a_browser_that_goes_away_is_no_error_of_ours(
    new_database: Made, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    database, waiting, take = await new_database(service()), list[bytes](), bodies._add

    def noted(body: bytearray, message: Message) -> bool:
        more = take(body, message)
        waiting.append(bytes(body))
        return more

    async def all_wait() -> bool:
        return waiting.count(b"about=") == 20

    monkeypatch.setattr(bodies, "_add", noted)
    with capture_logs() as lines:
        async with sample_served(database) as port:
            async with open_with(port, [head("typed", length=100) + b"about="] * 20):
                await eventually(all_wait)
            async with asking_at(port) as asks:
                answer = await asks.post("/sample/api/v1/things", json=words(), headers=once(1))

    assert answer.status_code == 201
    assert [line for line in lines if line["log_level"] in {"error", "warning"}] == []
    assert [line["status"] for line in lines if line["event"] == "request.answered"] == [201], (
        "nobody else was answered"
    )
    assert [it for it in caplog.records if it.levelname == "ERROR"] == []


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("172.18.0.7:9000", 200), ("[::1]:9000", 200), ("registration:9000", 200), ("localhost", 200)]
    + [(host, 421) for host in ("takwin.example", "127.0.0.1.nip.example:9000", "example.org:80", ".", "", "[::1")],
)
async def test_metrics_answer_nobody_by_a_foreign_name(host: str, status: int) -> None:
    async with served(metrics_of(Metrics("sample").registry)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n".encode())
        answer = await _ended(reader)
        writer.close()

    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    assert (b"takwin_sample" in answer) == (status == 200)
