"""No jar runs that the lock does not name."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from deploy.embedded import jars
from deploy.embedded.jars import Jar, JarRefused, JarUnreachable, fetch

CONTENT = b"what the lock means" * 1000
JAR = Jar("org.example", "thing", "1.0", len(CONTENT), hashlib.sha256(CONTENT).hexdigest())


class Mirror:
    """Answers every request with the same bytes, or with 404 when it has none."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.asked: list[str] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            request = await reader.readuntil(b"\r\n\r\n")
            self.asked.append(request.split()[1].decode())
            status = "200 OK" if self.content else "404 Not Found"
            head = f"HTTP/1.1 {status}\r\nContent-Length: {len(self.content)}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode() + self.content)
        writer.close()


@pytest.fixture
async def mirror(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mirror]:
    mirror = Mirror()
    async with await asyncio.start_server(mirror.answer, "127.0.0.1", 0) as server:
        monkeypatch.setenv("TAKWIN_JAR_MIRROR", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/kept/")
        yield mirror


def no_progress(_done: int, _total: int) -> None:
    pass


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_a_missing_jar_is_fetched_from_the_mirror_once(mirror: Mirror, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    first = await fetch(lambda done, total: seen.append((done, total)), tmp_path, [JAR])
    await fetch(no_progress, tmp_path, [JAR])

    assert first[0].read_bytes() == CONTENT
    assert mirror.asked == ["/kept/org/example/thing/1.0/thing-1.0.jar"]
    assert seen[-1] == (len(CONTENT), len(CONTENT))


async def test_a_wrong_jar_is_refused_and_not_kept(mirror: Mirror, tmp_path: Path) -> None:
    mirror.content = b"X" + CONTENT[1:]

    with pytest.raises(JarRefused, match=r"thing-1\.0\.jar"):
        await fetch(no_progress, tmp_path, [JAR])

    assert names_in(tmp_path) == []


async def test_a_jar_that_changed_on_the_disk_is_fetched_again(mirror: Mirror, tmp_path: Path) -> None:
    (tmp_path / JAR.file_name).write_bytes(b"X" + CONTENT[1:])

    kept = await fetch(no_progress, tmp_path, [JAR])

    assert len(mirror.asked) == 1
    assert kept[0].read_bytes() == CONTENT


async def test_a_mirror_without_the_jar_is_named_in_the_error(
    mirror: Mirror, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.content = b""
    monkeypatch.setattr(jars, "TRIES", 1)

    with pytest.raises(JarUnreachable, match="404"):
        await fetch(no_progress, tmp_path, [JAR])


def test_the_lock_names_no_place_and_every_jar_once() -> None:
    locked = jars.locked()

    assert "://" not in jars.LOCK.read_text()
    assert len({jar.file_name for jar in locked}) == len(locked) > 40
