"""One of everything in a region, asked by somebody who may everything: for tests that walk routes of three services."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx2

from shared.kernel.database import Database
from tests.integration.rollout import Asked, Takwin, begin
from tests.integration.scheduling.given import catalogue, oujda
from tests.integration.test_every_route import EVERY, OUJDA, Asking, filled


@dataclass(frozen=True)
class Everything:
    """The services, and the ids that stand in the blanks of their paths."""

    takwin: Takwin
    ids: Mapping[str, str]

    def service(self, name: str) -> Asked:
        """Return the service of that name."""
        found: Asked = getattr(self.takwin, name)
        return found

    async def ask(self, asking: Asking, path: str, named: Mapping[str, str] | None = None) -> httpx2.Response:
        """Ask a route at this path, as a program that may everything and is not counted."""
        api = self.service(asking.service).api
        page = {} if "/api/" in asking.path else {"accept": "text/html"}
        return await api.get(f"http://127.0.0.1:8000{path}", params=named or {}, headers=page)


@asynccontextmanager
async def one_of_everything(new_database: Callable[..., Awaitable[Database]]) -> AsyncIterator[Everything]:
    """Fill three services with one of everything in Oujda."""
    async with AsyncExitStack() as stack:
        takwin = await begin(stack, new_database)
        ids = await catalogue(takwin.scheduling.api)
        common = {"programme_id": ids.programme, "module_id": ids.modules["DEFINE"], "language": "fr", "file": "x"}
        yield Everything(takwin, common | await filled(takwin, oujda(ids), OUJDA, ids.oujda))


def questions(service: str) -> list[Asking]:
    """Return the routes of a service that are asked by GET."""
    found = [it for it in EVERY if it.service == service and it.method == "GET"]
    assert found
    return found
