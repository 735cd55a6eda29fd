"""Audit: how far the chain of a service's audit reaches, told so that it is kept elsewhere; nothing of its rows."""

from typing import Any, ClassVar

from pydantic import Field, NonNegativeInt

from shared.kernel.contracts import Event


class AuditSealed(Event):
    """A head of the chain: of so many links, this is the digest of the last. Each service says it of its own."""

    topic: ClassVar = "audit.heads"
    source: ClassVar = "/audit/{service}"
    type: ClassVar = "audit.sealed.v1"

    service: str = Field(description="whose audit, e.g. registration", pattern=r"^[a-z]+$")
    links: NonNegativeInt = Field(description="how many rows are chained; no later head has fewer in one incarnation")
    digest: str = Field(description="SHA-256 of the last link, in hex")
    seal: str = Field(description="HMAC-SHA256 of service, incarnation, links and digest, in hex")

    @property
    def subject(self) -> str:
        return self.service

    def to_cloudevent(self) -> dict[str, Any]:
        """Return the event with the service that says it as its source."""
        return {**super().to_cloudevent(), "source": source_of(self.service)}


def source_of(service: str) -> str:
    """Return what the heads of a service say they are from."""
    return AuditSealed.source.format(service=service)
