"""Walks the pages as a reader could: from the places on, along every link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from fastapi.routing import APIRoute
from playwright.async_api import APIRequestContext
from starlette.routing import compile_path

from tests.architecture.built import NAMES, app, routes

BEGINS = (
    *("/registration/", "/scheduling/", "/reporting/", "/access/"),
    *("/access/sign-in", "/access/passkeys"),  # to which no link leads here: one is signed in, and without an app
    "/outside/",
)
LINK = re.compile(r'<a\s[^>]*?href="([^"#]+)')
# Below the name of a service; a provider, by which people may sign in, is not set here.
NO_PAGES = {"api", "assets", "health", "metrics", "open", "provider"}
FILES = ("/blank/{language}", "/file", "report.css", "report.html", "report.pdf", "report.xlsx")
WALKED, LOOKED_AT = 4, 2  # addresses of one route: sessions in four states; a page of one route looks like another


def pages() -> dict[str, re.Pattern[str]]:
    """Return the path of every route that answers with a page, and which addresses are its."""
    paths = sorted(path for name in NAMES for path, route in routes(app(name)) if _is_page(path, route))
    return {path: compile_path(path)[0] for path in paths}


def _is_page(path: str, route: Any) -> bool:
    if not isinstance(route.original_route, APIRoute) or "GET" not in route.methods:
        return False
    return path.split("/")[2] not in NO_PAGES and not path.endswith(FILES)


@dataclass
class Walk:
    """What was found so far: path of a route → addresses."""

    paths: dict[str, re.Pattern[str]]
    found: dict[str, list[str]] = field(default_factory=dict)

    @property
    def addresses(self) -> list[str]:
        """Return the addresses that stand for all pages."""
        return [address for some in self.found.values() for address in some[:LOOKED_AT]]

    @property
    def unseen(self) -> set[str]:
        """Return the routes to which no link has led."""
        return self.paths.keys() - self.found.keys()

    def take(self, address: str) -> bool:
        """Keep the address, unless there are enough of its kind. Outside has no route here, and one page."""
        path = next((it for it, pattern in self.paths.items() if pattern.match(urlsplit(address).path)), None)
        if path is None and address != BEGINS[-1]:
            return False
        some = self.found.setdefault(path or address, [])
        if address in some or len(some) >= WALKED:
            return False
        some.append(address)
        return True


async def walk(asking: APIRequestContext, origin: str) -> Walk:
    """Follow every link from the places."""
    made, ahead = Walk(pages()), [*BEGINS]
    while ahead:
        address = ahead.pop(0)
        if made.take(address):
            answer = await asking.get(f"{origin}{address}")
            assert answer.ok, f"{address}: {answer.status}"
            ahead += links_in(await answer.text(), address)
    return made


def links_in(page: str, address: str) -> Iterator[str]:
    """Yield where a page's links lead, in this installation and this language."""
    for href in LINK.findall(page):
        parts = urlsplit(urljoin(address, href.replace("&amp;", "&")))
        if not parts.netloc and "lang" not in dict(parse_qsl(parts.query)):
            yield parts.geturl()
