"""Two planners open one page and both save: nobody's plan is undone unseen, and nothing typed is lost."""

from typing import Any

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.scheduling.given import Catalogue, catalogue, create, module, moved, oujda, said
from tests.integration.scheduling.reading import look, send


@pytest.fixture
async def ids(api: httpx2.AsyncClient) -> Catalogue:
    """The pilot's programme, modules and venues."""
    return await catalogue(api)


async def shown(api: httpx2.AsyncClient, id_: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await api.get(f"/sessions/{id_}")).json()
    return answer


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_an_old_date_does_not_return_and_both_plans_are_shown(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, ids: Catalogue, language: str
) -> None:
    id_ = await create(api, "/sessions", oujda(ids))
    path = f"/scheduling/sessions/{id_}/reschedule"
    one, two = [(await look(pages, path)).form("/reschedule") for _ in range(2)]
    await send(pages, one, ends_local="2017-08-24T18:00")
    told = len(await said(database, id_))

    page = await send(pages, two, language, seats="20")

    again = page.form("/reschedule")
    assert page.status == 409
    assert (await shown(api, id_))["ends_local"] == "2017-08-24T18:00:00"
    assert (again.values["seats"], again.values["ends_local"]) == ("20", "2017-08-24T18:00")
    assert "2017-08-24T18:00" in page.texts
    assert len(await said(database, id_)) == told
    await send(pages, again, language)
    after = await shown(api, id_)
    assert (after["seats"], after["ends_local"]) == (20, "2017-08-24T18:00:00")


async def test_a_button_acts_on_nothing_but_the_plan_that_its_page_showed(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, ids: Catalogue
) -> None:
    id_ = await create(api, "/sessions", oujda(ids))
    button = (await look(pages, f"/scheduling/sessions/{id_}")).form("/open")
    cancel = (await look(pages, f"/scheduling/sessions/{id_}/cancel")).form("/cancel")
    await create(api, f"/sessions/{id_}/reschedule", moved(oujda(ids), seats=20))

    answers = [await send(pages, button), await send(pages, cancel, reason="venue")]

    assert [it.status for it in answers] == [409, 409]
    assert (await shown(api, id_))["state"] == "planned"


async def test_the_next_version_of_a_module_is_made_of_the_newest_alone(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient
) -> None:
    id_ = await create(api, "/modules", module())
    path = f"/scheduling/modules/{id_}/versions/new"
    one, two = [(await look(pages, path)).form("/versions/new") for _ in range(2)]
    await send(pages, one, minutes="90")

    page = await send(pages, two, title_fr="Exemple corrigé")

    again = page.form("/versions/new")
    assert (page.status, again.values["minutes"], again.values["title_fr"]) == (409, "90", "Exemple corrigé")
    await send(pages, again)
    versions = (await api.get(f"/modules/{id_}")).json()["versions"]
    assert [(it["minutes"], it["title_fr"]) for it in versions] == [
        (60, "Exemple"),
        (90, "Exemple"),
        (90, "Exemple corrigé"),
    ]


async def test_a_program_that_sends_the_plan_it_read_before_is_refused(api: httpx2.AsyncClient, ids: Catalogue) -> None:
    id_ = await create(api, "/sessions", oujda(ids))
    tag = (await api.get(f"/sessions/{id_}")).headers["etag"]
    await create(api, f"/sessions/{id_}/reschedule", moved(oujda(ids), seats=20))

    plan = moved(oujda(ids), seats=21)
    answer = await api.post(f"/sessions/{id_}/reschedule", json=plan, headers={"if-match": tag})

    assert answer.status_code == 412
    assert (await shown(api, id_))["seats"] == 20
    tag = (await api.get(f"/sessions/{id_}")).headers["etag"]
    assert (await api.post(f"/sessions/{id_}/reschedule", json=plan, headers={"if-match": tag})).is_success
