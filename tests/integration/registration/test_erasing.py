"""Somebody is forgotten: name and contacts are nowhere, figures stay, nobody writes. All people are made up."""

import json
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import text

from services.registration import app
from services.registration.imports.applying.work import Carrier
from services.registration.people.actions import change_participant
from shared.events import ParticipantRecorded
from shared.kernel.database import Database
from tests.integration.registration.given import (
    let_it_be,
    open_session,
    organisation,
    people,
    person,
    record,
    register,
    said,
    session,
    states,
)
from tests.integration.registration.given_console import LANGUAGES, browser, seen
from tests.integration.registration.given_imports import HEADINGS, everybody, sent, shown, take_over, workbook
from tests.integration.registration.given_imports import person as row
from tests.integration.registration.given_requests import filed, forgotten, stored
from tests.integration.registration.test_contacts import question
from tests.integration.registration.test_taken_up_again import recovered, told_by

TABLES = "select table_name from information_schema.tables where table_schema = 'public'"
WHO = {
    "given_name": "Exemplette", "family_name": "Oublieuse", "given_name_ar": "مثال", "family_name_ar": "منسية",
    "phone": "+212661000042", "email": "oublieuse@example.org",
}  # fmt: skip
CANARIES = ("exemplette", "oublieuse", "مثال", "منسيه", "منسية", "661000042")


async def everything(database: Database) -> str:
    """Return all that stands in any table of the service, as one text; what is packed, unpacked."""
    found: list[str] = []
    async with database.sessions() as db:
        connection = await db.connection()
        for (table,) in (await connection.execute(text(TABLES))).all():
            rows = (await connection.execute(text(f'select to_jsonb(t) from "{table}" as t'))).scalars().all()
            found += [json.dumps(one, ensure_ascii=False) for one in rows]
        for cells in (await connection.execute(text("select cells from people_import"))).scalars():
            found.append(zlib.decompress(cells).decode())
    return "\n".join(found).lower()


async def canary(database: Database) -> UUID:
    return await record(database, person(await organisation(database), **WHO))


async def test_name_and_contacts_are_nowhere_afterwards(api: httpx2.AsyncClient, database: Database) -> None:
    who, session_id = await canary(database), await open_session(database)
    await register(database, session_id, who)
    before = await everything(database)

    answer = await forgotten(api, who)

    after = await everything(database)
    assert answer.json()["state"] == "done"
    assert [one for one in CANARIES if one not in before] == []
    assert [one for one in CANARIES if one in after] == []
    assert str(who) in after, "what was counted stays"


async def test_figures_hear_that_the_person_is_forgotten_and_nothing_else_changes(
    api: httpx2.AsyncClient, database: Database
) -> None:
    who = await canary(database)

    await forgotten(api, who)

    first, last = [ParticipantRecorded.from_cloudevent(body) for body in await said(database, who)]
    assert (first.erased, last.erased) == (False, True)
    assert last.aggregateversion == first.aggregateversion + 1
    kept = {"sex", "organisation_id", "first_timer"}
    assert first.model_dump(include=kept) == last.model_dump(include=kept)


async def test_a_seat_that_is_still_to_come_goes_to_whoever_is_next(
    api: httpx2.AsyncClient, database: Database
) -> None:
    who, (next_one,) = await canary(database), await people(database, 1)
    session_id = await open_session(database, seats=1)
    await register(database, session_id, who)
    await register(database, session_id, next_one)

    await forgotten(api, who)

    assert await states(database, session_id) == {who: "withdrawn", next_one: "offered"}


async def test_who_was_there_stays_counted(api: httpx2.AsyncClient, database: Database) -> None:
    who, session_id = await canary(database), await open_session(database)
    await register(database, session_id, who)
    ends_at = (await session(database, session_id)).ends_at
    assert ends_at is not None
    let_it_be(database, ends_at + timedelta(days=1))

    await forgotten(api, who)

    assert await states(database, session_id) == {who: "registered"}


async def test_nobody_is_told_how_to_reach_the_person(
    api: httpx2.AsyncClient, notifications: httpx2.AsyncClient, database: Database
) -> None:
    who, session_id = await canary(database), await open_session(database)
    await register(database, session_id, who)
    await forgotten(api, who)

    (contact,) = (
        await notifications.post("/contacts", json=question(session_id, who, purpose="session.withdrawn"))
    ).json()["contacts"]

    assert (contact["opted_out"], contact["email"], contact["phone"]) == (True, None, None)
    assert not [one for one in CANARIES if one in json.dumps(contact, ensure_ascii=False).lower()]


