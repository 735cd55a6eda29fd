"""People who go on working: each request is sent once, and must be answered well."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx2

from tests.e2e.at_work import AtWork

PAUSE_S = 0.5
READ = ("/scheduling/api/v1/sessions", "/registration/api/v1/sessions", "/reporting/api/v1/figures")


@dataclass
class Load(AtWork):
    """One person who registers associations, and one who reads, until the block ends."""

    made: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def works(self) -> Sequence[Callable[[], None]]:
        return self._write, self._read

    def known(self) -> int:
        """Return how many of the associations are there."""
        with self.compose.http() as http:
            found: list[dict[str, Any]] = http.get("/registration/api/v1/organisations", params={"limit": 500}).json()
        return sum(one["name"].startswith("Association de charge") for one in found)

    def register(self, region: str) -> None:
        """Register one association more."""
        with self.compose.http() as http:
            self._register(http, region)

    def _write(self) -> None:
        with self.compose.http() as http:
            while not self.ended.wait(PAUSE_S):
                self._register(http, "MA-02")

    def _register(self, http: httpx2.Client, region: str) -> None:
        number = next(self.numbers)
        body = {"name": f"Association de charge fictive {number}", "kind": "association", "region": region}
        path, headers = "/registration/api/v1/organisations", {"idempotency-key": f"load-{number}"}
        if answer := self._send(http, "POST", path, json=body, headers=headers):
            self.made.append(str(answer.json()["id"]))

    def _read(self) -> None:
        with self.compose.http() as http:
            while not self.ended.wait(PAUSE_S):
                for path in READ:
                    self._send(http, "GET", path)

    def _send(self, http: httpx2.Client, method: str, path: str, **more: Any) -> httpx2.Response | None:
        # A connection that rests may be closed at any time by either side; browsers then take another, httpx does not.
        headers = {"connection": "close", **more.pop("headers", {})}
        try:
            answer = http.request(method, path, headers=headers, **more)
        except httpx2.TransportError as error:
            self.failed.append(f"{method} {path}: {type(error).__name__}")
            return None
        if not answer.is_success:
            self.failed.append(f"{method} {path}: {answer.status_code}")
            return None
        return answer
