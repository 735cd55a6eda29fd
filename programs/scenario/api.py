"""The services as a program outside sees them: each request is sent until it is answered, and acts once."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from programs.scenario.staff import Key, SignedIn

PATIENCE_S = 120.0
PAUSE_S = 0.25
AGAIN = {408, 429, 502, 503, 504}
BOUNDARY = "a-list-of-people"  # the same each time: a request sent again must be the same request


class Away(RuntimeError):
    """The services have not answered for two minutes."""


class Refused(RuntimeError):
    """A service has refused what the story asks for."""


@dataclass(frozen=True)
class Way:
    """Another way to the same origin: the address of its door inside, and whose certificates are trusted there."""

    address: str
    trusted: ssl.SSLContext


class Api:
    """One caller, by a program's key or signed in; patient with services that are away."""

    def __init__(self, origin: str, who: Key | SignedIn, way: Way | None = None) -> None:
        self._again = AGAIN | who.again
        self._http = httpx2.AsyncClient(
            base_url=way.address if way else origin,
            headers={"origin": origin, "accept-language": "en", "host": urlsplit(origin).netloc},
            auth=who,
            timeout=30,
            trust_env=False,
            verify=way.trusted if way else True,
        )
        self._named = {"sni_hostname": urlsplit(origin).hostname} if way else {}

    async def aclose(self) -> None:
        """Let go of its connections."""
        await self._http.aclose()

    async def read(self, path: str, **query: str) -> Any:
        """Return what is there. Raises Away, Refused."""
        return (await self._answer("GET", path, params=query)).json()

    async def file(self, path: str, **query: str) -> bytes:
        """Return a file. Raises Away, Refused."""
        answer: httpx2.Response = await self._answer("GET", path, params=query)
        return answer.content

    async def tell(
        self, step: str, path: str, body: Mapping[str, Any] | None = None, method: str = "POST"
    ) -> dict[str, str]:
        """Carry out one step of the story, once however often it is told; return its receipt. Raises Away, Refused."""
        answer = await self._answer(method, path, json=body, headers={"idempotency-key": quote(step)})
        receipt: dict[str, str] = answer.json()
        return receipt

    async def send(self, step: str, path: str, name: str, content: bytes, **fields: str) -> dict[str, str]:
        """Send a file and what goes with it, once however often; return its receipt. Raises Away, Refused."""
        headers = {"idempotency-key": quote(step), "content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        answer = await self._answer("POST", path, files={"file": (name, content)}, data=fields, headers=headers)
        receipt: dict[str, str] = answer.json()
        return receipt

    async def sees_demonstration(self) -> bool:
        """Say whether there is what a demonstration alone has: the routes of the player. Raises Away, Refused."""
        answer = await self._answer("GET", "/scheduling/api/v1/demo/outbox", fine={404})
        return bool(answer.is_success)

    async def move_clock(self, service: str, moment: datetime) -> None:
        """Let it be `moment` in one service, unless it is later there already."""
        await self._answer("PUT", f"/{service}/api/v1/demo/clock", json={"now": moment.isoformat()}, fine={409})

    async def _answer(self, method: str, path: str, fine: frozenset[int] | set[int] = frozenset(), **what: Any) -> Any:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                answer = await self._http.request(method, path, extensions=self._named, **what)
            except httpx2.TransportError:
                answer = None
            if answer is not None and answer.status_code not in self._again:
                return self._judge(method, path, answer, fine)
            await asyncio.sleep(PAUSE_S)
        raise Away(f"{method} {path}: no answer for {PATIENCE_S:.0f} s")

    def _judge(
        self, method: str, path: str, answer: httpx2.Response, fine: frozenset[int] | set[int]
    ) -> httpx2.Response:
        if answer.is_success or answer.status_code in fine:
            return answer
        rules = [f"{it['field']}: {it['rule']}" for it in _problem(answer).get("errors", [])]
        raise Refused(f"{method} {path}: {answer.status_code} {', '.join(rules)}")


def _problem(answer: httpx2.Response) -> dict[str, Any]:
    if "json" not in answer.headers.get("content-type", ""):
        return {}
    problem: dict[str, Any] = answer.json()
    return problem
