"""Staff of a story: of every role, within their limits, signed in by the player's key when they act first."""

import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from typing import Any

import httpx2

PATH = "/access/api/v1/demo/staff"
SIGNED_OUT = 401
HEARD_WITHIN_S = 10.0  # so long a service that has not heard of a sign-in waits for the news, two seconds a request
TIMES = 5


@dataclass(frozen=True)
class Member:
    """Somebody of the staff: a role of shared/access/roles.toml, and where it holds."""

    role: str
    region: str | None = None
    organisation_id: str | None = None
    session_ids: tuple[str, ...] = ()


ADMINISTRATOR, OPERATOR = Member("national-administrator"), Member("operator")
AUDITOR, READER = Member("auditor"), Member("reader")


def planner(region: str) -> Member:
    """Return who plans sessions in a region."""
    return Member("planner", region)


def coordinator(region: str) -> Member:
    """Return who runs the sessions of a region."""
    return Member("coordinator", region)


def trainer(session_id: str) -> Member:
    """Return who holds the session."""
    return Member("trainer", session_ids=(session_id,))


def focal_point(organisation_id: str, region: str) -> Member:
    """Return who speaks for the organisation's people."""
    return Member("focal-point", region, organisation_id)


class Key(httpx2.Auth):
    """A program, which comes by its key; it is refused at once where that opens nothing."""

    again: frozenset[int] = frozenset()

    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response]:
        """Send the request with the key."""
        request.headers["authorization"] = f"Bearer {self._key}"
        yield request


@dataclass
class SignedIn(httpx2.Auth):
    """A member of the staff, who comes by a cookie as a browser does, and signs in again where it has ended."""

    key: str
    member: Member
    again: frozenset[int] = frozenset({SIGNED_OUT})
    _cookie: str = ""
    _at: float = field(default=0.0)

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response]:
        """Sign in where need be, and send the request until the service has heard of that; it waits by itself."""
        for _ in range(TIMES):
            if not self._cookie:
                opened = yield self._opening(request)
                if not opened.is_success:
                    return
                self._cookie, self._at = opened.headers["set-cookie"].partition(";")[0], time.monotonic()
            request.headers["cookie"] = self._cookie
            if (yield request).status_code != SIGNED_OUT:
                return
            if time.monotonic() - self._at > HEARD_WITHIN_S:
                self._cookie = ""

    def _opening(self, request: httpx2.Request) -> httpx2.Request:
        """Return what opens a session, sent the way that the request goes."""
        headers = {"authorization": f"Bearer {self.key}", "host": request.headers["host"]}
        wanted: dict[str, Any] = asdict(self.member)
        where = request.url.join(PATH)
        return httpx2.Request("POST", where, headers=headers, json=wanted, extensions=request.extensions)
