"""Who voiced a need is chosen and read by name: pages of registration between two pages of scheduling, one host."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx2
import pytest

from services.registration import app as registration
from services.scheduling import app as scheduling
from shared.i18n import say
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from tests.integration.built import TOKEN, on_database
from tests.integration.registration.given import organisation
from tests.integration.scheduling.conftest import BEFORE_THE_PILOT
from tests.integration.scheduling.given import need, said, voiced

AMAL, NOUR, FAR = "Association Amal Exemple", "Réseau Nour Exemple", "Association Lointaine Exemple"
LANGUAGES = ["fr", "ar"]
TICK = re.compile(r'name="(voiced_by\.\d+)" value="([^"]+)"( checked)?>')


class Guard(httpx2.AsyncBaseTransport):
    """One host; the first part of a path says whose it is."""

    def __init__(self, apps: dict[str, Any]) -> None:
        self._behind = {name: httpx2.ASGITransport(app, raise_app_exceptions=False) for name, app in apps.items()}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass it on as it is."""
        return await self._behind[request.url.path.split("/")[1]].handle_async_request(request)


@dataclass
class Takwin:
    """Two services behind one door: a planner's browser, and the programs' way in to scheduling."""

    browser: httpx2.AsyncClient
    api: httpx2.AsyncClient
    scheduling: Database
    ids: dict[str, str]

    async def look(self, path: str, language: str = "fr") -> str:
        """Return a page as it is sent."""
        page = await self.browser.get(path, headers={"accept-language": language})
        assert page.status_code == 200, page.text
        return page.text

    async def press(self, address: str, page: str, language: str = "fr", **typed: str) -> httpx2.Response:
        """Send the form of the page of choosing, its ticks and what it showed, to one of its buttons."""
        [shown] = re.findall(r"name=\"shown\" value='([^']*)'", page)
        fields = {"shown": unescape(shown), "region": "", "sought": ""} | ticked(page) | typed
        sent = {name: value for name, value in fields.items() if value != "off"}
        return await self.browser.post(address, data=sent, headers={"accept-language": language})

    async def voiced_by(self, need_id: str) -> list[str]:
        """Return whom scheduling has kept."""
        needs = [it for one in (await self.api.get("/assessments")).json() for it in one["needs"]]
        return [str(id_) for it in needs if it["id"] == need_id for id_ in it["voiced_by"]]


def ticked(page: str) -> dict[str, str]:
    """Return the ticks as a browser sends them."""
    return {name: id_ for name, id_, checked in TICK.findall(page) if checked}


def boxes(page: str) -> dict[str, str]:
    """Return organisation → the name of its tick."""
    return {id_: name for name, id_, _ in TICK.findall(page)}


def way(page: str, part: str) -> str:
    """Return the first address of the page that has this part."""
    return next(unescape(it) for it in re.findall(r'(?:href|action)="([^"]+)"', page) if part in it)


@pytest.fixture
async def takwin(new_database: Callable[..., Awaitable[Database]]) -> AsyncIterator[Takwin]:
    """Both services in May 2017; three organisations, one of them in another region."""
    apps, databases = {}, {}
    for module in (scheduling, registration):
        service = module.service()
        database = await new_database(service, Clock(offset=BEFORE_THE_PILOT - machine_now()))
        databases[service.name] = database
        apps[service.name] = on_database(module.create_app, database)
    ids = {name: str(await organisation(databases["registration"], name=name)) for name in (AMAL, NOUR)}
    ids[FAR] = str(await organisation(databases["registration"], name=FAR, region="MA-01"))
    headers, door = {"authorization": f"Bearer {TOKEN}"}, Guard(apps)
    origin = apps["scheduling"].state.settings.origin
    async with (
        httpx2.AsyncClient(transport=door, base_url=origin, headers={**headers, "accept": "text/html"}) as browser,
        httpx2.AsyncClient(transport=door, base_url=f"{origin}/scheduling/api/v1", headers=headers) as program,
    ):
        browser.follow_redirects = True
        yield Takwin(browser, program, databases["scheduling"], ids)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_organisations_are_chosen_by_name_and_shown_by_name(takwin: Takwin, language: str) -> None:
    [need_id] = await voiced(takwin.api, need(voiced_by=[]))
    need_page = await takwin.look(f"/scheduling/needs/{need_id}", language)

    choose = way(need_page, "/choose")
    choices = await takwin.look(choose, language)
    picked = {boxes(choices)[takwin.ids[name]]: takwin.ids[name] for name in (AMAL, NOUR)}
    kept = await takwin.press(way(choices, f"{need_id}/organisations"), choices, language, **picked)

    named = await takwin.look(way(kept.text, f"/voiced/{need_id}"), language)
    assert (AMAL in choices, FAR in choices) == (True, False), "the region of the need comes first"
    assert (kept.status_code, kept.url.path) == (200, f"/scheduling/needs/{need_id}")
    assert say("Voiced by {number} organisations", language, number=2) in kept.text
    assert say("The organisations that voiced the need are kept.", language) in unescape(kept.text)
    assert set(await takwin.voiced_by(need_id)) == {takwin.ids[AMAL], takwin.ids[NOUR]}
    assert (AMAL in named, NOUR in named, FAR in named) == (True, True, False)
    assert way(named, f"/scheduling/needs/{need_id}")
    for page in (need_page, choices, named):
        assert re.findall(r'<a href="([^"]+)" aria-current="true">', page)[0] == "/scheduling/needs"


