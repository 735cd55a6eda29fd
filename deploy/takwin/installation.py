"""Where an installation is, read from the same variables and files of secrets that its services read."""

from functools import cached_property
from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.serving import SECRETS

SERVICES = ("scheduling", "registration", "notifications", "reporting")


class Installation(BaseSettings):
    """What the command needs to know; each secret is read when it is needed."""

    model_config = SettingsConfigDict(env_prefix="TAKWIN_")

    origin: str
    kafka_servers: str
    secrets: Path = SECRETS

    @cached_property
    def secret(self) -> str:
        """What signs links and cookies."""
        return self._read("secret")

    def database_url(self, service: str) -> str:
        """Return the way into a service's database, in its own role."""
        return self._read(service)

    def _read(self, name: str) -> str:
        return (self.secrets / name).read_text().strip()
