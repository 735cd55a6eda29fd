"""Organisations and participants, and who is told how to reach them. All people are made up."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlmodel import select

from services.registration.storage import ContactsRead
from shared.database import Database
from tests.integration.registration.given import open_session, organisation, people, register, said

PEOPLE = {"given_name", "family_name", "phone", "email", "name"}


def form(organisation_id: object, **changes: Any) -> dict[str, Any]:
    facts = {
        "given_name": "Exemple",
        "family_name": "Un",
        "sex": "woman",
        "organisation_id": str(organisation_id),
        "first_timer": True,
        "language": "ar",
    }
    return facts | changes


async def test_a_phone_is_kept_in_one_spelling_and_a_landline_is_told_apart(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own, kept = await organisation(database), []

    for phone in ("+212 0 6 00 00 00 01", "05 36 00 00 01"):
        id_ = (await api.post("/participants", json=form(own, phone=phone))).json()["id"]
        shown = (await api.get(f"/participants/{id_}")).json()
        kept.append((shown["phone"], shown["phone_kind"]))

    assert kept == [("+212600000001", "mobile"), ("+212536000001", "landline")]


async def test_somebody_with_neither_phone_nor_mail_can_be_recorded(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)

    answers = [await api.post("/participants", json=form(own)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]


async def test_events_about_people_say_nothing_that_names_them(api: httpx2.AsyncClient, database: Database) -> None:
    own = (await api.post("/organisations", json={"name": "Exemple", "kind": "association", "region": "MA-02"})).json()
    person = form(own["id"], phone="0600000001", email="exemple.un@example.org")

    id_ = (await api.post("/participants", json=person)).json()["id"]

    (about_person,), (about_own,) = await said(database, UUID(id_)), await said(database, UUID(own["id"]))
    facts = {"participant_id": id_, "sex": "woman", "organisation_id": own["id"], "first_timer": True}
    assert about_person["data"] == facts
    assert about_own["data"] == {"organisation_id": own["id"], "kind": "association", "region": "MA-02"}


async def test_of_ten_who_claim_one_phone_at_once_one_has_it(api: httpx2.AsyncClient, database: Database) -> None:
    own = await organisation(database)

    claims = (api.post("/participants", json=form(own, phone="0600000001")) for _ in range(10))
    answers = await asyncio.gather(*claims)

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]


async def test_a_taken_phone_or_mail_is_not_repeated_in_the_refusal(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)
    person = form(own, phone="0600000001", email="Exemple.Un@example.org")
    await api.post("/participants", json=person)

    phone = await api.post("/participants", json=person | {"email": None})
    mail = await api.post("/participants", json=person | {"phone": None})

    assert [answer.json()["errors"][0]["field"] for answer in (phone, mail)] == ["phone", "email"]
    assert "0600000001" not in phone.text
    assert "600000001" not in phone.text
    assert "example.org" not in mail.text.lower()


async def test_contacts_are_given_of_those_who_registered_and_of_nobody_else(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    (who, stranger), session_id = await people(database, 2), await open_session(database)
    await register(database, session_id, who)

    answer = await notifications.post("/contacts", json=asking_for(who, stranger, uuid4()))

    (contact,) = answer.json()["contacts"]
    assert contact["participant_id"] == str(who)
    assert set(contact) == {
        "participant_id", "given_name", "family_name", "language", "email", "phone", "phone_kind",
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"


async def test_each_reading_of_contacts_leaves_one_line_without_contents(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    (who, other), session_id = await people(database, 2), await open_session(database)
    await register(database, session_id, who)

    await notifications.post("/contacts", json=asking_for(who))
    await notifications.post("/contacts", json=asking_for(other))

    async with database.sessions() as db:
        lines = (await db.exec(select(ContactsRead).order_by(ContactsRead.id))).all()  # type: ignore[arg-type] # it is a column
    assert [(line.caller, line.purpose, line.count) for line in lines] == [
        ("notifications", "session.confirmed", 1),
        ("notifications", "session.confirmed", 0),
    ]


async def test_contacts_are_given_for_what_has_happened_to_the_person_alone(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)
    await register(database, session_id, who)

    answer = await notifications.post("/contacts", json=asking_for(who) | {"purpose": "session.withdrawn"})

    assert answer.json() == {"contacts": []}


async def test_whoever_may_do_everything_else_may_not_read_contacts(
    api: httpx2.AsyncClient, database: Database
) -> None:
    (who,) = await people(database, 1)

    assert (await api.post("/contacts", json=asking_for(who))).status_code == 403


async def test_notifications_may_read_contacts_and_nothing_else(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    (who,) = await people(database, 1)

    assert (await notifications.post("/contacts", json=asking_for(who))).status_code == 200
    assert (await notifications.get(f"/participants/{who}")).status_code == 403
    assert (await notifications.get("/sessions")).status_code == 403


@pytest.mark.parametrize("path", ["/organisations", "/sessions", f"/sessions/{uuid4()}/registrations"])
async def test_lists_name_no_people(api: httpx2.AsyncClient, database: Database, path: str) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)
    await register(database, session_id, who)

    shown = await api.get(path.replace(path[10:46], str(session_id)) if "registrations" in path else path)

    assert "Numéro" not in shown.text
    assert "example.org" not in shown.text


async def test_who_is_registered_is_listed_in_the_order_of_asking(api: httpx2.AsyncClient, database: Database) -> None:
    crowd, session_id = await people(database, 3), await open_session(database, seats=1)
    path = f"/sessions/{session_id}/registrations"

    receipts = [(await api.post(path, json={"participant_id": str(who)})).json() for who in crowd]
    left = await api.post(f"/registrations/{receipts[0]['id']}/withdraw")

    assert (left.status_code, left.json()["state"]) == (200, "withdrawn")
    shown = (await api.get(path)).json()
    assert [(one["id"], one["state"], one["position"]) for one in shown] == [
        (receipts[0]["id"], "withdrawn", None),
        (receipts[1]["id"], "registered", None),
        (receipts[2]["id"], "waiting", 1),
    ]
    (seats,) = (await api.get("/sessions")).json()
    assert (seats["seats"], seats["registered"], seats["waiting"]) == (1, 1, 1)


def asking_for(*ids: UUID) -> dict[str, Any]:
    return {"purpose": "session.confirmed", "participant_ids": [str(id_) for id_ in ids]}
