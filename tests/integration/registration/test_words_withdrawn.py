"""Words of a recommendation are withdrawn, or removed before release; none are replaced in silence."""

from uuid import UUID

import pytest
from sqlmodel import select

from services.registration.voices.storage import Recommendation
from shared.kernel.database import Database, run
from tests.integration.built import EVERYTHING
from tests.integration.registration.conftest import asking
from tests.integration.registration.given import open_session, said
from tests.integration.registration.given_console import at_the_door
from tests.integration.scheduling.reading import look, send

VOICED = {"theme": "coordination", "language": "fr", "wording": "Un annuaire commun, exemple inventé."}


async def recorded(database: Database) -> UUID:
    session_id = await open_session(database)
    async with asking(database, EVERYTHING) as api:
        await api.post(f"/sessions/{session_id}/recommendations", json=VOICED)
    async with database.sessions() as db:
        return (await db.exec(select(Recommendation.id))).one()


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_words_are_withdrawn_after_a_question_and_released_anew(database: Database, language: str) -> None:
    id_ = await recorded(database)
    path = f"/registration/recommendations/{id_}"
    async with at_the_door(database) as client:
        await send(client, (await look(client, f"{path}/release", language)).form("/release"), language)
        asked = await look(client, f"{path}/withdraw", language)

        page = await send(client, asked.form("/withdraw"), language)
        again = (await look(client, f"{path}/release", language)).form("/release")
        await send(client, again, language, wording="Exemple corrigé")

    told = [(it["type"], it["data"].get("wording")) for it in await said(database, id_)]
    assert page.status == 200
    assert told[1:] == [
        ("recommendation.released.v1", VOICED["wording"]),
        ("recommendation.withdrawn.v1", None),
        ("recommendation.released.v1", "Exemple corrigé"),
    ]


async def test_other_words_after_a_release_are_refused_and_told(database: Database) -> None:
    id_ = await recorded(database)
    path = f"/registration/recommendations/{id_}/release"
    async with at_the_door(database) as client, asking(database, EVERYTHING) as api:
        one, two = [(await look(client, path)).form("/release") for _ in range(2)]
        await send(client, one)

        page = await send(client, two, wording="D'autres mots d'exemple")
        answer = await api.post(f"/recommendations/{id_}/release", json={"wording": "Encore d'autres"})

    assert (page.status, answer.status_code) == (409, 409)
    assert "D'autres mots d'exemple" in page.texts
    assert len(await said(database, id_)) == 2


async def test_a_page_opened_before_others_were_released_withdraws_nothing(database: Database) -> None:
    id_ = await recorded(database)
    path = f"/registration/recommendations/{id_}"
    async with at_the_door(database) as client, asking(database, EVERYTHING) as api:
        await api.post(f"/recommendations/{id_}/release")
        opened = (await look(client, f"{path}/withdraw")).form("/withdraw")
        await api.post(f"/recommendations/{id_}/withdraw")
        await api.post(f"/recommendations/{id_}/release", json={"wording": "Exemple corrigé"})

        page = await send(client, opened)

    assert page.status == 409
    assert page.form("/withdraw"), "the page that asked is shown again"
    assert page.alert
    assert (await said(database, id_))[-1]["type"] == "recommendation.released.v1"


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_what_was_kept_by_mistake_is_removed_after_a_question_and_nothing_stays(
    database: Database, language: str
) -> None:
    id_ = await recorded(database)
    async with at_the_door(database) as client:
        asked = await look(client, f"/registration/recommendations/{id_}/remove", language)
        form = asked.form("/remove")

        page = await send(client, form, language)
        again = await send(client, form, language)

    assert VOICED["wording"] in asked.texts
    assert (page.status, again.status) == (200, 404)
    assert VOICED["wording"] not in page.texts
    assert [it["type"] for it in await said(database, id_)] == [
        "recommendation.recorded.v1",
        "recommendation.removed.v1",
    ]
    async with database.sessions() as db:
        assert await db.get(Recommendation, id_) is None
        outgoing = await run(db, "select count(*) from outbox where cast(body as text) like '%annuaire commun%'")
        assert outgoing.scalar_one() == 0


async def test_a_program_removes_what_is_not_released_and_nothing_else(database: Database) -> None:
    id_ = await recorded(database)
    async with asking(database, EVERYTHING) as api:
        await api.post(f"/recommendations/{id_}/release")
        released = await api.post(f"/recommendations/{id_}/remove")
        await api.post(f"/recommendations/{id_}/withdraw")

        removed = await api.post(f"/recommendations/{id_}/remove")
        unknown = await api.post(f"/recommendations/{id_}/remove")

    assert (released.status_code, released.json()["errors"][0]["rule"]) == (409, "recommendation-released-already")
    assert removed.json() == {"id": str(id_), "state": "removed"}
    assert unknown.status_code == 404
    assert (await said(database, id_))[-1]["aggregateversion"] == 4


async def test_a_page_opened_before_a_release_and_a_withdrawal_removes_nothing(database: Database) -> None:
    id_ = await recorded(database)
    async with at_the_door(database) as client, asking(database, EVERYTHING) as api:
        opened = (await look(client, f"/registration/recommendations/{id_}/remove")).form("/remove")
        await api.post(f"/recommendations/{id_}/release")
        released = await send(client, opened)
        await api.post(f"/recommendations/{id_}/withdraw")

        page = await send(client, opened)

    assert (released.status, page.status) == (409, 409)
    async with database.sessions() as db:
        assert await db.get(Recommendation, id_) is not None
