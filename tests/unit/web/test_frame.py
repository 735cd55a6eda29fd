"""The frame of all pages, refusals as pages, and the style they share."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, Header, HTTPException, Request, Response
from httpx2 import ASGITransport, AsyncClient
from httpx2 import Response as Answer

from shared.access.caller import Caller
from shared.events.access import Grant
from shared.http import problems
from shared.refusals import Unknown
from shared.web import assets
from shared.web.error_page import error_page
from shared.web.pages import Pages, in_language, place_of

PAGE = '{% extends "frame.html" %}{% block title %}Essai{% endblock %}{% block main %}<h1>{{ text }}</h1>{% endblock %}'


class NoSuchThing(Unknown):
    """There is no such thing here."""


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """A browser before a service that has one page and refuses the rest."""
    (tmp_path / "page.html").write_text(PAGE)
    pages, router, app = Pages(tmp_path), APIRouter(prefix="/registration"), FastAPI()
    app.state.settings = SimpleNamespace(demo=True, origin="http://test")

    @router.get("/sessions/one")
    async def show(request: Request, role: Annotated[str, Header()] = "") -> Response:
        request.state.caller = Caller(None, "person", (Grant(role=role),)) if role else None
        return pages.show(request, "page.html", text="<script>")

    @router.get("/refused/{status}")
    async def refuse(request: Request, status: int, role: Annotated[str, Header()] = "") -> None:
        request.state.caller = Caller(None, "person", (Grant(role=role),)) if role else None
        raise HTTPException(status)

    @router.get("/api/v1/missing")
    @router.get("/missing")
    async def miss() -> None:
        raise NoSuchThing

    app.include_router(router)
    app.include_router(assets.router, prefix="/registration")
    problems.install(app, error_page)
    headers = {"accept": "text/html,*/*;q=0.8", "accept-language": "fr"}
    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://test/registration", headers=headers
    ) as client:
        yield client


async def test_the_language_is_chosen_once_and_kept_in_a_cookie(browser: AsyncClient) -> None:
    chosen = await browser.get("/sessions/one?lang=ar")
    later = await browser.get("/sessions/one")

    assert '<html lang="ar" dir="rtl">' in chosen.text
    assert '<html lang="ar" dir="rtl">' in later.text
    assert "SameSite=strict" in chosen.headers["set-cookie"]
    assert "set-cookie" not in later.headers


@pytest.mark.parametrize("lang", ["de", "", "ar'", "../ar"])
async def test_an_unknown_language_is_not_kept(browser: AsyncClient, lang: str) -> None:
    answer = await browser.get("/sessions/one", params={"lang": lang})

    assert '<html lang="fr" dir="ltr">' in answer.text
    assert "set-cookie" not in answer.headers


async def test_the_way_to_another_language_keeps_what_was_asked(browser: AsyncClient) -> None:
    answer = await browser.get("/sessions/one?region=MA-02&lang=fr")

    assert 'href="?region=MA-02&amp;lang=ar"' in answer.text
    assert in_language(None, "ar") == "?lang=ar"


async def test_the_place_we_are_in_is_marked(browser: AsyncClient) -> None:
    html = (await browser.get("/sessions/one", headers={"role": "coordinator"})).text

    assert re.findall(r'<a href="([^"]+)" aria-current="true">', html)[:1] == ["/registration/sessions"]
    assert place_of("/registration/sessions-of-others") == "/registration/"
    assert place_of("/scheduling/sessions/1") == "/scheduling/"
    assert place_of("/elsewhere") == ""


PLACES = {
    "": [],
    "reader": ["/reporting/public", "/access/"],
    "trainer": ["/registration/", "/registration/sessions", "/scheduling/", "/reporting/public", "/access/"],
    "auditor": [
        *("/registration/sessions", "/registration/requests", "/scheduling/", "/reporting/"),
        *("/access/people", "/access/audit", "/access/"),
    ],
}


@pytest.mark.parametrize(("role", "places"), PLACES.items())
async def test_everybody_sees_the_places_that_are_theirs(browser: AsyncClient, role: str, places: list[str]) -> None:
    html = (await browser.get("/sessions/one", headers={"role": role})).text

    assert re.findall(r'<li><a href="(/[^"]+)"', html) == places


async def test_who_has_not_signed_in_is_led_there_and_back_without_what_was_asked(browser: AsyncClient) -> None:
    answer = await browser.get("/refused/401?name=somebody")

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/access/sign-in?next=%2Fregistration%2Frefused%2F401",
    )


SIGN_OUT = '<form method="post" action="/access/sign-out"><button>Se déconnecter</button></form>'


@pytest.mark.parametrize("path", ["/sessions/one", "/refused/404"])
async def test_whoever_is_signed_in_can_sign_out_from_every_page(browser: AsyncClient, path: str) -> None:
    signed_in = (await browser.get(path, headers={"role": "reader"})).text
    nobody = (await browser.get(path)).text

    assert (signed_in.count(SIGN_OUT), nobody.count("sign-out")) == (1, 0)


async def test_what_people_wrote_is_never_html_and_the_page_runs_and_loads_only_ours(browser: AsyncClient) -> None:
    answer = await browser.get("/sessions/one")

    assert "<h1>&lt;script&gt;</h1>" in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", answer.text)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (403, "adressez-vous à"),
        (404, "adresse est incomplète"),
        (503, "Cette page réessaie"),
    ],
)
async def test_a_browser_that_is_refused_gets_a_page_that_says_what_to_do(
    browser: AsyncClient, status: int, says: str
) -> None:
    answer = await browser.get(f"/refused/{status}")

    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert says in answer.text
    assert ("http-equiv" in answer.text) == (status == 503)


async def test_a_rule_that_refuses_speaks_for_itself(browser: AsyncClient) -> None:
    answer = await browser.get("/missing")

    assert answer.status_code == 404
    assert '<p class="lead">' in answer.text
    assert "incomplète" not in answer.text


async def test_a_program_and_an_api_get_no_page(browser: AsyncClient) -> None:
    api = await browser.get("/api/v1/missing")
    program = await browser.get("/missing", headers={"accept": "application/json"})

    assert [it.headers["content-type"] for it in (api, program)] == ["application/problem+json"] * 2


async def test_style_and_script_are_kept_until_they_change(browser: AsyncClient) -> None:
    html = (await browser.get("/sessions/one")).text

    for path in re.findall(r'"/registration(/assets/[^"]+)"', html):
        answer: Answer = await browser.get(path)
        assert "immutable" in answer.headers["cache-control"]
        assert (await browser.get(path.partition("?")[0])).headers["cache-control"] == "no-cache"


def test_the_style_knows_no_left_or_right_and_stays_small() -> None:
    css = (assets.ASSETS / "takwin.css").read_text()

    assert not re.search(r"(margin|padding|border)-(left|right)|[\s{;](left|right)\s*:|text-align:\s*(left|right)", css)
    assert len(css.encode()) < 25_000
    assert "url(http" not in css
