"""Sealing: the secrets of apps are kept so that a copy of the database opens no account."""

import base64
from uuid import UUID

import structlog
from cryptography.fernet import Fernet, InvalidToken

from services.access.factors.domain import SetUpTooOld
from shared.access.derived_keys import derived

log = structlog.get_logger()

SET_UP_WITHIN_S = 15 * 60


class Seal:
    """Seals with a key that is made from the service's secret, and lies in no database."""

    def __init__(self, secret: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derived(secret, "second factors")))

    def sealed(self, totp_secret: str) -> bytes:
        """Return what may be kept."""
        return self._fernet.encrypt(totp_secret.encode())

    def opened(self, kept: bytes) -> str:
        """Return what was sealed; "" where another secret sealed it: then codes on paper are left."""
        try:
            return self._fernet.decrypt(kept).decode()
        except InvalidToken:
            log.warning("second_factor.sealed_otherwise")
            return ""

    def carried(self, *words: object) -> str:
        """Return the words, none with a space in it, as a page carries them until it is sent back."""
        return self._fernet.encrypt(" ".join(map(str, words)).encode()).decode()

    def read(self, carried: str, within_s: int) -> list[str]:
        """Return the words that a page carried; none where it was open for too long, or is not ours."""
        try:
            return self._fernet.decrypt(carried.encode(), within_s).decode().split(" ")
        except InvalidToken:
            return []

    def for_set_up(self, account_id: UUID, totp_secret: str) -> str:
        """Return the secret as a page carries it, until a first code has shown that the app has it."""
        return self.carried("app", account_id, totp_secret)

    def from_set_up(self, account_id: UUID, carried: str) -> str:
        """Return what the page carried. Raises SetUpTooOld, also where it was another's page."""
        match self.read(carried, SET_UP_WITHIN_S):
            case ["app", whose, totp_secret] if whose == str(account_id):
                return totp_secret
        raise SetUpTooOld
