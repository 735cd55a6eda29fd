"""A Kafka cluster: where it is, as whom we come, and by which authority we know it; every client is made from one."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"]


@dataclass(frozen=True)
class Cluster:
    """One cluster as one user sees it. Without a CA file the authorities of the machine are trusted."""

    servers: str
    protocol: Protocol = "PLAINTEXT"
    mechanism: Mechanism = "SCRAM-SHA-512"
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None

    @property
    def client(self) -> dict[str, Any]:
        """What every client of aiokafka is told."""
        told: dict[str, Any] = {"bootstrap_servers": self.servers, "security_protocol": self.protocol}
        if self.asks_who:
            names = {"sasl_plain_username": self.user, "sasl_plain_password": self.password}
            told |= {"sasl_mechanism": self.mechanism, **names}
        return told | ({"ssl_context": self.trust()} if self.encrypted else {})

    @property
    def asks_who(self) -> bool:
        """Whether it wants a user and a password."""
        return self.protocol.startswith("SASL_")

    @property
    def encrypted(self) -> bool:
        """Whether what goes there and comes from there is encrypted."""
        return self.protocol.endswith("SSL")

    def trust(self) -> ssl.SSLContext:
        """Return what a server's certificate is held to: signed by the authority, and made out to its name."""
        return ssl.create_default_context(cafile=self.ca)
