"""Organisations: one name once in a region, and how they pass messages on. All of them are made up."""

from typing import Any
from uuid import UUID

import httpx2

from services.registration.people import storage
from shared.kernel.database import Database
from tests.integration.registration.given import organisation, person, record, said

EXAMPLE = {"name": "Association de l\u2019Exemple", "kind": "association", "region": "MA-02"}


async def test_one_name_stands_once_in_a_region_however_it_is_spelled(api: httpx2.AsyncClient) -> None:
    names: list[dict[str, Any]] = [
        {},
        {"name": "ASSOCIATION  DE L'EXEMPLE"},
        {"region": "MA-01"},
        {"name": "Réseau exemple", "name_ar": "شبكة المثال"},
        {"name": "Reseau d\u2019exemple", "name_ar": "شبكة  المثال"},
    ]

    answers = [await api.post("/organisations", json=EXAMPLE | one) for one in names]

    assert [answer.status_code for answer in answers] == [201, 409, 201, 201, 409]
    refused = [answer.json()["errors"][0] for answer in answers if answer.status_code == 409]
    assert [(one["field"], one["rule"]) for one in refused] == [
        ("name", "organisation-name-taken"),
        ("name_ar", "organisation-name-taken"),
    ]


async def test_a_name_of_nothing_but_signs_is_refused(api: httpx2.AsyncClient) -> None:
    answers = [await api.post("/organisations", json=EXAMPLE | one) for one in ({"name": "ـــ"}, {"name_ar": "-"})]

    refused = [(answer.status_code, *answer.json()["errors"]) for answer in answers]
    assert [(status, one["field"], one["rule"]) for status, one in refused] == [
        (422, "name", "name-without-letters"),
        (422, "name_ar", "name-without-letters"),
    ]


async def test_an_organisation_is_found_again_by_either_name(database: Database) -> None:
    id_ = await organisation(database, name="Réseau Exemple", name_ar="شبكة الأمثلة")
    await organisation(database, name="Réseau Exemple", region="MA-01")

    async with database.sessions() as db:
        by_latin = await storage.find_organisations(db, "reseau exemple", "MA-02")
        by_arabic = await storage.find_organisations(db, "شبكة الامثلة")
        everywhere = await storage.find_organisations(db, "RÉSEAU EXEMPLE")
        unnamed = await storage.find_organisations(db, " - ")

    assert ([one.id for one in by_latin], [one.id for one in by_arabic]) == ([id_], [id_])
    assert (len(everywhere), list(unnamed)) == (2, [])


async def test_a_change_is_announced_only_where_it_touches_figures(api: httpx2.AsyncClient, database: Database) -> None:
    id_ = (await api.post("/organisations", json=EXAMPLE)).json()["id"]
    changes: list[dict[str, Any]] = [{}, {"email": "Contact@example.org"}, {"kind": "ngo"}]

    answers = [(await api.put(f"/organisations/{id_}", json=EXAMPLE | one)).json()["state"] for one in changes]

    assert answers == ["unchanged", "changed", "changed"]
    assert [(it["aggregateversion"], it["data"]) for it in await said(database, id_)] == [
        (1, {"organisation_id": id_, "kind": "association", "region": "MA-02"}),
        (2, {"organisation_id": id_, "kind": "ngo", "region": "MA-02"}),
    ]


async def test_what_a_change_leaves_out_stays_and_null_takes_it_away(api: httpx2.AsyncClient) -> None:
    whole = EXAMPLE | {"name_ar": "جمعية المثال", "email": "contact@example.org", "phone": "0600000001"}
    id_ = (await api.post("/organisations", json=whole)).json()["id"]

    left_out = await api.put(f"/organisations/{id_}", json=EXAMPLE)
    null = await api.put(f"/organisations/{id_}", json=EXAMPLE | {"name_ar": None})

    assert [answer.json()["state"] for answer in (left_out, null)] == ["unchanged", "changed"]
    (shown,) = (await api.get("/organisations")).json()
    assert (shown["name_ar"], shown["email"], shown["phone"]) == (None, "contact@example.org", "+212600000001")


async def test_the_last_contact_stays_while_somebody_is_reached_through_it(
    api: httpx2.AsyncClient, database: Database
) -> None:
    reachable = EXAMPLE | {"email": "contact@example.org", "phone": "0600000001"}
    id_ = (await api.post("/organisations", json=reachable)).json()["id"]
    await record(database, person(UUID(id_), route="relay"))

    one_left = await api.put(f"/organisations/{id_}", json=EXAMPLE | {"email": None})
    landline = await api.put(f"/organisations/{id_}", json=EXAMPLE | {"phone": "0536000001"})

    assert (one_left.status_code, landline.status_code) == (200, 409)
    assert landline.json()["errors"][0]["rule"] == "relay-needed"
    (shown,) = (await api.get("/organisations")).json()
    assert (shown["email"], shown["phone"]) == (None, "+212600000001")
