"""Kafka with users, rights and TLS, set as docker-compose.yml sets it, at ports of this machine."""

import asyncio
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from aiokafka.errors import KafkaError

from deploy.embedded.kafka import Kafka
from deploy.embedded.ports import HOST
from shared.kernel.cluster import Cluster
from shared.kernel.kafka import in_time, new_admin
from tests.certificates import PROGRAM

ROOT = Path(__file__).parents[1]
FOR_JAVA = {"KAFKA_HEAP_OPTS"}
OF_OUR_OWN = {"broker": "the-word-of-the-broker", "operator": "the-word-of-the-operator"}


class SecuredKafka(Kafka):
    """One node in one folder, as it runs in Docker; only where it listens, and keeps its files, is otherwise."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, say=lambda _: None)
        self.secrets = folder / "secrets"
        self.secrets.mkdir(parents=True)
        self.outer_port = 0
        subprocess.run([PROGRAM, self.secrets / "kafka", "localhost", HOST], check=True, capture_output=True)
        for user, word in OF_OUR_OWN.items():
            (self.secrets / f"kafka_{user}").write_text(word)

    @property
    def ca(self) -> Path:
        """Who signed what it shows."""
        return self.secrets / "kafka_ca"

    @property
    def operator(self) -> Cluster:
        """The same cluster, as the operator's command comes to it."""
        return Cluster(f"{HOST}:{self.port}", "SASL_SSL", "PLAIN", "operator", OF_OUR_OWN["operator"], self.ca)

    def by(self, user: str, password: str) -> Cluster:
        """Return the cluster as one of our own comes to it."""
        return Cluster(f"{HOST}:{self.port}", "SASL_SSL", "SCRAM-SHA-512", user, password, self.ca)

    def outside(self, user: str, password: str) -> Cluster:
        """Return the cluster as a subscriber comes to it."""
        return Cluster(f"{HOST}:{self.outer_port}", "SASL_SSL", "SCRAM-SHA-512", user, password, self.ca)

    async def answers(self) -> bool:
        """It knows the operator, and shows a certificate that clients take."""
        admin = new_admin(self.operator)
        try:
            async with asyncio.timeout(2):
                await admin.start()
                return True
        except (KafkaError, OSError, TimeoutError):
            return False
        finally:
            await in_time(admin.close())

    def _choose_ports(self) -> None:
        self.port, self.controller_port, self.outer_port = self.ports.hold(3)

    def _write_settings(self, path: Path, store: Path) -> Path:
        inner, outer = f"INNER://{HOST}:{self.port}", f"OUTER://{HOST}:{self.outer_port}"
        here = {
            "log.dirs": str(store),
            "listeners": f"{inner},{outer},CONTROLLER://{HOST}:{self.controller_port}",
            "advertised.listeners": f"{inner},{outer}",
            "controller.quorum.voters": f"1@{HOST}:{self.controller_port}",
            "ssl.keystore.location": str(self.secrets / "kafka_server"),
            "ssl.truststore.location": str(self.ca),
        }
        told = dict(_properties(self._environment())) | here
        path.write_text("".join(f"{name}={value}\n" for name, value in told.items()))
        return path

    def _environment(self) -> dict[str, str]:
        """Return what Compose and the container's first program tell Kafka."""
        told = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["kafka"]
        environment = {name: str(value) for name, value in told["environment"].items()}
        command = [str(ROOT / "deploy" / "kafka" / "start"), "env", "--null"]
        more = {"SECRETS": str(self.secrets), "PATH": os.environ["PATH"]}
        said = subprocess.run(command, env=environment | more, check=True, capture_output=True, text=True).stdout
        return dict(line.split("=", 1) for line in said.split("\0") if line)


def _properties(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the settings as Kafka's image makes them of its environment: three _ are a -, two a _, one a dot."""
    for name, value in environment.items():
        if name.startswith("KAFKA_") and name not in FOR_JAVA:
            words = name.removeprefix("KAFKA_").lower().replace("___", "-").replace("__", "\0")
            yield words.replace("_", ".").replace("\0", "_"), value