@pytest.mark.parametrize("act", ["seat", "change", "put back", "file", "look for"])
async def test_nothing_can_be_done_with_a_person_who_is_forgotten(
    act: str, api: httpx2.AsyncClient, database: Database
) -> None:
    who, session_id = await canary(database), await open_session(database)
    registration_id, _ = await register(database, session_id, who)
    await forgotten(api, who)
    asked = {"kind": "copy", "channel": "paper", "received_on": "2017-07-03"}

    answers = {
        "seat": lambda: api.post(f"/sessions/{session_id}/registrations", json={"participant_id": str(who)}),
        "change": lambda: api.put(f"/participants/{who}", json=whole(who)),
        "put back": lambda: api.post(f"/registrations/{registration_id}/put-back"),
        "file": lambda: api.post(f"/participants/{who}/requests", json=asked),
        "look for": lambda: api.get(f"/requests/{uuid4()}/copy"),
    }
    answer = await answers[act]()

    expected = {"look for": (404, "data-request-unknown")}.get(act, (409, "person-forgotten"))
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == expected


def whole(who: UUID) -> dict[str, Any]:
    """Return the form of a change."""
    return {"sex": "woman", "organisation_id": str(who), "first_timer": True, "language": "fr", "route": "none",
            "given_name": "Exemplette", "family_name": "Oublieuse"}  # fmt: skip


async def test_recorded_anew_it_is_another_person(api: httpx2.AsyncClient, database: Database) -> None:
    rows = [list(HEADINGS), row(1, given="Exemplette", family="Oublieuse", phone="0661000042")]
    await take_over(api, database, rows)
    (who,) = [one.id for one in await everybody_named(database, "Exemplette")]
    await forgotten(api, who)

    told = await take_over(api, database, rows)

    (anew,) = [one.id for one in await everybody_named(database, "Exemplette")]
    assert told["counts"]["new"] == 1
    assert anew != who
    assert "Exemplette" not in str((await stored(database, who)).model_dump())


async def everybody_named(database: Database, given: str) -> Any:
    """Return those of this given name."""
    return [one for one in await everybody(database) if one.given_name == given]


NAMING: dict[str, dict[str, Any]] = {
    "by telephone": {"given": "Autre", "family": "Nom", "phone": "06 61 00 00 42"},
    "by e-mail": {"given": "Autre", "family": "Nom", "email": "OUBLIEUSE@example.org"},
    "by name": {"given": "EXEMPLETTE", "family": "oublieuse", "phone": None, "email": None},
    "in Arabic": {"given": "مثال", "family": "منسية", "phone": None, "email": None},
    "turned round": {"given": "Oublieuse", "family": "Exemplette", "phone": None, "email": None},
}


@pytest.mark.parametrize("how", NAMING)
async def test_a_list_that_names_the_person_goes_and_others_stay(
    how: str, api: httpx2.AsyncClient, database: Database
) -> None:
    who = await canary(database)
    naming = await sent(api, workbook([list(HEADINGS), row(1), row(2, **NAMING[how])]))
    other = await sent(api, workbook([list(HEADINGS), row(3), row(4)]))

    await forgotten(api, who)

    assert (await api.get(f"/imports/{naming}")).status_code == 404
    assert (await shown(api, other))["counts"]["rows"] == 2


async def test_while_a_list_is_being_carried_out_nothing_is_done(api: httpx2.AsyncClient, database: Database) -> None:
    who = await canary(database)
    import_id = await sent(api, workbook([list(HEADINGS), row(2, given="Exemplette", family="Oublieuse")]))
    assert (await api.post(f"/imports/{import_id}/confirm")).status_code == 200

    answer = await forgotten(api, who)

    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "list-under-way")
    assert (await stored(database, who)).given_name == "Exemplette"
    await Carrier(database, "test").carry_out_next()
    assert (await forgotten(api, who)).json()["state"] == "done"


async def test_twice_is_once(api: httpx2.AsyncClient, database: Database) -> None:
    who = await canary(database)
    request_id = await filed(api, who, "erasure")

    first, second = [await api.post(f"/requests/{request_id}/erase") for _ in range(2)]

    assert first.json() == second.json()
    assert len(await said(database, who)) == 2


async def test_a_backup_that_still_knows_the_person_forgets_once_more(
    api: httpx2.AsyncClient, database: Database, new_database: Callable[..., Awaitable[Database]]
) -> None:
    who = await canary(database)
    old = await new_database(app.service(), database.clock)
    before = await told_by(database)
    await recovered(old, before, [])
    async with old.sessions.begin() as db:
        await change_participant(db, who, {"given_name": "Exemplette", "family_name": "Oublieuse"})
    await forgotten(api, who)

    gaps = await recovered(old, [one for one in await told_by(database) if one.id not in {it.id for it in before}], [])

    assert gaps == []
    assert [one for one in CANARIES if one in await everything(old)] == []
    assert (await stored(old, who)).erased_at is not None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_say_that_the_person_is_forgotten(
    language: str, api: httpx2.AsyncClient, database: Database
) -> None:
    who = await canary(database)
    await forgotten(api, who)
    async with browser(database, language) as client:
        page = await client.get(f"/participants/{who}")
        requests = await client.get("/requests")

    assert (page.status_code, requests.status_code) == (200, 200)
    assert f"/registration/participants/{who}/edit" not in page.text
    assert not [one for one in CANARIES if one in (seen(page) + seen(requests)).lower()]
    assert who.hex[:8] in seen(requests)
