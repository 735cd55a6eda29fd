"""The installation that a command is about, read from the variables and files of secrets that its services read."""

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic_settings import SettingsConfigDict

from shared.directory import service_names
from shared.http.settings import Origin
from shared.service.kafka_settings import KafkaSettings
from shared.service.settings import SECRETS

SERVICES = service_names()


class Installation(KafkaSettings):
    """What the command needs to know; each secret is read when it is needed."""

    model_config = SettingsConfigDict(env_prefix="TAKWIN_")

    origin: Origin
    kafka_outside: str = ""  # where subscribers find it
    demo: bool = False
    secrets: Path = SECRETS

    @cached_property
    def secret(self) -> str:
        """What signs links and cookies."""
        return self._read("secret")

    def database_url(self, service: str) -> str:
        """Return the way into a service's database, in the role that owns it."""
        return self._read(service)

    @property
    def keeping(self) -> dict[str, Any]:
        """Return what is known of its backups beyond what the environment says."""
        return {}

    def password_of(self, user: str) -> str:
        """Return the word by which one of us comes to Kafka."""
        return self._read(f"kafka_{user}")

    def knows(self, user: str) -> bool:
        """Say whether there is such a word: outside a demonstration nobody plays."""
        return (self.secrets / f"kafka_{user}").exists()

    def _read(self, name: str) -> str:
        return (self.secrets / name).read_text().strip()


class Embedded(Installation):
    """An installation without Docker: its launcher writes everything into one file of its folder."""

    said: dict[str, Any]

    @property
    def keeping(self) -> dict[str, Any]:
        """Return what its launcher has written of backups; that of a demonstration writes nothing."""
        told: dict[str, Any] = self.said.get("keeping", {})
        return told

    def _read(self, name: str) -> str:
        told = self.said["settings"]["secret"] if name == "secret" else self.said["services"][name]["owner_url"]
        return str(told)


def embedded_in(folder: Path) -> Embedded:
    """Return the installation that runs in the folder. Raises OSError where none ever ran."""
    said = json.loads((folder / "services" / "settings.json").read_text())
    common = said["settings"]
    demo = bool(common.get("demo"))
    return Embedded(origin=common["origin"], kafka_servers=common["kafka_servers"], demo=demo, said=said)
