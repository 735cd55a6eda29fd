"""A walk along routes with an eye on the audit: what was carried out or seen leaves one row, of whom and of what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2

from shared.access import roles
from shared.kernel.database import Database, run
from tests.architecture.built import app, permissions, routes
from tests.integration.scheduling.reading import Page

SAFE = {"GET", "HEAD"}
UNDER_WAY = "select coalesce(max(position), 0) from audit"
SINCE = """
select caller, permission, method, route, subjects, done from audit where position > :position order by position"""


def named(service: str) -> Mapping[str, str | None]:
    """Return each route of a service, as "POST /things", with the permission that it asks for, if it asks for any."""
    return {
        f"{method} {path.removeprefix(f'/{service}')}": next(iter(permissions(route)), None)
        for path, route in routes(app(service))
        for method in route.methods
    }


def keeping(service: str) -> set[str]:
    """Return the routes that must leave a row, or must say why they leave none."""
    return {
        name
        for name, permission in named(service).items()
        if name.partition(" ")[0] not in SAFE or (permission and roles.fields(permission))
    }


@dataclass
class Walk:
    """Somebody walks along the routes of a service, as one caller; `ids` stand in the blanks of paths."""

    service: str
    database: Database
    client: httpx2.AsyncClient
    caller: str
    ids: dict[str, str] = field(default_factory=dict)
    walked: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    async def ask(self, name: str, **sent: Any) -> httpx2.Response:
        """Ask a route for something that must work, and look at the row that it leaves."""
        method, _, path = name.partition(" ")
        filled = f"/{self.service}{path.format_map(self.ids)}"
        more = {"headers": {"accept": "text/html"}} if "/api/" not in path else {}
        before = await self._position()
        answer = await self.client.request(method, f"{_origin(self.client)}{filled}", **more | sent)
        assert answer.status_code < 400, f"{name}: {answer.status_code} {answer.text}"
        self.walked.add(name)
        self._compare(name, filled, await self._since(before))
        return answer

    async def do(self, name: str, body: Any = None, **sent: Any) -> str:
        """Ask a route of the API to do something, by a key, as programs do; return the id that it tells."""
        told = {"json": body} if body is not None else {}
        said = (await self.ask(name, headers={"idempotency-key": str(uuid4())}, **told, **sent)).json()
        return str(said.get("id", "")) if isinstance(said, dict) else ""

    async def press(self, name: str, shown_on: str = "", /, **typed: str) -> httpx2.Response:
        """Send a form as a page shows it, which is opened first, but for what is typed; `__` stands for a dot."""
        values = {field.replace("__", "."): value for field, value in typed.items()}
        path = name.partition(" ")[2]
        if shown_on:
            form = Page(await self.ask(f"GET {shown_on}")).form(path.format_map(self.ids))
            values = form.values | values
        return await self.ask(name, data=values)

    async def look_around(self) -> None:
        """Ask every route that only shows something, wherever something is there for these ids."""
        for name in sorted(named(self.service)):
            if name.startswith("GET ") and name not in self.walked and name in keeping(self.service):
                await self.ask(name)

    def _compare(self, name: str, filled: str, rows: Sequence[Any]) -> None:
        method, _, path = name.partition(" ")
        wanted = (self.caller, named(self.service)[name], method, f"/{self.service}{path}", True)
        found = [(it.caller, it.permission, it.method, it.route, it.done) for it in rows]
        expected = [wanted] if name in keeping(self.service) else []
        if found != expected:
            self.wrong.append(f"{name}: {found}")
        elif rows and not set(_ids_of(filled)) <= set(rows[0].subjects):
            self.wrong.append(f"{name}: not about what its path names")

    async def _position(self) -> int:
        async with self.database.sessions() as db:
            return int((await run(db, UNDER_WAY)).scalar_one())

    async def _since(self, position: int) -> Sequence[Any]:
        async with self.database.sessions() as db:
            found: Sequence[Any] = (await run(db, SINCE, position=position)).all()
        return found


def _origin(client: httpx2.AsyncClient) -> str:
    """Return where the client's service is, whatever its own addresses begin with."""
    return str(client.base_url.join("/")).removesuffix("/")


def _ids_of(path: str) -> Iterator[UUID]:
    for part in path.split("/"):
        try:
            yield UUID(part)
        except ValueError:
            continue
