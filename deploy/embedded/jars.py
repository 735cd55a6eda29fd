"""The jars that Kafka is made of: named and hashed in jars.lock, fetched once, kept only if they are the right ones."""

import asyncio
import hashlib
import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2

from deploy.embedded.processes import StartFailed, together

LOCK = Path(__file__).with_name("jars.lock")
AT_ONCE = 8
TRIES = 3

Progress = Callable[[int, int], None]


class JarRefused(StartFailed):
    """What came is not the jar that the lock names."""


class JarUnreachable(StartFailed):
    """A jar is not in the cache and could not be fetched."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock."""

    group: str
    artifact: str
    version: str
    size: int
    sha256: str

    @property
    def file_name(self) -> str:
        return f"{self.artifact}-{self.version}.jar"

    @property
    def address(self) -> str:
        """Below the root of any repository laid out in the usual way."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.file_name}"

    def is_kept_at(self, path: Path) -> bool:
        """Whole and unchanged: hashing all jars takes about 0.05 s, so they are hashed at every start."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        with path.open("rb") as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == self.sha256


def locked() -> list[Jar]:
    return [_read(line) for line in LOCK.read_text().splitlines() if not line.startswith("#")]


def _read(line: str) -> Jar:
    name, size, sha256 = line.split()
    group, artifact, version = name.split(":")
    return Jar(group, artifact, version, int(size), sha256)


def cache_folder() -> Path:
    """Shared by every copy of the project: $TAKWIN_CACHE, else the user's cache folder."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("TAKWIN_CACHE") or home / "takwin") / "jars"


def repository() -> str:
    """The mirror that $TAKWIN_JAR_MIRROR names, else the public repository by the address that jgo knows."""
    return os.environ.get("TAKWIN_JAR_MIRROR") or str(importlib.import_module("jgo.constants").MAVEN_CENTRAL_URL)


async def fetch(progress: Progress, folder: Path | None = None, jars: list[Jar] | None = None) -> list[Path]:
    """Where each jar is, all of them checked; the missing ones are fetched first, with (bytes so far, bytes in all)."""
    folder = folder or cache_folder()
    jars = locked() if jars is None else jars
    missing = await asyncio.to_thread(_missing, folder, jars)
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        await _fetch_all(missing, folder, progress)
    return [folder / jar.file_name for jar in jars]


def _missing(folder: Path, jars: list[Jar]) -> list[Jar]:
    return [jar for jar in jars if not jar.is_kept_at(folder / jar.file_name)]


async def _fetch_all(missing: list[Jar], folder: Path, progress: Progress) -> None:
    count = _Count(sum(jar.size for jar in missing), progress)
    limits = httpx2.Limits(max_connections=AT_ONCE)
    root = repository().rstrip("/")
    async with httpx2.AsyncClient(limits=limits, timeout=httpx2.Timeout(30, pool=None), follow_redirects=True) as web:
        await together(*(_fetch_one(web, f"{root}/{jar.address}", jar, folder, count) for jar in missing))


class _Count:
    """Bytes so far, over all jars at once."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def add(self, size: int) -> None:
        self._done += size
        self._progress(self._done, self._total)


async def _fetch_one(web: httpx2.AsyncClient, url: str, jar: Jar, folder: Path, count: _Count) -> None:
    for pause_s in range(1, TRIES + 1):
        try:
            return _keep(await _download(web, url, count), jar, folder)
        except httpx2.HTTPError as error:
            reason = error
        await asyncio.sleep(pause_s if pause_s < TRIES else 0)
    raise JarUnreachable(f"{jar.file_name}: {type(reason).__name__} {reason}") from reason


async def _download(web: httpx2.AsyncClient, url: str, count: _Count) -> bytes:
    came = bytearray()
    try:
        async with web.stream("GET", url) as answer:
            answer.raise_for_status()
            async for piece in answer.aiter_bytes():
                came += piece
                count.add(len(piece))
    except httpx2.HTTPError:
        count.add(-len(came))
        raise
    return bytes(came)


def _keep(came: bytes, jar: Jar, folder: Path) -> None:
    """Checked first, then written beside its place and renamed: a half or a wrong jar is never found there."""
    if hashlib.sha256(came).hexdigest() != jar.sha256:
        raise JarRefused(f"{jar.file_name}: what came has not the sha256 of {LOCK.name}")
    half = folder / f".{jar.file_name}.{os.getpid()}"
    half.write_bytes(came)
    half.replace(folder / jar.file_name)
