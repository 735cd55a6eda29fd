"""Settings of notifications."""

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from shared.country.discretion import tells
from shared.country.mail_address import mail_address
from shared.service.settings import Settings


class NotificationsSettings(Settings):
    """The kernel's settings, the two gateways, and where contacts are asked for."""

    smtp_host: str = Field(default="127.0.0.1", description="mail gateway")
    smtp_port: int = Field(default=1025, ge=1, le=65535)
    smtp_tls: Literal["none", "starttls", "tls"] = Field(
        default="none",
        validate_default=True,
        description="starttls: encrypted, or nothing is sent; tls: from the first byte on",
    )
    smtp_user: str = Field(default="", description="empty: the gateway asks for no name")
    smtp_password: SecretStr = Field(default=SecretStr(""))
    smtp_connections: int = Field(default=4, ge=1, le=50, description="so many mails are handed over at once")
    sender_address: str = Field(default="no-reply@takwin.invalid", description="From of every message")
    sender_name: str = Field(default="Coordination", description="name before that address; it tells no subject")
    sms_url: str = Field(default="", description="SMS gateway, see sms.py; empty: there is none")
    sms_token: SecretStr = Field(default=SecretStr(""), description="what the SMS gateway knows us by")
    sms_window: int = Field(default=10, ge=1, le=500, description="so many SMS are handed over at once")
    contacts_url: str = Field(default="", description="registration's contacts route; empty: the one at `origin`")

    @field_validator("sender_name", "sender_address")
    @classmethod
    def tell_nothing(cls, name: str) -> str:
        """Every message is seen under these names, on phones that others see too."""
        if tells(name):
            raise ValueError("the sender's name must not tell what the training is about")
        return name

    @field_validator("sender_address")
    @classmethod
    def can_be_written_to(cls, address: str) -> str:
        """Every gateway looks at where a mail comes from."""
        return mail_address(address)

    @field_validator("smtp_tls")
    @classmethod
    def encrypted_on_the_way(cls, smtp_tls: str, told: ValidationInfo) -> str:
        """Addresses and texts of real people do not cross a network in clear."""
        if smtp_tls == "none" and not _stays_here(told.data, str(told.data.get("smtp_host", ""))):
            raise ValueError("smtp_tls must not be none: in clear only in a demonstration, or on this machine")
        return smtp_tls

    @field_validator("sms_url")
    @classmethod
    def https_on_the_way(cls, sms_url: str, told: ValidationInfo) -> str:
        """Nor do numbers and texts of SMS."""
        asked = urlsplit(sms_url)
        if sms_url and asked.scheme != "https" and not _stays_here(told.data, asked.hostname or ""):
            raise ValueError("sms_url must begin with https: in clear only in a demonstration, or on this machine")
        return sms_url

    @property
    def contacts_at(self) -> str:
        """The address to ask for contacts."""
        return self.contacts_url or f"{self.origin}/registration/api/v1/contacts"


def _stays_here(told: Mapping[str, Any], host: str) -> bool:
    return bool(told.get("demo")) or host in {"127.0.0.1", "localhost"}