async def test_neither_scheduling_nor_an_address_ever_has_a_name(takwin: Takwin) -> None:
    [need_id] = await voiced(takwin.api, need(voiced_by=[takwin.ids[AMAL]]))

    pages = [await takwin.look(it) for it in ("/scheduling/needs", f"/scheduling/needs/{need_id}")]
    choices = await takwin.look(f"/registration/organisations/voiced/{need_id}/choose?voiced_by={takwin.ids[AMAL]}")
    found = await takwin.press(way(pages[1], "/voiced/").replace(need_id, f"{need_id}/choose"), choices, sought="amal")

    assert [name for name in takwin.ids if any(name in page for page in pages)] == []
    assert not found.url.query or b"amal" not in found.url.query.lower()
    assert AMAL in found.text


async def test_what_is_ticked_stays_so_while_others_are_searched_for(takwin: Takwin) -> None:
    [need_id] = await voiced(takwin.api, need(voiced_by=[takwin.ids[AMAL]]))
    choose = f"/registration/organisations/voiced/{need_id}/choose?region=MA-02&voiced_by={takwin.ids[AMAL]}"
    choices = await takwin.look(choose)

    found = (await takwin.press(choose, choices, sought="lointàine")).text
    kept = await takwin.press(
        way(found, f"{need_id}/organisations"), found, **{boxes(found)[takwin.ids[FAR]]: takwin.ids[FAR]}
    )

    assert set(boxes(found)) == {takwin.ids[AMAL], takwin.ids[FAR]}
    assert list(ticked(found).values()) == [takwin.ids[AMAL]]
    assert kept.status_code == 200
    assert await takwin.voiced_by(need_id) == [takwin.ids[AMAL], takwin.ids[FAR]]


async def test_who_chooses_on_a_page_opened_earlier_undoes_nothing_of_a_colleague(takwin: Takwin) -> None:
    amal, nour, far = (takwin.ids[name] for name in (AMAL, NOUR, FAR))
    [need_id] = await voiced(takwin.api, need(voiced_by=[amal]))
    address = f"/registration/organisations/voiced/{need_id}/choose?voiced_by={amal}"
    opened = await takwin.look(address)
    await takwin.api.put(f"/needs/{need_id}/organisations", json={"voiced_by": [amal, far]})

    mine = {boxes(opened)[amal]: "off", boxes(opened)[nour]: nour}
    await takwin.press(way(opened, f"{need_id}/organisations"), opened, **mine)

    assert await takwin.voiced_by(need_id) == [far, nour]


async def test_the_assessment_is_told_again_as_it_stands_and_the_same_choice_tells_nothing(takwin: Takwin) -> None:
    law, health = await voiced(takwin.api, need("law", voiced_by=[]), need("health", voiced_by=[takwin.ids[AMAL]]))
    [assessment_id] = [it["id"] for it in (await takwin.api.get("/assessments")).json()]

    for _ in range(2):
        await takwin.api.put(f"/needs/{law}/organisations", json={"voiced_by": [takwin.ids[NOUR]] * 2})

    told = await said(takwin.scheduling, assessment_id)
    needs = {it["need_id"]: it["voiced_by"] for it in told[-1]["data"]["needs"]}
    assert [it["aggregateversion"] for it in told] == [1, 2]
    assert needs == {law: [takwin.ids[NOUR]], health: [takwin.ids[AMAL]]}


async def test_an_organisation_that_is_not_known_is_said_and_stays(takwin: Takwin) -> None:
    unknown = "00000000-0000-4000-8000-000000000009"
    [need_id] = await voiced(takwin.api, need(voiced_by=[unknown]))
    query = f"?voiced_by={unknown}"

    named = await takwin.look(f"/registration/organisations/voiced/{need_id}{query}")
    choices = await takwin.look(f"/registration/organisations/voiced/{need_id}/choose{query}")

    assert say("Organisations that are not known here: {number}", "fr", number=1) in unescape(named)
    assert list(ticked(choices).values()) == [unknown]


async def test_a_need_has_two_hundred_organisations_at_most(takwin: Takwin) -> None:
    many = [f"00000000-0000-4000-8000-{number:012}" for number in range(201)]
    [need_id] = await voiced(takwin.api, need(voiced_by=many[:200]))
    fields = {f"voiced_by.{number}": id_ for number, id_ in enumerate(many)}

    too_many = await takwin.browser.post(f"/scheduling/needs/{need_id}/organisations", data=fields)
    merged = {"shown": '{"voiced_by": ""}', "voiced_by.0": many[200]}
    one_more = await takwin.browser.post(f"/scheduling/needs/{need_id}/organisations", data=merged)
    programs = await takwin.api.put(f"/needs/{need_id}/organisations", json={"voiced_by": many})

    assert (too_many.status_code, one_more.status_code, programs.status_code) == (422, 422, 422)
    assert "200 associations au plus" in one_more.text
    assert programs.json()["errors"][0]["field"] == "voiced_by"
    assert await takwin.voiced_by(need_id) == many[:200]


async def test_a_need_that_does_not_exist_has_no_organisations(takwin: Takwin) -> None:
    nobody = "00000000-0000-4000-8000-000000000009"

    by_page = await takwin.browser.post(f"/scheduling/needs/{nobody}/organisations", data={"shown": "{}"})
    by_program = await takwin.api.put(f"/needs/{nobody}/organisations", json={"voiced_by": []})

    assert (by_page.status_code, by_program.status_code) == (404, 404)
