"""A planner at a browser: what organisations need, which words are told, which modules answer."""

from typing import Any

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.scheduling.given import create, module, need, said, voiced
from tests.integration.scheduling.reading import look, send
from tests.integration.scheduling.test_refusals_of_scheduling import everything

NEW = "/scheduling/assessments/new"
NADOR = {"city": "Nador", "region": "MA-02", "held_on": "2017-04-12"}


async def recorded(api: httpx2.AsyncClient) -> list[Any]:
    """Return the assessments that there are."""
    answer: list[Any] = (await api.get("/assessments")).json()
    return answer


async def test_an_assessment_is_recorded_with_the_rows_that_somebody_began(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient
) -> None:
    form = (await look(pages, NEW)).form("/new")
    rows = {
        "needs__1__theme": "law", "needs__1__wording": "Un exemple\r\nen deux lignes",
        "needs__9__theme": "health", "needs__9__wording": "مثال", "needs__9__language": "ar",
    }  # fmt: skip

    page = await send(pages, form, **NADOR, **rows)

    needs = (await recorded(api))[0]["needs"]
    assert page.status == 200
    assert [(it["theme"], it["language"]) for it in needs] == [("law", "fr"), ("health", "ar")]
    assert [it["voiced_by"] for it in needs] == [[], []]
    assert [f"/registration/organisations/voiced/{it['id']}/choose?region=MA-02" in page.links for it in needs] == [
        True
    ] * 2


REFUSED = [
    ({"needs__0__theme": ""}, "needs.0.theme"),
    ({"needs__0__wording": ""}, "needs.0.wording"),
    ({"held_on": "2017-05-03"}, "held_on"),
    ({"region": ""}, "region"),
    ({"needs__0__theme": "", "needs__0__wording": ""}, "needs"),
]


@pytest.mark.parametrize(("changes", "field"), REFUSED, ids=lambda it: it if isinstance(it, str) else "")
@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_an_assessment_that_is_not_right_is_shown_again_as_it_was_typed(
    pages: httpx2.AsyncClient, database: Database, changes: dict[str, str], field: str, language: str
) -> None:
    before = await everything(database)
    typed = NADOR | {"needs__0__theme": "law", "needs__0__wording": "Exemple de mots"} | changes

    page = await send(pages, (await look(pages, NEW)).form("/new"), language, **typed)

    shown = page.form("/new").values
    assert (page.status, list(page.errors), page.errors[field] in page.alert) == (422, [field], True)
    assert {name: shown[name.replace("__", ".")] for name in typed} == typed
    assert await everything(database) == before


async def test_a_need_is_read_corrected_and_released(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    need_id = (await voiced(api, need(wording="Appelez le 06 12 34 56 78")))[0]
    form = (await look(pages, f"/scheduling/needs/{need_id}")).form(need_id)

    refused = await send(pages, form)
    unchanged = await recorded(api)
    released = await send(pages, form, wording="Appelez-nous")

    events = await said(database, need_id)
    assert (refused.status, list(refused.errors)) == (422, ["wording"])
    assert unchanged[0]["needs"][0]["released_at"] is None
    assert [event["data"]["wording"] for event in events] == ["Appelez-nous"]
    assert "Publié" in released.texts
    assert released.forms == []


async def test_a_need_leads_to_a_module_that_answers_it(pages: httpx2.AsyncClient, api: httpx2.AsyncClient) -> None:
    one, two = await voiced(api, need("law"), need("health"))
    need_page = await look(pages, f"/scheduling/needs/{two}")

    link = next(link for link in need_page.links if link.startswith("/scheduling/modules/new"))
    form = (await look(pages, link)).form("/new")
    names = {"code": "HEALTH", "title_fr": "Exemple", "title_ar": "مثال", "minutes": "90"}
    page = await send(pages, form, **names)

    modules = (await api.get("/modules")).json()
    assert [version["answers"] for version in modules[0]["versions"]] == [[two]]
    assert f"/scheduling/needs/{two}" in page.links
    assert f"/scheduling/needs/{one}" not in page.links
    assert "HEALTH v1" in (await look(pages, f"/scheduling/needs/{two}")).texts


async def test_the_next_version_begins_with_the_newest(pages: httpx2.AsyncClient, api: httpx2.AsyncClient) -> None:
    needs = await voiced(api, need("law"), need("health"))
    id_ = await create(api, "/modules", module("LAW", answers=needs))
    form = (await look(pages, f"/scheduling/modules/{id_}/versions/new")).form("/versions/new")

    page = await send(pages, form, minutes="75")

    versions = (await api.get(f"/modules/{id_}")).json()["versions"]
    assert page.status == 200
    assert [(it["version"], it["minutes"]) for it in versions] == [(1, 60), (2, 75)]
    assert [set(it["answers"]) for it in versions] == [set(needs)] * 2


@pytest.mark.parametrize(
    ("changes", "field"), [({"code": "LAW"}, "code"), ({"code": "a b"}, "code"), ({"minutes": "0"}, "minutes")]
)
async def test_a_module_that_is_not_right_is_shown_again(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, changes: dict[str, str], field: str
) -> None:
    needs = await voiced(api)
    await create(api, "/modules", module("LAW"))
    before = await everything(database)
    typed = {
        "code": "NEW",
        "title_fr": "Exemple",
        "title_ar": "مثال",
        "minutes": "90",
        "answers__0": needs[0],
    } | changes

    page = await send(pages, (await look(pages, "/scheduling/modules/new")).form("/new"), **typed)

    shown = page.form("/new").values
    assert (page.status, list(page.errors)) == (422, [field])
    assert {name: shown[name.replace("__", ".")] for name in typed} == typed
    assert await everything(database) == before
