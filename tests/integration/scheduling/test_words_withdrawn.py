"""Words of a need that point to somebody after all are withdrawn at once; what was told is not replaced in silence."""

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.scheduling.given import create, said, voiced
from tests.integration.scheduling.reading import look, send


async def released(api: httpx2.AsyncClient) -> str:
    [need_id] = await voiced(api)
    return await create(api, f"/needs/{need_id}/release")


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_words_are_withdrawn_after_a_question_and_released_anew(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, language: str
) -> None:
    path = f"/scheduling/needs/{await released(api)}"
    asked = await look(pages, f"{path}/withdraw", language)

    page = await send(pages, asked.form("/withdraw"), language)
    await send(pages, page.forms[-1], language, wording="Exemple corrigé")

    told = [(it["type"], it["data"].get("wording")) for it in await said(database, path.rpartition("/")[2])]
    assert [type_ for type_, _ in told] == ["need.released.v1", "need.withdrawn.v1", "need.released.v1"]
    assert [wording for _, wording in told[1:]] == [None, "Exemple corrigé"]


async def test_a_page_opened_before_the_words_were_withdrawn_does_not_release_them_again(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    [need_id] = await voiced(api)
    opened = (await look(pages, f"/scheduling/needs/{need_id}")).form(need_id)
    await create(api, f"/needs/{need_id}/release")
    await create(api, f"/needs/{need_id}/withdraw")

    page = await send(pages, opened)

    assert page.status == 409
    assert (await said(database, need_id))[-1]["type"] == "need.withdrawn.v1"


async def test_a_second_release_in_other_words_is_refused_with_both_shown(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    [need_id] = await voiced(api)
    opened = (await look(pages, f"/scheduling/needs/{need_id}")).form(need_id)
    await create(api, f"/needs/{need_id}/release")

    page = await send(pages, opened, wording="D'autres mots d'exemple")
    answer = await api.post(f"/needs/{need_id}/release", json={"wording": "Encore d'autres mots d'exemple"})

    assert (page.status, answer.status_code) == (409, 409)
    assert answer.json()["errors"][0]["rule"] == "released-in-other-words"
    assert "D'autres mots d'exemple" in page.texts
    assert len(await said(database, need_id)) == 1


async def test_the_same_words_again_are_released_once(api: httpx2.AsyncClient, database: Database) -> None:
    need_id = await released(api)

    assert (await api.post(f"/needs/{need_id}/release")).is_success
    assert len(await said(database, need_id)) == 1


async def test_a_page_opened_before_others_were_released_withdraws_nothing(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    need_id = await released(api)
    opened = (await look(pages, f"/scheduling/needs/{need_id}/withdraw")).form("/withdraw")
    await create(api, f"/needs/{need_id}/withdraw")
    await api.post(f"/needs/{need_id}/release", json={"wording": "Exemple corrigé"})

    page = await send(pages, opened)

    assert page.status == 409
    assert (await said(database, need_id))[-1]["type"] == "need.released.v1"
