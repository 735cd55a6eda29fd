"""A form that adds is sent twice, by a double click or by going back: it adds once, and leads to the same page."""

import asyncio
from uuid import UUID

import httpx2
from sqlmodel import SQLModel, func, select

from services.registration.people.storage import Organisation, Participant
from services.registration.voices.storage import Feedback, Recommendation
from shared.kernel.database import Database
from tests.integration.registration.given import organisation
from tests.integration.registration.given_console import all_marked, at_the_door, somebody
from tests.integration.registration.test_console_attendance import begun
from tests.integration.scheduling.reading import Form, look

VOICED = {"theme": "identification", "language": "fr", "wording": "Exemple : davantage de cas pratiques."}


async def clicked_twice(client: httpx2.AsyncClient, form: Form, **typed: str) -> list[httpx2.Response]:
    """Send it twice at once, and once more after that."""
    values = form.values | typed
    both = await asyncio.gather(*(client.post(form.action, data=values) for _ in range(2)))
    return [*both, await client.post(form.action, data=values)]


async def count(database: Database, table: type[SQLModel]) -> int:
    async with database.sessions() as db:
        return (await db.exec(select(func.count()).select_from(table))).one()


async def voices(client: httpx2.AsyncClient, database: Database, ending: str) -> tuple[Form, list[UUID]]:
    session_id, [block_id], seated = await begun(database, how_many=1)
    await all_marked(database, session_id, block_id, seated)
    return (await look(client, f"/registration/sessions/{session_id}/voices")).form(ending), seated


async def test_a_recommendation_is_kept_once(database: Database) -> None:
    async with at_the_door(database) as client:
        form, _ = await voices(client, database, "/recommendations")

        answers = await clicked_twice(client, form, **VOICED)

    assert {(it.status_code, it.url.query) for it in answers} == {(200, b"done=recommended")}
    assert await count(database, Recommendation) == 1


async def test_the_same_words_from_another_form_are_another_recommendation(database: Database) -> None:
    async with at_the_door(database) as client:
        form, _ = await voices(client, database, "/recommendations")
        again = (await look(client, form.action.replace("recommendations", "voices"))).form("/recommendations")

        for sent_form in (form, again):
            await client.post(sent_form.action, data=sent_form.values | VOICED)

    assert await count(database, Recommendation) == 2


async def test_a_form_that_is_gone_back_to_and_typed_over_is_another_one(database: Database) -> None:
    async with at_the_door(database) as client:
        form, _ = await voices(client, database, "/recommendations")

        for words in ("Exemple : davantage de pratique.", "Exemple : des groupes plus petits."):
            await client.post(form.action, data=form.values | VOICED | {"wording": words})

    assert await count(database, Recommendation) == 2


async def test_what_was_refused_can_be_corrected_and_sent_again(database: Database) -> None:
    async with at_the_door(database) as client:
        form, _ = await voices(client, database, "/recommendations")
        refused = await client.post(form.action, data=form.values | VOICED | {"theme": "unheard-of"})

        answer = await client.post(form.action, data=form.values | VOICED)

    assert (refused.status_code, answer.status_code) == (409, 200)
    assert await count(database, Recommendation) == 1


async def test_feedback_is_kept_once_and_the_second_click_is_not_told_off(database: Database) -> None:
    async with at_the_door(database) as client:
        form, [who] = await voices(client, database, "/feedback")

        rated = {"usefulness": "5", "method": "4", "organisation": "3"}
        answers = await clicked_twice(client, form, participant_id=str(who), **rated)

    assert {it.status_code for it in answers} == {200}
    assert await count(database, Feedback) == 1


async def test_a_person_and_an_organisation_are_recorded_once(database: Database) -> None:
    of = await organisation(database)
    async with at_the_door(database) as client:
        person = (await look(client, "/registration/participants/new")).form("/participants/new")
        association = (await look(client, "/registration/organisations/new")).form("/organisations/new")

        answers = await clicked_twice(client, person, **somebody(of))
        facts = {"name": "Association Exemple", "kind": "association", "region": "MA-02"}
        answers += await clicked_twice(client, association, **facts)

    assert {it.status_code for it in answers} == {200}
    assert (await count(database, Participant), await count(database, Organisation)) == (1, 2)


async def test_a_list_is_taken_in_once(database: Database) -> None:
    async with at_the_door(database) as client:
        form = (await look(client, "/registration/imports")).form("/imports")
        values = {name: value for name, value in form.values.items() if name != "file"}

        paths = set()
        for _ in range(2):
            file = {"file": ("exemple.csv", b"Nom;Prenom\nExemple;Une\n", "text/csv")}
            paths.add((await client.post(form.action, data=values, files=file)).url.path)

    assert len(paths) == 1
    assert paths != {"/registration/imports"}
