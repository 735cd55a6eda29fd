"""Servers run as children: started, watched, started again, ended politely before by force; strays are found."""

import asyncio
import contextlib
import os
import pwd
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, ClassVar

import psutil

Say = Callable[[str], None]

READY_WITHIN_S = 60
END_WITHIN_S = 10
STRAYS_END_WITHIN_S = 4
LONGEST_PAUSE_S = 10
LOG_LIMIT_BYTES = 5_000_000
# What a server may know of our environment: PGDATA, JAVA_TOOL_OPTIONS and their like would change what runs.
# A clock that is set ahead (tests/another_clock) is theirs too, or Kafka refuses what comes from the future.
ANOTHER_CLOCK = ("LD_PRELOAD", "TAKWIN_AHEAD_S")
PASSED_ON = ("HOME", "LD_LIBRARY_PATH", "PATH", *ANOTHER_CLOCK)


class StartFailed(Exception):
    """A server ended, or gave no answer, before it was ready."""


@dataclass(frozen=True)
class Command:
    """What to run, where and as whom: user None is the user we are."""

    words: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None

    async def spawn(self, log: Path) -> Process:
        """In its own session, so that Ctrl-C reaches Python alone; its words go to a file, which outlives us."""
        with _opened(log) as output:
            return await asyncio.create_subprocess_exec(
                *map(str, self.words),
                cwd=self.folder,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                user=self.user,
                group=pwd.getpwnam(self.user).pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )

    async def run(self, log: Path) -> None:
        """To its end. Raises StartFailed with its last words when it fails."""
        if await (await self.spawn(log)).wait():
            raise StartFailed(f"{Path(self.words[0]).name} failed: {last_words(log)}")


class Server(ABC):
    """One server of ours, in one folder that no other server uses. Starts and stops take turns."""

    name: ClassVar[str]
    programs: ClassVar[frozenset[str]]
    polite: ClassVar[signal.Signals]

    def __init__(self, home: Path, log: Path, say: Say) -> None:
        self.home = home.resolve()
        self.log = log
        self.say = say
        self._child: Process | None = None
        self._turn = asyncio.Lock()
        self._wanted = False

    @abstractmethod
    async def prepare(self) -> Command:
        """Make everything that must be there before the server starts; say how to start it."""

    @abstractmethod
    async def answers(self) -> bool:
        """The server takes work, and what answers is our own child."""

    async def once_ready(self) -> None:  # noqa: B027 - not every server must be told something
        """Tell the server what it must know after each start."""

    def is_mine(self, process: psutil.Process) -> bool:
        """One of our programs, whose command line names our folder, whoever started it."""
        return process.name() in self.programs and any(self._is_inside(word) for word in process.cmdline())

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def alive(self) -> bool:
        return self._child is not None and self._child.returncode is None

    async def start(self) -> None:
        """Return when it is ready; do nothing when it lives. Raises StartFailed."""
        self._wanted = True
        async with self._turn:
            if self._wanted and not self.alive():
                await self._start()

    async def stop(self) -> None:
        """Return when it is gone, and its children with it: politely within 10 s, else by force."""
        self._wanted = False
        async with self._turn:
            await self._end_all(END_WITHIN_S)
            if self._child:
                await self._child.wait()

    async def supervise(self) -> None:
        """Start it again whenever it ends by itself; after stop() it rests until start()."""
        pause_s = 0.1
        while True:
            while self._turn.locked() or not self._wanted or self.alive():  # noqa: ASYNC110 - one of them is a process
                await asyncio.sleep(0.1)
            self.say(f"{self.name} ended by itself; starting it again")
            pause_s = 0.1 if await self._started() else min(2 * pause_s, LONGEST_PAUSE_S)
            await asyncio.sleep(pause_s)

    async def _started(self) -> bool:
        try:
            await self.start()
        except (StartFailed, OSError, psutil.Error) as failure:
            self.say(f"{self.name}: {failure}")
        return self.alive()

    async def _start(self) -> None:
        began = time.monotonic()
        await self._end_all(STRAYS_END_WITHIN_S)
        command = await self.prepare()
        self._child = await command.spawn(self.log)
        try:
            await self._until_ready(self._child)
            await self.once_ready()
        except StartFailed:
            await self._end_all(0)
            raise
        self.say(f"{self.name} is ready after {time.monotonic() - began:.1f} s")

    async def _until_ready(self, child: Process) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not await self.answers():
            if child.returncode is not None or not self._wanted:
                raise StartFailed(f"{self.name} ended before it was ready: {last_words(self.log)}")
            if time.monotonic() > deadline:
                raise StartFailed(f"{self.name} gave no answer; see {self.log}")
            await asyncio.sleep(0.05)

    async def _end_all(self, patience_s: float) -> None:
        """End what is ours, also what an earlier run left. Only heads are asked: they end their own children."""
        mine = [process for process in psutil.process_iter() if self._is_mine_and_runs(process)]
        known = {process.pid for process in mine}
        heads = [process for process in mine if _parent(process) not in known and Server.is_mine(self, process)]
        if heads and patience_s:
            await _end(heads, self.polite, mine, patience_s)
        await _end(mine, signal.SIGKILL, mine, END_WITHIN_S)

    def _is_mine_and_runs(self, process: psutil.Process) -> bool:
        with contextlib.suppress(psutil.Error):
            return runs(process) and self.is_mine(process)
        return False

    def _is_inside(self, word: str) -> bool:
        return word.startswith("/") and Path(word).is_relative_to(self.home)


async def together(*works: Coroutine[None, None, None]) -> None:
    """All at once; when one fails the others are cancelled, and its own error is raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def runs(process: psutil.Process) -> bool:
    """Neither gone, nor dead and waiting for a parent that never asks."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def last_words(log: Path, limit: int = 2000) -> str:
    """The end of what the server wrote: enough to see why it did not start."""
    return log.read_text(errors="replace")[-limit:].strip() if log.exists() else "it wrote nothing"


async def _end(
    asked: list[psutil.Process], how: signal.Signals, expected: list[psutil.Process], patience_s: float
) -> None:
    for process in asked:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(how)
    deadline = time.monotonic() + patience_s
    while any(runs(process) for process in expected) and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(
            0.02
        )  # another's child cannot be awaited, and psutil's wait would take the end from asyncio


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return 0


def _opened(log: Path) -> BinaryIO:
    """For appending; what grew too long is put aside first, so two files bound what a log can take."""
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".old.log"))
    return open(log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600))
