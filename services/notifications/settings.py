"""What notifications is told from outside."""

from pydantic import Field

from shared.settings import Settings


class NotificationsSettings(Settings):
    """The kernel's settings, the mail gateway, and where contacts are asked for."""

    smtp_host: str = Field(default="127.0.0.1", description="mail gateway")
    smtp_port: int = Field(default=1025, ge=1, le=65535)
    sender_address: str = Field(default="no-reply@takwin.invalid", description="From of every message")
    contacts_url: str = Field(default="", description="registration's contacts route; empty: the one at `origin`")

    @property
    def contacts_at(self) -> str:
        """The address to ask for contacts."""
        return self.contacts_url or f"{self.origin}/registration/api/v1/contacts"
