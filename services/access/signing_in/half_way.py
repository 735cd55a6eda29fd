"""Half way: the password was right, a second factor is asked for. The page carries that, sealed, for five minutes."""

from uuid import UUID

from itsdangerous import BadSignature

from services.access.people.storage import Account
from services.access.signing_in.domain import SignInTooOld
from shared.http.signing import signer

LASTS_S = 5 * 60


class HalfWay:
    """Seals whose password was right. It is good for one sign-in, and until the password changes."""

    def __init__(self, secret: str) -> None:
        self._signer = signer(secret, "half way")

    def sealed(self, account: Account) -> str:
        """Return what the page carries."""
        return self._signer.sign(_said(account)).decode()

    def whose(self, sealed: str) -> UUID:
        """Return whose password was right. Raises SignInTooOld."""
        return UUID(self._read(sealed).partition(" ")[0])

    def check(self, sealed: str, account: Account) -> None:
        """Raise SignInTooOld where the person has signed in since, has another password, or may not come any more."""
        if account.ended_at is not None or self._read(sealed) != _said(account):
            raise SignInTooOld

    def _read(self, sealed: str) -> str:
        try:
            return str(self._signer.unsign(sealed, max_age=LASTS_S).decode())
        except BadSignature:
            raise SignInTooOld from None


def _said(account: Account) -> str:
    return f"{account.id} {account.password_changed_at} {account.signed_in_at}"
