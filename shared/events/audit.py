"""Audit: how far the chain of a service's audit reaches, told so that it is kept elsewhere; nothing of its rows."""

from typing import ClassVar

from pydantic import Field, NonNegativeInt

from shared.events.of_each import OfEach


class AuditSealed(OfEach):
    """A head of the chain: of so many links, this is the digest of the last. Each service says it of its own."""

    topic: ClassVar = "audit.heads"
    source: ClassVar = "/audit/{service}"
    type: ClassVar = "audit.sealed.v1"

    links: NonNegativeInt = Field(description="how many rows are chained; no later head has fewer in one incarnation")
    digest: str = Field(description="SHA-256 of the last link, in hex")
    seal: str = Field(description="HMAC-SHA256 of service, incarnation, links and digest, in hex")

    @property
    def subject(self) -> str:
        return self.service
