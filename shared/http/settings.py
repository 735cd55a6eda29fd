"""Settings of whoever serves pages: environment variables that begin with TAKWIN_."""

import ipaddress
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = {"127.0.0.1", "localhost"}
USUAL_PORTS = {"http": 80, "https": 443}


def as_browsers_say(origin: str) -> str:
    """Return the origin without the port that its scheme means anyway."""
    parts = urlsplit(origin)
    return origin.removesuffix(f":{parts.port}") if parts.port == USUAL_PORTS.get(parts.scheme) else origin


Origin = Annotated[str, AfterValidator(as_browsers_say)]


class GuardSettings(BaseSettings):
    """What whoever serves pages must know: where people find it, whom it lets in."""

    model_config = SettingsConfigDict(env_prefix="TAKWIN_", hide_input_in_errors=True)

    demo: bool = Field(default=False, description="has the route that moves the business clock; for this machine alone")
    origin: Origin = Field(default="http://127.0.0.1:8000", description="scheme, host and port people type")
    behind_door: bool = Field(default=False, description="a proxy is the only way in, on a network that no other has")
    published: str = Field(default="127.0.0.1", description="address of this machine at which its door is published")
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=1, le=65535)
    inner_host: str = Field(default="", description="host and port by which other services reach this one")
    secret: SecretStr = Field(min_length=32, description="signs cookies and keys fingerprints")
    tokens: dict[str, SecretStr] = Field(default_factory=dict, description="caller → token of service calls")

    @field_validator("host")
    @classmethod
    def only_this_machine(cls, host: str, told: ValidationInfo) -> str:
        """Others come through the door, by HTTPS."""
        if not ipaddress.ip_address(host).is_loopback and not told.data.get("behind_door"):
            raise ValueError("Takwin listens on 127.0.0.1 only, or behind its own door")
        return host

    @field_validator("published")
    @classmethod
    def published_for_work(cls, published: str, told: ValidationInfo) -> str:
        """Whoever has a demonstration's link may do everything: it is for whoever sits here."""
        loopback = ipaddress.ip_address(published.strip("[]")).is_loopback
        if told.data.get("demo") and not loopback:
            raise ValueError("a demonstration is published on 127.0.0.1 only")
        return published

    @field_validator("origin")
    @classmethod
    def a_name_by_https(cls, origin: str, told: ValidationInfo) -> str:
        """Passwords cross no network in clear; a demonstration crosses none at all."""
        parts = urlsplit(origin)
        if parts.hostname in HERE and parts.scheme in USUAL_PORTS:
            return origin
        if told.data.get("demo"):
            raise ValueError("a demonstration is served as 127.0.0.1 or localhost only")
        if parts.scheme != "https" or not parts.hostname or parts.path:
            raise ValueError("Takwin is served by https, but as 127.0.0.1 or localhost")
        return origin
