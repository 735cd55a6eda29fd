"""Settings of a service: environment variables that begin with TAKWIN_."""

import socket
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime, Field, SecretStr

from shared.http.settings import GuardSettings
from shared.service.kafka_settings import KafkaSettings

SECRETS = Path("/run/secrets")  # where Docker lays them, one file per setting


def secrets_dir() -> Path | None:
    """Return where files of secrets lie, if there are any."""
    return SECRETS if SECRETS.is_dir() else None


class Settings(GuardSettings, KafkaSettings):
    """One service's settings; nothing else reads the environment."""

    database_url: SecretStr = Field(description="of the role in which the service works; it owns no table")
    owner_url: SecretStr | None = Field(
        default=None, description="the same, in the role that owns the tables; without it another process migrates them"
    )
    metrics_port: int = Field(default=9000, ge=1, le=65535, description="for Prometheus; the proxy does not know it")
    instance: str = Field(default_factory=socket.gethostname, description="of this process, also after a restart")
    makes_topics: bool = Field(default=True, description="or `takwin rights` does: then it needs no right to")
    topics_file: Path = Path("deploy/kafka/topics.toml")
    demo_starts_at: AwareDatetime | None = Field(default=None, description="business time of a new demonstration")

    @property
    def clock_starts_at(self) -> datetime | None:
        """Business time a new database begins with; the machine's own outside a demonstration."""
        return self.demo_starts_at if self.demo else None
