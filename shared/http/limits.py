"""Limits of requests: an allowance per account, or per address of who has none, that refills with time."""

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from shared.access.caller import Caller
from shared.http.settings import GuardSettings

ADDRESS_HEADER = "x-forwarded-for"  # of one address; the door sets it, whatever came with the request
MOST_KEPT = 20_000  # who came last is kept; whoever is forgotten begins with a full allowance
IPV6_OF_ONE = 64  # bits: a household or an office has all addresses that begin so


@dataclass(frozen=True)
class Allowance:
    """A full bucket, and how fast it refills; a request costs 1, where a route does not say more."""

    at_once: int
    per_s: float


ACCOUNT = Allowance(at_once=600, per_s=10)  # of one person who works; a page with its parts is five requests
ADDRESS = Allowance(at_once=3000, per_s=50)  # a whole office may have one address, and all come at nine


class Limits:
    """Counts what is taken in this process, by the machine's time. Raises HTTPException 429."""

    def __init__(self, settings: GuardSettings, now: Callable[[], float] = time.monotonic) -> None:
        self._behind_door = settings.behind_door
        self._ours = frozenset(settings.tokens)
        self._now = now
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, scope: Scope, cost: int = 1) -> None:
        """Take from the bucket of who asks; what is refused costs nothing."""
        caller: Caller | None = scope["state"].get("caller")
        if caller and caller.label in self._ours:
            return  # a program of the installation itself, on a network inside
        account = account_of(caller)
        allowance, whose = (
            (ACCOUNT, account) if account else (ADDRESS, address_of(scope, behind_door=self._behind_door))
        )
        self._take(whose, allowance, cost)

    def _take(self, whose: str, allowance: Allowance, cost: int) -> None:
        now = self._now()
        # Reckoned from now, not on the clock: large numbers round, and a full allowance would lack a little.
        refills_in_s = max(self._full_at.get(whose, now) - now, 0.0) + cost / allowance.per_s
        wait_s = refills_in_s - allowance.at_once / allowance.per_s
        if wait_s > 0:
            raise HTTPException(429, headers={"retry-after": str(math.ceil(wait_s))})
        self._full_at[whose] = now + refills_in_s
        self._full_at.move_to_end(whose)
        if len(self._full_at) > MOST_KEPT:
            self._full_at.popitem(last=False)


def account_of(caller: Caller | None) -> str:
    """Return whose bucket a known caller's is: the account's, whatever browser it uses; "" of nobody."""
    return "" if caller is None else caller.name


def address_of(scope: Scope, *, behind_door: bool) -> str:
    """Return the network that a request came from: as the door says, where nobody else can say it."""
    peer = (scope.get("client") or ("",))[0]
    said = Headers(scope=scope).get(ADDRESS_HEADER, peer) if behind_door else peer
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return "unknown"
    if address.version == 4:  # noqa: PLR2004 - IP's own number
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_OF_ONE), strict=False))


def costs(cost: int) -> Any:
    """Return the dependency of a costly route, which takes as much as that many requests: `costs(30)`."""

    async def take(request: Request) -> None:
        limits: Limits | None = getattr(request.state, "limits", None)
        if limits:
            limits.take(request.scope, cost - 1)

    return Depends(take)
