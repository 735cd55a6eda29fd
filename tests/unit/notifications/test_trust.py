"""A sender begins anew whenever the database is away; what it needs once it has once."""

import ssl
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import SecretStr

from services.notifications.channels import tls_trust
from services.notifications.channels.sender import Sender, send_mail, send_sms
from services.notifications.settings import NotificationsSettings
from shared.service.running import Parts


async def _away(_: Sender) -> None:
    raise ConnectionRefusedError


async def test_a_sender_that_begins_anew_reads_no_certificates_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    for name in ("load_default_certs", "load_verify_locations"):
        monkeypatch.setattr(ssl.SSLContext, name, lambda *_, name=name, **__: read.append(name))
    monkeypatch.setattr(Sender, "run", _away)
    tls_trust.trusted.cache_clear()
    settings = NotificationsSettings(
        database_url=SecretStr("unused"), kafka_servers="unused", secret=SecretStr("only-for-tests-" * 4)
    )
    parts = cast("Parts", SimpleNamespace(settings=settings, database=cast("Any", SimpleNamespace(clock=None))))

    for send in (send_mail, send_sms) * 3:
        with pytest.raises(ConnectionRefusedError):
            await send(parts)

    tls_trust.trusted.cache_clear()
    assert len(read) == 2, "one for https, one for smtp"
