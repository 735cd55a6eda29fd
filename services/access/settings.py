"""Settings of access: the kernel's, and a provider of OpenID Connect where an office has one."""

import ssl
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator

from shared.http.settings import HERE
from shared.service.settings import Settings


class AccessSettings(Settings):
    """The kernel's settings, and by which provider people may sign in."""

    oidc_issuer: str = Field(default="", description="provider of OpenID Connect; empty: people sign in here alone")
    oidc_client_id: str = Field(default="", description="name by which the provider knows this installation")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), validate_default=True, description="what it knows this installation by"
    )
    oidc_second_factor: str = Field(
        default="",
        description="words of amr or acr, with spaces between, by which the provider says that it saw a second factor; "
        "empty: it is asked for here",
    )
    oidc_ca: Path | None = Field(
        default=None,
        description="the authority by which the provider is known; without it, or where the file is empty, those the "
        "machine trusts",
    )

    @field_validator("oidc_issuer")
    @classmethod
    def https_on_the_way(cls, issuer: str) -> str:
        """Whoever could answer in the provider's place would be let in as anybody."""
        parts = urlsplit(issuer)
        here = parts.scheme == "http" and parts.hostname in HERE
        if issuer and (not (parts.scheme == "https" or here) or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("oidc_issuer must begin with https, and have no question mark: http on this machine alone")
        return issuer

    @field_validator("oidc_client_secret")
    @classmethod
    def known_to_the_provider(cls, secret: SecretStr, told: ValidationInfo) -> SecretStr:
        """A provider answers nobody whom it does not know."""
        if told.data.get("oidc_issuer") and not (told.data.get("oidc_client_id") and secret.get_secret_value()):
            raise ValueError("oidc_issuer needs oidc_client_id and oidc_client_secret")
        return secret

    @field_validator("oidc_ca")
    @classmethod
    def an_authority(cls, file: Path | None) -> Path | None:
        """A provider that cannot be known would be noticed when nobody comes in. Docker lays an empty file for none."""
        try:
            if file is None or file.stat().st_size == 0:
                return None
            ssl.create_default_context(cafile=file)
        except OSError:
            raise ValueError("oidc_ca must be a file that can be read, of certificates in PEM") from None
        return file

    def trust(self) -> ssl.SSLContext:
        """Return what the provider's certificate is held to: signed by the authority, and made out to its name."""
        return ssl.create_default_context(cafile=self.oidc_ca)
