"""Settings of an office without Docker: one file in its folder, written once with comments, then the operator's."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deploy.embedded.keys import write_private
from programs.services import service_of

FILE = "settings.toml"
WRITTEN = """\
# Settings of this office. Start it anew after a change. Names are those of .env in Docker, in small letters:
# docs/guides/operator.md says more of each. Only you can read this file: it may hold passwords.

port = 8080 # at 127.0.0.1; from elsewhere by a tunnel, e.g. ssh -L 8080:127.0.0.1:8080

# E-mail. Without a gateway, e-mails wait until they are no longer useful.
smtp_host = ""
smtp_port = 587
smtp_tls = "starttls" # or "tls": from the first byte on; "none": for a gateway on this machine alone
smtp_user = ""
smtp_password = ""
smtp_connections = 4 # so many e-mails are handed over at once
sender_address = "no-reply@takwin.invalid"
sender_name = "Coordination" # it must not tell what a training is about

# SMS. Without a gateway there are none. It must speak services/notifications/channels/sms.py.
sms_url = ""
sms_token = ""
sms_window = 10 # so many SMS are handed over at once

# Sign-in by a provider of OpenID Connect, beside passwords: docs/operating.md. Empty: people sign in here alone.
oidc_issuer = ""
oidc_client_id = ""
oidc_client_secret = ""
oidc_second_factor = ""
oidc_ca = "" # a file, where an authority of the office's own has signed the provider's certificate

contacts_per_day = 20000 # people whose contacts may be asked for in a day (UTC)

# Backups: ./takwin --office backup --keep 30. To whom they are encrypted, as docs/backup.md says: a public key (age1…),
# or else a long passphrase in a file `backup_passphrase` beside this one.
backup_recipient = ""
backups = "" # a folder; empty: `backups` beside this file
"""


class SettingsRefused(Exception):
    """The settings of the office cannot be used, for this reason."""


class OfficeSettings(BaseModel):
    """What stands in the file; what is left out has the value that is written there first."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    port: int = Field(default=8080, ge=1024, le=65535)
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_tls: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_connections: int = 4
    sender_address: str = "no-reply@takwin.invalid"
    sender_name: str = "Coordination"
    sms_url: str = ""
    sms_token: str = ""
    sms_window: int = 10
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_second_factor: str = ""
    oidc_ca: str = ""
    contacts_per_day: int = 20_000
    backup_recipient: str = ""
    backups: str = ""

    def of_services(self) -> dict[str, dict[str, Any]]:
        """Return what single services are told."""
        provider = {"oidc_issuer", "oidc_client_id", "oidc_client_secret", "oidc_second_factor", "oidc_ca"}
        mine = {"port", "backup_recipient", "backups", "contacts_per_day", *provider}
        gateways = self.model_dump(exclude=mine) | {"smtp_host": self.smtp_host or "smtp.invalid"}
        return {
            "access": self.model_dump(include=provider, exclude_defaults=True),
            "notifications": gateways,
            "registration": {"contacts_per_day": self.contacts_per_day},
        }


def read(folder: Path) -> OfficeSettings:
    """Return the settings of the office in the folder; its first ones are written. Raises SettingsRefused."""
    file = folder / FILE
    if not file.exists():
        write_private(file, WRITTEN)
    try:
        settings = OfficeSettings(**tomllib.loads(file.read_text(encoding="utf-8")))
        _ask_services(settings)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsRefused(f"{file} cannot be read as TOML: {error}") from None
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_context=False)[0]
        raise SettingsRefused(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    return settings


def _ask_services(settings: OfficeSettings) -> None:
    """Let the services themselves say what they would refuse, before anything is started."""
    common: dict[str, Any] = dict.fromkeys(("database_url", "kafka_servers", "instance"), "unused")
    for name, more in settings.of_services().items():
        service_of(name).settings(**common, secret="-" * 32, **more)
