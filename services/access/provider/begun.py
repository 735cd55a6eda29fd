"""Begun: a sign-in at the provider is bound to the browser in which it began, by a cookie that is sealed."""

import hmac
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from services.access.factors.sealing import Seal
from services.access.signing_in.domain import SignInTooOld, way_on
from shared.access.secrets import new_secret
from shared.http.cookies import Cookie

WITHIN_S = 10 * 60  # to show the provider a password and a second factor


@dataclass(frozen=True)
class Begun:
    """What comes back with the answer, or stands in it; nobody else knows the last two before."""

    state: str
    nonce: str
    verifier: str  # of PKCE
    path: str  # where to afterwards

    def check_state(self, state: str) -> None:
        """Raise SignInTooOld where the answer is to another question."""
        if not hmac.compare_digest(self.state.encode(), state.encode()):
            raise SignInTooOld


def begin(path: str) -> Begun:
    """Return a new one; nobody guesses it."""
    return Begun(new_secret(), new_secret(), new_secret(), way_on(path))


@dataclass(frozen=True)
class BegunCookie:
    """Keeps it in the browser. It is sent to our own pages alone, as the cookie of a sign-in is."""

    kept: Cookie
    seal: Seal

    def give(self, answer: Response, begun: Begun) -> None:
        """Let the browser keep it."""
        sealed = self.seal.carried("provider", begun.state, begun.nonce, begun.verifier, begun.path)
        self.kept.set(answer, sealed, WITHIN_S)

    def take(self, answer: Response) -> None:
        """Let the browser forget it: it was good for one answer."""
        self.kept.set(answer, "", 0)

    def read(self, request: Request) -> Begun:
        """Return what was begun in this browser. Raises SignInTooOld."""
        match self.seal.read(request.cookies.get(self.kept.name, ""), WITHIN_S):
            case ["provider", state, nonce, verifier, path]:
                return Begun(state, nonce, verifier, path)
        raise SignInTooOld
