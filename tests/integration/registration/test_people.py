"""Participants: names in two scripts, how they are reached, who looks at them. All people are made up."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlmodel import select

from services.registration.people.storage import ParticipantSeen
from shared.kernel.database import Database
from tests.integration.built import EVERYTHING
from tests.integration.registration.given import open_session, organisation, people, person, record, register, said

ARABIC = {"given_name_ar": "مثال", "family_name_ar": "الأول"}


def form(organisation_id: object, **changes: Any) -> dict[str, Any]:
    facts = {
        "given_name": "Exemple",
        "family_name": "Un",
        "sex": "woman",
        "organisation_id": str(organisation_id),
        "first_timer": True,
        "language": "ar",
        "route": "none",
    }
    return facts | changes


async def test_a_phone_is_kept_in_one_spelling_and_a_landline_is_told_apart(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own, kept = await organisation(database), []

    for phone in ("+212 0 6 00 00 00 01", "05 36 00 00 01", "٠٦٠٠٠٠٠٠٠٢"):
        id_ = (await api.post("/participants", json=form(own, phone=phone))).json()["id"]
        shown = (await api.get(f"/participants/{id_}")).json()
        kept.append((shown["phone"], shown["phone_kind"]))

    assert kept == [("+212600000001", "mobile"), ("+212536000001", "landline"), ("+212600000002", "mobile")]


async def test_a_name_in_arabic_alone_is_enough_and_no_latin_one_is_made_of_it(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)

    id_ = (await api.post("/participants", json=form(own, given_name=None, family_name=None, **ARABIC))).json()["id"]

    shown = (await api.get(f"/participants/{id_}")).json()
    assert {name: shown[name] for name in shown if "_name" in name} == {
        "given_name": None,
        "family_name": None,
        **ARABIC,
    }


async def test_somebody_with_neither_phone_nor_mail_can_be_recorded(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)

    answers = [await api.post("/participants", json=form(own, family_name=name)) for name in ("Un", "Deux")]

    assert [answer.status_code for answer in answers] == [201, 201]


async def test_the_same_person_twice_is_refused_and_a_namesake_is_not(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own, elsewhere = await organisation(database), await organisation(database)
    await api.post("/participants", json=form(own, phone="0600000001"))
    again = [form(own), form(own, email="un@example.org"), form(own, phone="0600000002"), form(elsewhere)]

    answers = [await api.post("/participants", json=body) for body in again]

    assert [answer.status_code for answer in answers] == [409, 409, 201, 201]
    assert answers[0].json()["errors"][0]["rule"] == "person-known"


async def test_of_ten_who_record_one_person_at_once_one_does(api: httpx2.AsyncClient, database: Database) -> None:
    own = await organisation(database)

    answers = await asyncio.gather(*(api.post("/participants", json=form(own)) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]


async def test_a_relay_needs_an_organisation_that_can_pass_messages_on(
    api: httpx2.AsyncClient, database: Database
) -> None:
    silent, landline = await organisation(database), await organisation(database, phone="0536000001")
    mobile, mail = await organisation(database, phone="0600000001"), await organisation(database, email="a@example.org")

    answers = [
        await api.post("/participants", json=form(own, route="relay")) for own in (silent, landline, mobile, mail)
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 201, 201]
    assert answers[0].json()["errors"][0]["rule"] == "organisation-unreachable"


async def test_events_about_people_say_nothing_that_names_them(api: httpx2.AsyncClient, database: Database) -> None:
    own = await organisation(database)
    body = form(own, phone="0600000001", email="exemple.un@example.org", route="phone", **ARABIC)

    id_ = (await api.post("/participants", json=body)).json()["id"]

    (about,) = await said(database, id_)
    told = {"participant_id": id_, "sex": "woman", "organisation_id": str(own), "first_timer": True}
    assert about["data"] == told | {"erased": False}


async def test_a_change_is_announced_only_where_it_touches_figures(api: httpx2.AsyncClient, database: Database) -> None:
    own = await organisation(database)
    id_ = (await api.post("/participants", json=form(own))).json()["id"]
    changes: list[dict[str, Any]] = [{}, {"family_name": "Deux"}, {"sex": "unknown"}, {"sex": "unknown"}]

    answers = [(await api.put(f"/participants/{id_}", json=form(own, **one))).json()["state"] for one in changes]

    assert answers == ["unchanged", "changed", "changed", "unchanged"]
    assert [(it["aggregateversion"], it["data"]["sex"]) for it in await said(database, id_)] == [
        (1, "woman"),
        (2, "unknown"),
    ]


async def test_what_a_change_leaves_out_stays_and_null_takes_it_away(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)
    whole = form(own, phone="0600000001", email="exemple.un@example.org", opted_out=True, **ARABIC)
    id_ = (await api.post("/participants", json=whole)).json()["id"]

    left_out = await api.put(f"/participants/{id_}", json=form(own))
    null = await api.put(f"/participants/{id_}", json=form(own, email=None))

    assert [answer.json()["state"] for answer in (left_out, null)] == ["unchanged", "changed"]
    shown = (await api.get(f"/participants/{id_}")).json()
    assert (shown["opted_out"], shown["phone"], shown["email"]) == (True, "+212600000001", None)
    assert {name: shown[name] for name in ARABIC} == ARABIC


async def test_who_wanted_no_messages_wants_them_again_only_where_that_is_said(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)
    id_ = (await api.post("/participants", json=form(own, opted_out=True))).json()["id"]

    unclear = await api.put(f"/participants/{id_}", json=form(own, opted_out=None))
    said_so = await api.put(f"/participants/{id_}", json=form(own, opted_out=False))

    assert (unclear.status_code, said_so.json()["state"]) == (422, "changed")
    assert not (await api.get(f"/participants/{id_}")).json()["opted_out"]


async def test_a_change_to_a_taken_phone_is_refused_and_changes_nothing(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)
    await record(database, person(own, phone="+212600000001"))
    id_ = await record(database, person(own, phone="+212600000002", family_name="Deux"))

    answer = await api.put(f"/participants/{id_}", json=form(own, phone="0600000001", family_name="Trois"))

    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (409, "phone-of-another")
    shown = (await api.get(f"/participants/{id_}")).json()
    assert (shown["phone"], shown["family_name"]) == ("+212600000002", "Deux")


async def test_of_ten_who_claim_one_phone_at_once_one_has_it(api: httpx2.AsyncClient, database: Database) -> None:
    own = await organisation(database)

    claims = (api.post("/participants", json=form(own, phone="0600000001")) for _ in range(10))
    answers = await asyncio.gather(*claims)

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]


async def test_a_refusal_of_a_known_contact_tells_an_id_and_repeats_nothing(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)
    taken = form(own, phone="0600000001", email="Exemple.Un@example.org")
    id_ = (await api.post("/participants", json=taken)).json()["id"]

    phone = await api.post("/participants", json=taken | {"email": None})
    mail = await api.post("/participants", json=taken | {"phone": None})

    assert [answer.json()["errors"][0]["field"] for answer in (phone, mail)] == ["phone", "email"]
    for answer in (phone, mail):
        assert answer.json()["errors"][0]["participant_id"] == id_
        assert not any(told in answer.text.lower() for told in ("600000001", "example.org", "exemple"))


async def test_each_look_at_a_person_is_kept(api: httpx2.AsyncClient, database: Database) -> None:
    who, other = await people(database, 2)

    for participant_id in (who, other, who, uuid4()):
        await api.get(f"/participants/{participant_id}")

    async with database.sessions() as db:
        lines = (await db.exec(select(ParticipantSeen).order_by(ParticipantSeen.id))).all()  # type: ignore[arg-type] # it is a column
    assert [(line.caller, line.participant_id) for line in lines] == [
        (EVERYTHING, who),
        (EVERYTHING, other),
        (EVERYTHING, who),
    ]


@pytest.mark.parametrize("path", ["/organisations", "/sessions", "/sessions/{}/registrations"])
async def test_lists_name_no_people(api: httpx2.AsyncClient, database: Database, path: str) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)
    await register(database, session_id, who)

    shown = await api.get(path.format(session_id))

    assert shown.status_code == 200
    assert "Numéro" not in shown.text
    assert "exemple." not in shown.text


async def test_who_is_registered_is_listed_in_the_order_of_asking(api: httpx2.AsyncClient, database: Database) -> None:
    crowd, session_id = await people(database, 3), await open_session(database, seats=1)
    path = f"/sessions/{session_id}/registrations"

    receipts = [(await api.post(path, json={"participant_id": str(who)})).json() for who in crowd]
    left = await api.post(f"/registrations/{receipts[0]['id']}/withdraw")

    assert (left.status_code, left.json()["state"]) == (200, "withdrawn")
    shown = (await api.get(path)).json()
    assert [(one["id"], one["state"], one["position"]) for one in shown] == [
        (receipts[0]["id"], "withdrawn", None),
        (receipts[1]["id"], "offered", None),
        (receipts[2]["id"], "waiting", 1),
    ]
    (seats,) = (await api.get("/sessions")).json()
    assert (seats["seats"], seats["registered"], seats["waiting"], seats["offered"]) == (1, 0, 2, 1)
