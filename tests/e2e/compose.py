"""An installation by Compose as an operator runs it, under a name and a port of its own."""

import json
import os
import signal
import ssl
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from programs.scenario.staff import ADMINISTRATOR, SignedIn
from tests.containers import free_port

ROOT = Path(__file__).parents[2]
EARNEST = "docker-compose.yml"
DEMONSTRATION = f"{EARNEST}:deploy/compose/demo.yml"
READ_LOG = """
import asyncio, sys
from shared.kernel.kafka import read_whole
from shared.service.kafka_settings import KafkaSettings
from shared.service.settings import secrets_dir
for record in asyncio.run(read_whole(KafkaSettings(_secrets_dir=secrets_dir()).cluster, *sys.argv[1:])):
    print(record.value.decode())
"""


@dataclass
class Compose:
    """One project of Compose; every command is one that an operator could type."""

    project: str
    port: int = field(default_factory=free_port)
    version: str = "test"
    files: str = DEMONSTRATION

    @property
    def origin(self) -> str:
        """Where people find it."""
        return f"https://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return what stands in .env."""
        named = {"COMPOSE_PROJECT_NAME": self.project, "TAKWIN_PORT": str(self.port), "TAKWIN_VERSION": self.version}
        return {**os.environ, **named, "COMPOSE_FILE": self.files}

    def run(self, *words: str, check: bool = True, **more: str) -> str:
        """Run `docker compose` to its end; return what it printed. Raises AssertionError with all of it."""
        command = ["docker", "compose", *words]
        ended = subprocess.run(
            command, cwd=ROOT, env=self.environment | more, capture_output=True, text=True, check=False, timeout=900
        )
        assert not check or ended.returncode == 0, f"{words}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout if check else ended.stdout + ended.stderr

    def up(self, *words: str) -> None:
        """Start what is missing, and wait until all of it is healthy."""
        self.run("up", "--detach", "--wait", *words)

    def takwin(self, *words: str, said: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        """Run the operator's command."""
        command = [str(ROOT / "takwin"), *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment | more, input=said, capture_output=True, text=True, check=False
        )

    def script(self, name: str, *words: Path) -> "subprocess.CompletedProcess[str]":
        """Run a script beside Compose's files."""
        command = [ROOT / "deploy" / "compose" / name, *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def lose(self, *volumes: str) -> None:
        """Take everything down, and lose these volumes."""
        self.run("down")
        command = ["docker", "volume", "rm", *(f"{self.project}_{volume}" for volume in volumes)]
        subprocess.run(command, check=True, capture_output=True)

    def inspected(self) -> dict[str, dict[str, Any]]:
        """Return container → what Docker knows of it."""
        ids = self.run("ps", "--all", "--quiet").split()
        command = ["docker", "inspect", *ids]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return {one["Name"].strip("/").removeprefix(f"{self.project}-"): one for one in json.loads(shown)}

    def kill(self, container: str) -> None:
        """Kill -9 its first process, as a crash would: Compose is to start it again."""
        os.kill(self.inspected()[container]["State"]["Pid"], signal.SIGKILL)

    def player(self, *words: str) -> "subprocess.Popen[str]":
        """Start the player of the pilot."""
        command = ["docker", "compose", "run", "--rm", "-T", "player", *words]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def log(self, *topics: str) -> list[dict[str, Any]]:
        """Return every event on the topics, as a consumer inside reads them."""
        read = self.run("run", "--rm", "-T", "--entrypoint", "python", "tools", "-c", READ_LOG, *topics)
        return [json.loads(line) for line in read.splitlines()]

    def ledger(self, simulator: str) -> list[dict[str, Any]]:
        """Return what a simulator has got."""
        told = self.run("exec", "-T", simulator, "cat", f"/data/{simulator}.jsonl")
        return [json.loads(line) for line in told.splitlines()]

    def asked(self, service: str, query: str) -> str:
        """Return what the service's database answers."""
        return self.run("exec", "-T", "postgres", "psql", "-U", "postgres", "-d", service, "-Atc", query).strip()

    def trusted(self) -> ssl.SSLContext:
        """Return a context that trusts the door's own authority and nobody else."""
        authority = self.run("exec", "-T", "door", "cat", "/data/caddy/pki/authorities/local/root.crt")
        return ssl.create_default_context(cadata=authority)

    def http(self) -> httpx2.Client:
        """Return a client of an administrator who is signed in, through the door."""
        key = json.loads((ROOT / "deploy" / "secrets" / "demo_tokens").read_text())["player"]
        who, headers = SignedIn(key, ADMINISTRATOR), {"origin": self.origin}
        more: dict[str, Any] = {"verify": self.trusted(), "trust_env": False, "timeout": 60}
        return httpx2.Client(base_url=self.origin, auth=who, headers=headers, **more)

    def erase(self) -> None:
        """Remove containers, networks and data."""
        self.run("--profile", "*", "down", "--volumes", "--remove-orphans", "--timeout", "5")
