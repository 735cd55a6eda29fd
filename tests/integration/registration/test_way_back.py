"""An act leads back to what was chosen on the page its button stood on: a region, or those in one state."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.registration.given import open_session, people, register
from tests.integration.registration.given_console import browser
from tests.integration.registration.test_calls import missed
from tests.integration.registration.test_console_today import offered

FORM = re.compile(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value=(?:"([^"]*)"|\'([^\']*)\')')
REGION = "MA-02"


def form(page: httpx2.Response, ends: str) -> tuple[str, dict[str, str]]:
    """Return where the form leads whose address ends so, and what it carries without being asked."""
    action, inner = next(it for it in FORM.findall(page.text) if it[0].partition("?")[0].endswith(ends))
    carried = {name: unescape(double or single) for name, double, single in HIDDEN.findall(inner)}
    return unescape(action).removeprefix("/registration"), carried


def link(page: httpx2.Response, ends: str) -> str:
    """Return where the link leads whose path ends so."""
    links = [unescape(it) for it in re.findall(r'href="([^"]+)"', page.text)]
    return next(it for it in links if urlsplit(it).path.endswith(ends)).removeprefix("/registration")


async def act(client: httpx2.AsyncClient, page: httpx2.Response, ends: str) -> httpx2.Response:
    """Press the button, as a browser would."""
    action, carried = form(page, ends)
    return await client.post(action, data=carried)


def chosen(page: httpx2.Response) -> dict[str, list[str]]:
    """Return what was asked of the page, but for what has just been done."""
    return {name: it for name, it in parse_qs(page.url.query.decode()).items() if name != "done"}


@pytest.mark.parametrize("button", ["accept", "decline"])
async def test_an_answer_leads_back_to_the_region_of_today(database: Database, button: str) -> None:
    await offered(database)

    async with browser(database) as client:
        page = await client.get("/", params={"region": REGION})
        if button == "decline":
            page = await client.get(link(page, "/decline"))
        after = await act(client, page, f"/{button}")

    assert after.status_code == 200
    assert (after.url.path, chosen(after)) == ("/registration/", {"region": [REGION]})
    assert f'<option value="{REGION}" selected>' in after.text


async def test_a_call_leads_back_to_the_region_of_today(database: Database) -> None:
    await missed(database)

    async with browser(database) as client:
        after = await act(client, await client.get("/", params={"region": REGION}), "/called")

    assert (after.url.path, chosen(after)) == ("/registration/", {"region": [REGION]})


async def test_leaving_it_as_it_was_leads_back_there_too(database: Database) -> None:
    await offered(database)

    async with browser(database) as client:
        asked = await client.get(link(await client.get("/", params={"region": REGION}), "/decline"))

    assert f'href="/registration/?region={REGION}"' in asked.text


async def some(database: Database) -> UUID:
    session_id = await open_session(database)
    for participant_id in await people(database, 2):
        await register(database, session_id, participant_id)
    return session_id


async def test_who_withdraws_somebody_stays_with_those_in_that_state(database: Database) -> None:
    session_id = await some(database)

    async with browser(database) as client:
        listed = await client.get(f"/sessions/{session_id}", params={"state": "registered"})
        after = await act(client, await client.get(link(listed, "/withdraw")), "/withdraw")

    assert after.url.path.endswith(f"/sessions/{session_id}")
    assert chosen(after) == {"state": ["registered"], "part": ["1"]}


async def test_what_is_typed_into_the_way_back_leads_nowhere_else(database: Database) -> None:
    registration_id = await offered(database)

    async with browser(database) as client:
        told = {"today": "true", "region": "//a.org"}
        after = await client.post(f"/registrations/{registration_id}/accept", data=told)

    assert (after.url.path, after.url.host) == ("/registration/", client.base_url.host)


async def test_an_organisation_that_is_changed_leads_back_to_its_list(database: Database) -> None:
    await people(database, 1)

    async with browser(database) as client:
        listed = await client.get("/organisations", params={"region": REGION})
        ends = re.findall(r"/organisations/[0-9a-f-]{36}", listed.text)[0]
        page = await client.get(link(listed, ends))
        action, carried = form(page, page.url.path.removeprefix("/registration"))
        typed = dict(re.findall(r'<input[^>]*name="(name|name_ar|email|phone)"[^>]*value="([^"]*)"', page.text))
        after = await client.post(action, data=carried | typed | {"kind": "association", "region": REGION})

    assert after.status_code == 200
    assert (after.url.path, chosen(after)) == ("/registration/organisations", {"region": [REGION]})
