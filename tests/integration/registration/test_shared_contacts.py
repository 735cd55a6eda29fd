"""A phone or an address that somebody of another name has: one rule at each door. Everybody is made up."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.registration.people.storage import Participant
from shared.kernel.database import Database
from tests.integration.registration.given import open_session, organisation, person, record, register
from tests.integration.registration.given_console import LANGUAGES, browser, complaints, seen, shown_by, somebody
from tests.integration.registration.given_imports import HEADINGS, everybody, rules, sent, shown, workbook

PHONE, MAIL = "+212661000001", "foyer@example.org"
ARABIC = {"given_name": "", "family_name": "", "given_name_ar": "مثال", "family_name_ar": "الثانية"}
SHARED = {"phone": {"phone": "06 61 00 00 01"}, "email": {"phone": "06 61 00 00 02", "email": "FOYER@example.org"}}
NAMES = {"latin": {"given_name": "Exemple", "family_name": "Autre"}, "arabic": ARABIC}


async def somebody_known(database: Database, **facts: Any) -> tuple[UUID, UUID]:
    """Return an organisation, and somebody of it with a phone and an address."""
    own = await organisation(database)
    names = {"given_name": "Exemple", "family_name": "Première"}
    return own, await record(database, person(own, **{**names, "phone": PHONE, "email": MAIL, **facts}))


def sent_by_program(own: UUID, **typed: str) -> dict[str, Any]:
    """Return what a program sends of somebody."""
    facts = {name: value or None for name, value in (somebody(own) | typed).items()}
    return facts | {"first_timer": True, "opted_out": False}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("column", SHARED)
async def test_form_program_and_list_ask_alike_and_keep_nothing(
    api: httpx2.AsyncClient, database: Database, column: str, names: dict[str, str]
) -> None:
    own, known = await somebody_known(database)
    session_id = await open_session(database)
    typed = somebody(own, **SHARED[column], **names)
    row = [typed["given_name_ar"] if names is ARABIC else typed["given_name"]]
    row += [typed["family_name_ar"] if names is ARABIC else typed["family_name"], "F", "", typed["phone"]]
    headings = ["الاسم الشخصي", "الاسم العائلي"] if names is ARABIC else list(HEADINGS[:2])
    listed = workbook([[*headings, *HEADINGS[2:]], [*row, typed["email"]]])

    answer = await api.post("/participants", json=sent_by_program(own, **SHARED[column], **names))
    async with browser(database) as client:
        pages = [await client.post("/participants/new", data=typed)]
        pages.append(await client.post(f"/sessions/{session_id}/newcomers", data=typed))
    told = await shown(api, await sent(api, listed, session_id))

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["rule"]) == (409, column, f"{column}-of-another")
    assert error["participant_id"] == str(known)
    assert (2, f"{column}-of-another") in rules(told)
    for page in pages:
        assert page.status_code == 409
        assert "d\u2019une personne connue sous un autre nom" in complaints(page)[column]
        assert "Exemple Première" in seen(page), "who it is"
        assert f'name="meant" value="{known}"' in page.text
        assert 'name="meant" value="another"' in page.text
    assert [one.id for one in await everybody(database)] == [known]


@pytest.mark.parametrize("column", SHARED)
async def test_another_person_goes_without_what_is_shared_at_each_door(
    api: httpx2.AsyncClient, database: Database, column: str
) -> None:
    own, known = await somebody_known(database)
    session_id = await open_session(database, seats=1)
    await register(database, session_id, known)
    typed = somebody(own, **SHARED[column], route=column, meant="another")

    answer = await api.post("/participants", json=sent_by_program(own, **typed))
    async with browser(database) as client:
        page = await client.post("/participants/new", data=typed | {"given_name": "Exemple Deux"})
        waits = await client.post(f"/sessions/{session_id}/newcomers", data=typed | {"given_name": "Exemple Trois"})

    assert (answer.status_code, page.status_code) == (201, 200)
    assert "La session est complète" in seen(waits)
    assert len(await everybody(database)) == 4
    async with database.sessions() as db:
        new = await db.get_one(Participant, UUID(answer.json()["id"]))
        assert (await db.get_one(Participant, known)).phone == PHONE
    reached = ("phone", "+212661000002", None) if column == "email" else ("none", None, None)
    assert (new.route, new.phone, new.email) == reached


@pytest.mark.parametrize("door", ["program", "page", "session"])
async def test_the_same_person_is_brought_up_to_date_and_wants_no_messages_still(
    api: httpx2.AsyncClient, database: Database, door: str
) -> None:
    own, known = await somebody_known(database, opted_out=True)
    session_id = await open_session(database)
    typed = somebody(own, phone=PHONE, meant=str(known), **ARABIC)

    if door == "program":
        answer = await api.post("/participants", json=sent_by_program(own, **typed))
        assert answer.json() == {"id": str(known), "state": "changed"}
    async with browser(database) as client:
        if door == "page":
            page = await client.post("/participants/new", data=typed)
            assert page.url.path == f"/registration/participants/{known}"
        if door == "session":
            page = await client.post(f"/sessions/{session_id}/newcomers", data=typed)
            assert "Cette personne a une place." in seen(page)

    (one,) = await everybody(database)
    assert (one.given_name, one.family_name_ar, one.email) == ("Exemple", "الثانية", MAIL)
    assert one.opted_out


async def test_whoever_was_not_asked_about_cannot_be_meant(api: httpx2.AsyncClient, database: Database) -> None:
    own, known = await somebody_known(database)
    other = await record(database, person(own, family_name="Troisième", phone="+212661000009"))

    answers = [
        await api.post("/participants", json=sent_by_program(own, meant=meant, **more))
        for meant, more in (
            (str(other), {}),
            (str(uuid4()), {}),
            ("nobody", {}),
            (str(known), {"email": "", "phone": "0661000009"}),
        )
    ]

    told = [(it.status_code, it.json()["errors"][0]["field"], it.json()["errors"][0]["rule"]) for it in answers]
    assert told == [
        (422, "meant", "not-meant"),
        (422, "meant", "not-meant"),
        (422, "meant", "not-an-answer"),
        (422, "meant", "not-meant"),
    ]


async def test_a_phone_of_one_and_an_address_of_another_belong_to_two(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own, known = await somebody_known(database, email=None)
    other = await record(database, person(own, family_name="Troisième", phone=None, route="email", email=MAIL))
    both = {"phone": PHONE, "email": MAIL}

    answers = [
        await api.post("/participants", json=sent_by_program(own, **both, meant=it)) for it in map(str, (known, other))
    ]
    apart = await api.post("/participants", json=sent_by_program(own, **both, meant="another"))

    assert {it.json()["errors"][0]["rule"] for it in answers} == {"two-people-known"}
    assert apart.status_code == 201


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_change_to_the_phone_of_another_is_asked_about_too(
    api: httpx2.AsyncClient, database: Database, language: str
) -> None:
    own, known = await somebody_known(database)
    changed = await record(database, person(own, family_name="Troisième", phone="+212661000009"))

    async with browser(database, language) as client:
        form = await client.get(f"/participants/{changed}/edit")
        typed = somebody(own, phone=PHONE) | shown_by(form)
        asked = await client.post(f"/participants/{changed}/edit", data=typed)
        same = await client.post(f"/participants/{changed}/edit", data=typed | {"meant": str(known)})
        apart = await client.post(f"/participants/{changed}/edit", data=typed | {"meant": "another"})
    by_program = [
        await api.put(f"/participants/{changed}", json=sent_by_program(own, phone=PHONE, **answer))
        for answer in ({}, {"meant": str(known)}, {"meant": "another"})
    ]

    assert [page.status_code for page in (asked, same, apart)] == [409, 409, 200]
    assert "phone" in complaints(asked)
    assert f'name="meant" value="{known}"' in asked.text
    assert "Exemple Première" in seen(asked)
    assert [it.json().get("errors", [{"rule": ""}])[0]["rule"] for it in by_program] == [
        "phone-of-another",
        "recorded-twice",
        "",
    ]
    async with database.sessions() as db:
        one, other = await db.get_one(Participant, changed), await db.get_one(Participant, known)
        assert (one.phone, one.route, one.family_name) == (None, "none", "Nouvelle")
        assert other.phone == PHONE


async def test_of_two_names_that_claim_one_phone_at_once_one_has_it_and_the_other_is_asked(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)
    names = [f"Exemple{letter}" for letter in "abcdefghij"]

    answers = await asyncio.gather(
        *(api.post("/participants", json=sent_by_program(own, family_name=name)) for name in names)
    )

    asked = [answer.json()["errors"][0]["rule"] for answer in answers if answer.status_code != 201]
    assert asked == ["phone-of-another"] * 9
    assert len(await everybody(database)) == 1


async def test_the_ones_of_a_name_and_a_phone_are_one_at_each_door(api: httpx2.AsyncClient, database: Database) -> None:
    own, known = await somebody_known(database)
    typed = somebody(own, given_name="EXEMPLE", family_name="Premiere", phone="0661000001", email="")

    answer = await api.post("/participants", json=sent_by_program(own, **typed))
    async with browser(database) as client:
        page = await client.post("/participants/new", data=typed)

    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"], error["participant_id"]) == ("phone", "person-known", str(known))
    assert f'name="meant" value="{known}"' in page.text
    assert 'name="meant" value="another"' not in page.text
