"""`make pilot` as a process of its own, as an operator starts it."""

import asyncio
import json
import os
import random
import signal
import sys
import time
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import psutil

from deploy.embedded.stack import SERVICES, erase
from programs.scenario.staff import ADMINISTRATOR, Key, Member, SignedIn
from programs.simulators import KEY_HEADER, SHOWN_PATH
from shared.kernel.cluster import Cluster
from tests.log_reader import read_all

INTERNAL = (
    *("scheduling.catalogue", "scheduling.sessions", "notifications.messages"),
    *("registration.organisations", "registration.participants", "registration.registrations"),
)
SIMULATORS = {"mailbox": 1, "phones": 0}  # which of its ports shows whole messages


@dataclass
class Pilot:
    """One installation, in a folder of its own."""

    folder: Path
    out: Path
    scenario: str = "pilot"
    process: Process | None = None
    ready_s: float = 0.0

    async def start(self) -> float:
        """Start it; return the seconds from the command to the line that says it is ready."""
        began = time.monotonic()
        folders = ("--folder", self.folder, "--out", self.out)
        command = (sys.executable, "-m", "deploy.embedded", "--scenario", self.scenario, *folders)
        self.process = await asyncio.create_subprocess_exec(*map(str, command), stdout=PIPE, stderr=STDOUT)
        await self.said("Ready after")
        self.ready_s = time.monotonic() - began
        return self.ready_s

    async def said(self, words: str, within_s: float = 240) -> str:
        """Wait for a line with these words. Raises RuntimeError when it ends before."""
        assert self.process is not None
        assert self.process.stdout is not None
        lines = []
        async with asyncio.timeout(within_s):
            while line := (await self.process.stdout.readline()).decode():
                lines.append(line)
                if words in line:
                    return line
        raise RuntimeError("".join(lines))

    async def played(self) -> None:
        """Wait until the story is told and the results are written."""
        await self.said("Serving until")

    async def stop(self) -> int:
        """Press Ctrl-C; return what the shell sees."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
        return await asyncio.wait_for(self.process.wait(), 30)

    def kill(self, what: str) -> None:
        """Kill -9 `parent`, `everything`, `kafka` or `postgres`."""
        assert self.process is not None
        ours = [it for it in psutil.process_iter() if _names(it, self.folder)]
        chosen = {
            "parent": [psutil.Process(self.process.pid)],
            "everything": [psutil.Process(self.process.pid), *ours],
            "kafka": [it for it in ours if it.name() == "java"],
            "postgres": [it for it in ours if it.name().startswith("postgres")],
        }[what]
        for process in chosen:
            with suppress(psutil.NoSuchProcess):
                os.kill(process.pid, signal.SIGKILL)

    async def killed(self) -> None:
        """Wait until the killed parent is gone."""
        assert self.process is not None
        await self.process.wait()

    async def log(self) -> list[dict[str, Any]]:
        """Return every internal event."""
        return await read_all(self.cluster, *INTERNAL)

    async def message_states(self) -> Counter[str]:
        """Return state → number of messages, as notifications tells."""
        async with self.http() as http:
            answer = await http.get("/notifications/api/v1/messages")
        return Counter({it["state"]: it["count"] for it in _merged(answer.json()["messages"])})

    def http(self, member: Member | None = ADMINISTRATOR) -> httpx2.AsyncClient:
        """Return a client of somebody signed in; of nobody in particular, one with the player's key."""
        origin = f"http://127.0.0.1:{(self.folder / 'services' / 'ports').read_text().split()[0]}"
        key = json.loads((self.folder / "keys.json").read_text())["player"]
        who = SignedIn(key, member) if member else Key(key)
        return httpx2.AsyncClient(base_url=origin, auth=who, headers={"origin": origin}, trust_env=False, timeout=15)

    async def metrics(self) -> str:
        """Return what Prometheus would read of all services."""
        port = (self.folder / "services" / "ports").read_text().split()[1]
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
            return "".join([(await http.get(f"/{name}/metrics")).text for name in SERVICES])

    def database_url(self, name: str) -> str:
        """Return the superuser's way into one service's database."""
        password = (self.folder / "passwords" / "postgres").read_text()
        return f"postgresql://postgres:{password}@/{name}?host={(self.folder / 'postgres').resolve() / 'run'}"

    @property
    def cluster(self) -> Cluster:
        """Where Kafka listens."""
        return Cluster(f"127.0.0.1:{(self.folder / 'kafka' / 'ports').read_text().split()[0]}")

    def ledger(self, *simulators: str) -> list[dict[str, Any]]:
        """Return what these simulators, or both, got."""
        files = [self.folder / name / "ledger.jsonl" for name in simulators or SIMULATORS]
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    async def shown(self, simulator: str) -> list[dict[str, Any]]:
        """Return whole messages as the page of the outer world gets them."""
        port = (self.folder / simulator / "ports").read_text().split()[SIMULATORS[simulator]]
        key = {KEY_HEADER: json.loads((self.folder / "keys.json").read_text())["outside"]}
        async with httpx2.AsyncClient(trust_env=False, headers=key) as http:
            messages: list[dict[str, Any]] = (await http.get(f"http://127.0.0.1:{port}{SHOWN_PATH}")).json()
        return messages

    def results(self) -> dict[str, Any]:
        """Return figures, public events and messages, read from their files."""
        lines = {name: (self.out / f"{name}.jsonl").read_text().splitlines() for name in ("events", "messages")}
        read = {name: [json.loads(line) for line in told] for name, told in lines.items()}
        return {"figures": json.loads((self.out / "figures.json").read_text()), **read}

    def files(self) -> dict[str, bytes]:
        """Return what was left in the folder of results."""
        return {file.name: file.read_bytes() for file in self.out.iterdir() if file.is_file()}

    async def erase(self) -> None:
        """Remove every trace."""
        if self.process is not None and self.process.returncode is None:
            with suppress(psutil.NoSuchProcess):
                self.kill("everything")
            await self.process.wait()
        for process in psutil.process_iter():
            if _names(process, self.folder):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        erase(self.folder)


def _names(process: psutil.Process, folder: Path) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    return any(str(folder) + "/" in word for word in words)


def _merged(counts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    totals: Counter[str] = Counter()
    for one in counts:
        totals[one["state"]] += one["count"]
    return [{"state": state, "count": count} for state, count in totals.items()]


def moment(chance: random.Random, longest_s: float) -> float:
    """Return when to strike."""
    return chance.uniform(0.0, longest_s)
