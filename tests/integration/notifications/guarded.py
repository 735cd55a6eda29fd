"""Mail gateways that want to be sure: of their secrecy (TLS), and of who sends (a name and a password)."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import run
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.integration.notifications.outer_world import OddGateway

USER, PASSWORD = "takwin", "only-this-gateway-knows"


@dataclass(frozen=True)
class Certificate:
    """A certificate of this machine that nobody has signed but itself."""

    file: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        """Return what a server shows it with."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.file, self.key)
        return context


def certificate_for(name: str, folder: Path) -> Certificate:
    """Make one, e.g. for IP:127.0.0.1."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    asked = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -addext subjectAltName={name}"
    run(["openssl", *asked.split(), "-keyout", made.key, "-out", made.file], check=True, capture_output=True)  # noqa: S607
    return made


@asynccontextmanager
async def guarded_gateway(
    *, starttls: Certificate | None = None, tls: Certificate | None = None, auth: bool = False
) -> AsyncIterator[OddGateway]:
    """Let a gateway listen until the block ends; without `auth` it knows no names."""
    loop, gateway = asyncio.get_running_loop(), OddGateway([])
    wants: dict[str, Any] = {"tls_context": starttls.context, "require_starttls": True} if starttls else {}
    wants |= {"authenticator": _is_known, "auth_required": True, "auth_require_tls": bool(starttls)} if auth else {}
    context = tls.context if tls else None
    server = await loop.create_server(lambda: SMTP(gateway, loop=loop, **wants), "127.0.0.1", 0, ssl=context)
    gateway.port = server.sockets[0].getsockname()[1]
    try:
        yield gateway
    finally:
        server.close()


def _is_known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, told: Any) -> AuthResult:
    known = isinstance(told, LoginPassword) and (told.login, told.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)
