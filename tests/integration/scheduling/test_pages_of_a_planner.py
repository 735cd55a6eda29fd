"""All pages of a planner: reached by links from the first, in the reader's language, in one frame."""

import re
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from shared.i18n import catalogue as sentences
from shared.kernel.database import Database
from tests.integration.scheduling.given import catalogue, create, module, need, oujda, voiced
from tests.integration.scheduling.reading import Page, look
from tests.integration.scheduling.test_random_moves import HOURS, known_catalogue, soon

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
AUDIT = "/scheduling/audit"  # to which the page of another service leads


@pytest.fixture
async def session(api: httpx2.AsyncClient) -> str:
    """A session in Oujda, needs, one of them released, and a module that answers them in its second version."""
    ids = await catalogue(api)
    needs = await voiced(api, need("definition"), need("law", language="ar", wording="مثال"))
    await create(api, f"/needs/{needs[0]}/release")
    id_ = await create(api, "/modules", module("LAW"))
    release = {"title_fr": "Exemple", "title_ar": "مثال", "minutes": 60, "answers": needs}
    await create(api, f"/modules/{id_}/versions", release)
    plan = oujda(ids)
    plan["blocks"][0] |= {"module_id": id_, "module_version": 2}
    return await create(api, "/sessions", plan)


async def walk(pages: httpx2.AsyncClient, language: str) -> dict[str, Page]:
    """Open every page that links lead to, from the first on."""
    seen: dict[str, Page] = {}
    ahead = ["/scheduling/"]
    while ahead:
        path = ahead.pop()
        if path in seen or "month=" in path:
            continue
        seen[path] = await look(pages, path, language)
        ahead += [link for link in seen[path].links if link.startswith("/scheduling/")]
    return seen


def routes(built: FastAPI) -> set[str]:
    """Return the addresses of all pages, ids left open."""
    found: set[str] = set()
    for context in iter_route_contexts(built.routes):
        route: Any = context.original_route
        path = str(context.path)
        if (
            isinstance(route, APIRoute)
            and "GET" in (route.methods or ())
            and not re.search("/api/|/assets/|/health/", path)
        ):
            found.add(re.sub(r"{\w+}", "…", path))
    return found


async def over(api: httpx2.AsyncClient, database: Database) -> None:
    """Let there be a session that is open and over, so that it can be completed."""
    ids = await known_catalogue(api)
    id_ = await create(api, "/sessions", soon(ids, database.clock.now()))
    await create(api, f"/sessions/{id_}/open")
    database.clock.move_to(database.clock.now() + HOURS)


async def test_every_page_is_reached_by_links_and_opens(
    pages: httpx2.AsyncClient, built: FastAPI, session: str, api: httpx2.AsyncClient, database: Database
) -> None:
    await over(api, database)

    seen = await walk(pages, "fr")

    assert f"/scheduling/sessions/{session}" in seen
    assert {path: page.status for path, page in seen.items() if page.status != 200} == {}
    assert {ID.sub("…", path).partition("?")[0] for path in seen} == routes(built) - {AUDIT}


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl")])
async def test_every_page_speaks_the_reader_s_language(
    pages: httpx2.AsyncClient, session: str, language: str, direction: str
) -> None:
    seen = await walk(pages, language)

    english = {it for it, said in sentences(language).items() if said != it and "{" not in it and " " in it}
    assert len(seen) > 10
    assert {(page.language, page.direction) for page in seen.values()} == {(language, direction)}
    assert {path: english & set(page.texts) for path, page in seen.items() if english & set(page.texts)} == {}
    assert session in "".join(seen)


async def test_a_session_leads_to_its_people(pages: httpx2.AsyncClient, session: str) -> None:
    page = await look(pages, f"/scheduling/sessions/{session}")

    assert f"/registration/sessions/{session}" in page.links


async def test_a_session_says_which_need_voiced_where_and_when_it_answers(
    pages: httpx2.AsyncClient, session: str
) -> None:
    said = " ".join((await look(pages, f"/scheduling/sessions/{session}")).texts)

    assert "Définitions et cadre commun" in said
    assert "exprimé à \u2068Nador\u2069, 12 avr. 2017" in said
    assert "LAW v2" in said


@pytest.mark.parametrize("what", ["sessions", "modules", "needs"])
async def test_what_does_not_exist_is_a_page_too(pages: httpx2.AsyncClient, what: str) -> None:
    page = await look(pages, f"/scheduling/{what}/00000000-0000-4000-8000-00000000000f", "ar")

    assert (page.status, page.direction) == (404, "rtl")


@pytest.mark.parametrize("path", ["", "needs", "sessions/new", "venues"])
async def test_a_stranger_sees_nothing(pages: httpx2.AsyncClient, path: str) -> None:
    pages.cookies.clear()

    assert (await pages.get(f"/scheduling/{path}")).headers["location"].startswith("/access/sign-in?next=")
    assert (await pages.post("/scheduling/venues", data={})).status_code == 401


async def test_a_form_that_another_site_sends_does_nothing(pages: httpx2.AsyncClient, session: str) -> None:
    answer = await pages.post(
        f"/scheduling/sessions/{session}/open", headers={"origin": "https://elsewhere.example", "sec-fetch-site": "x"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["assessments/new", "modules/new", "needs"])
async def test_needs_and_modules_lie_in_their_own_place_of_the_frame(pages: httpx2.AsyncClient, path: str) -> None:
    page = await look(pages, f"/scheduling/{path}")

    marked = re.findall(r'<li><a href="([^"]+)" aria-current="(?:page|true)">', page.html)
    assert marked[:1] == ["/scheduling/needs"]
