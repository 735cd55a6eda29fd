"""Settings of a service: environment variables that begin with TAKWIN_."""

import ipaddress
import socket
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS = Path("/run/secrets")  # where Docker lays them, one file per setting


class GuardSettings(BaseSettings):
    """What whoever serves pages must know: where people find it, whom it lets in."""

    model_config = SettingsConfigDict(env_prefix="TAKWIN_", hide_input_in_errors=True)

    origin: str = Field(default="http://127.0.0.1:8000", description="scheme, host and port people type")
    behind_door: bool = Field(default=False, description="a proxy is the only way in, on a network that no other has")
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=1, le=65535)
    inner_host: str = Field(default="", description="host and port by which other services reach this one")
    secret: SecretStr = Field(min_length=32, description="signs cookies and keys fingerprints")
    tokens: dict[str, SecretStr] = Field(default_factory=dict, description="caller → token of service calls")
    demo: bool = Field(default=False, description="has the route that moves the business clock")

    @field_validator("host")
    @classmethod
    def only_this_machine(cls, host: str, told: ValidationInfo) -> str:
        """Until accounts exist nobody else may reach the service."""
        if not ipaddress.ip_address(host).is_loopback and not told.data.get("behind_door"):
            raise ValueError("until accounts exist, Takwin listens on 127.0.0.1 only, or behind its own door")
        return host

    @field_validator("origin")
    @classmethod
    def only_local_names(cls, origin: str) -> str:
        """A name that others can resolve would invite them."""
        if urlsplit(origin).hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("until accounts exist, Takwin is served as 127.0.0.1 or localhost only")
        return origin


class Settings(GuardSettings):
    """One service's settings; nothing else reads the environment."""

    database_url: SecretStr
    kafka_servers: str
    metrics_port: int = Field(default=9000, ge=1, le=65535, description="for Prometheus; the proxy does not know it")
    instance: str = Field(default_factory=socket.gethostname, description="of this process, also after a restart")
    topics_file: Path = Path("deploy/kafka/topics.toml")
    demo_starts_at: AwareDatetime | None = Field(default=None, description="business time of a new demonstration")

    @property
    def clock_starts_at(self) -> datetime | None:
        """Business time a new database begins with; the machine's own outside a demonstration."""
        return self.demo_starts_at if self.demo else None
