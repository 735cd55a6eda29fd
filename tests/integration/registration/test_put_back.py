"""The wrong person was withdrawn: put back, with the seat where it is free, else before all who asked later."""

from datetime import timedelta

import pytest

from services.registration.seats import actions, domain
from shared.kernel.database import Database
from tests.integration.registration.given import (
    let_it_be,
    open_session,
    people,
    register,
    registrations,
    said,
    states,
    withdraw,
)
from tests.integration.registration.given_console import at_the_door
from tests.integration.scheduling.reading import look, send


async def put_back(database: Database, registration_id: object) -> str:
    async with database.sessions.begin() as db:
        return (await actions.put_back(db, registration_id)).state  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_withdrawn_after_a_question_and_put_back_with_the_seat(database: Database, language: str) -> None:
    session_id = await open_session(database, seats=2)
    id_, _ = await register(database, session_id, (await people(database, 1))[0])
    async with at_the_door(database) as client:
        asked = await look(client, f"/registration/registrations/{id_}/withdraw", language)
        page = await send(client, asked.form("/withdraw"), language)
        gone = list((await states(database, session_id)).values())

        back = await send(client, page.form("/put-back"), language)

    assert (gone, back.status) == (["withdrawn"], 200)
    assert list((await states(database, session_id)).values()) == ["registered"]
    assert [it["type"] for it in await said(database, session_id)][-2:] == [
        "participant.withdrawn.v1",
        "participant.registered.v1",
    ]


async def test_where_the_seat_is_gone_she_is_first_in_the_queue_and_not_last(database: Database) -> None:
    session_id = await open_session(database, seats=1)
    for participant_id in await people(database, 4):
        await register(database, session_id, participant_id)
    first = (await registrations(database, session_id))[0]
    await withdraw(database, first.id)

    assert await put_back(database, first.id) == "waiting"

    told = (await said(database, session_id))[-1]
    assert (told["type"], told["data"]["position"]) == ("participant.waitlisted.v1", 1)
    assert list((await states(database, session_id)).values()) == ["waiting", "offered", "waiting", "waiting"]
    assert await put_back(database, first.id) == "waiting", "twice is the same as once"


async def test_after_a_day_she_asks_anew(database: Database) -> None:
    session_id = await open_session(database, seats=2)
    id_, _ = await register(database, session_id, (await people(database, 1))[0])
    await withdraw(database, id_)
    let_it_be(database, database.clock.now() + timedelta(hours=25))

    with pytest.raises(domain.TooLateToPutBack):
        await put_back(database, id_)


async def test_a_page_that_showed_a_place_in_the_queue_does_not_give_up_a_seat(database: Database) -> None:
    session_id = await open_session(database, seats=1)
    for participant_id in await people(database, 2):
        await register(database, session_id, participant_id)
    [first, second] = await registrations(database, session_id)
    async with at_the_door(database) as client:
        asked = await look(client, f"/registration/registrations/{second.id}/withdraw")
        await withdraw(database, first.id)

        page = await send(client, asked.form("/withdraw"))

    assert page.status == 409
    assert list((await states(database, session_id)).values()) == ["withdrawn", "offered"]
