"""Our own processes beside Kafka and Postgres: the demonstration's mailbox and phones, and all services in one."""

import json
import signal
import sys
from pathlib import Path
from typing import Any

import httpx2
import psutil

from deploy.embedded.keys import write_private
from deploy.embedded.ports import HOST, Ports, listens
from deploy.embedded.processes import Command, Say, Server
from deploy.embedded.stack import SERVICES
from programs.simulators import GATEWAY_PATH, SHOWN_PATH

ROOT = Path(__file__).parents[2]


class OwnProcess(Server):
    """A Python module of ours, run as a process that is known by its folder."""

    module: str
    programs = frozenset({psutil.Process().name()})
    polite = signal.SIGTERM

    def __init__(self, folder: Path, say: Say) -> None:
        home = folder / self.name
        home.mkdir(mode=0o700, exist_ok=True)
        super().__init__(home, home / "log.jsonl", say)
        self.ports = Ports(home / "ports")
        self.port, self.inner_port = 0, 0

    async def end_strays(self) -> None:
        """End what an earlier launcher left running; it is built to be killed."""
        await self._end_all(0)

    def choose_port(self) -> None:
        """Take the ports of last time when they are free; strays are gone by now."""
        self.port, self.inner_port = self.ports.hold(2)

    async def answers(self) -> bool:
        return self.pid is not None and listens(self.pid, self.port)


class Simulator(OwnProcess):
    """Part of the outer world: keeps a ledger of what came, without addresses and texts."""

    @property
    def ledger(self) -> Path:
        return self.home / "ledger.jsonl"

    @property
    def page_port(self) -> int:
        """Where whole messages are shown to whoever has the key."""
        return self.port

    async def prepare(self) -> Command:
        keys = self.home.parent / "keys.json"
        words = (sys.executable, "-m", self.module, "--port", str(self.port), "--ledger", self.ledger, "--keys", keys)
        return Command((*words, *self.more_words()), folder=ROOT)

    def more_words(self) -> tuple[str, ...]:
        """Return what this simulator is told beyond what all are."""
        return ()

    @property
    def shown_at(self) -> str:
        return f"http://{HOST}:{self.page_port}{SHOWN_PATH}"


class Mailbox(Simulator):
    """Takes the demonstration's e-mail."""

    name = "mailbox"
    module = "programs.simulators.mailbox"

    @property
    def page_port(self) -> int:
        return self.inner_port

    def more_words(self) -> tuple[str, ...]:
        return ("--page-port", str(self.inner_port))


class Phones(Simulator):
    """Takes the demonstration's SMS."""

    name = "phones"
    module = "programs.simulators.phones"

    @property
    def gateway_url(self) -> str:
        return f"http://{HOST}:{self.port}{GATEWAY_PATH}"


class Services(OwnProcess):
    """Every service in one process. Ready when all of them are."""

    name = "services"
    module = "deploy.embedded.services"

    def __init__(self, folder: Path, say: Say, settings: dict[str, Any]) -> None:
        super().__init__(folder, say)
        self.settings = settings

    @property
    def origin(self) -> str:
        """Where people find it: by a name, since devices keep passkeys for no number."""
        return f"http://localhost:{self.port}"

    async def prepare(self) -> Command:
        common = {**self.settings["settings"], "origin": self.origin}
        file = self.home / "settings.json"
        write_private(
            file, json.dumps({**self.settings, "settings": common, "port": self.port, "inner_port": self.inner_port})
        )
        return Command((sys.executable, "-m", self.module, file), folder=ROOT)

    async def answers(self) -> bool:
        if not await super().answers():
            return False
        try:
            async with httpx2.AsyncClient(base_url=f"http://{HOST}:{self.port}", timeout=5, trust_env=False) as http:
                answers = [await http.get(f"/{name}/health/ready") for name in SERVICES]
        except httpx2.TransportError:
            return False
        return all(answer.status_code == httpx2.codes.OK for answer in answers)
