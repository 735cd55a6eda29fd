"""The cookie of somebody signed in: a secret, sealed with the time at which it was last used."""

import hmac
from collections.abc import Mapping
from datetime import datetime

from itsdangerous import BadSignature
from starlette.responses import Response

from shared.http.cookies import Cookie
from shared.http.settings import GuardSettings
from shared.http.signing import signer

IDLE_S = 30 * 60  # ASVS 5.0, 7.3.1: an end by doing nothing, and one that comes whatever is done
RESEALED_AFTER_S = 60  # so that not every answer sets a cookie
LASTS_S = 12 * 3600


class SignInCookie:
    """Writes and reads it. Named per installation, since cookies know no port: two of one machine do not mix."""

    def __init__(self, settings: GuardSettings) -> None:
        secret = settings.secret.get_secret_value()
        self.kept = Cookie.of(f"takwin-{_short(secret)}", settings.origin)
        self.name = self.kept.name
        self._signer = signer(secret, "signed-in")

    def value(self, secret: str) -> str:
        """Return what the cookie holds from now on."""
        return self._signer.sign(secret).decode()

    def read(self, cookies: Mapping[str, str]) -> tuple[str, datetime] | None:
        """Return the secret and when it was last used; nothing where it is not ours or nobody came for too long."""
        try:
            secret, at = self._signer.unsign(cookies.get(self.name, ""), max_age=IDLE_S, return_timestamp=True)
        except BadSignature:
            return None
        return secret.decode(), at

    def header(self, value: str, lasts_s: int = LASTS_S) -> str:
        """Return the header `set-cookie`."""
        answer = Response()
        self.kept.set(answer, value, lasts_s)
        return answer.headers["set-cookie"]

    def give(self, answer: Response, secret: str) -> None:
        """Let the browser keep it."""
        answer.headers.append("set-cookie", self.header(self.value(secret)))

    def take(self, answer: Response) -> None:
        """Let the browser forget it."""
        answer.headers.append("set-cookie", self.header("", 0))


def _short(secret: str) -> str:
    return hmac.digest(secret.encode(), b"cookie", "sha256").hex()[:8]
