"""What a list does to people who are known: nobody is renamed, doubled or changed but as the dry run showed."""

from typing import Any

import httpx2
import pytest
from sqlmodel import update

from services.registration.imports.applying import work
from services.registration.people.storage import Participant
from shared.kernel.database import Database
from tests.integration.registration import given
from tests.integration.registration.given_imports import (
    HEADINGS,
    carry_out,
    everybody,
    how_many,
    people_list,
    person,
    rules,
    sent,
    shown,
    take_over,
    workbook,
)


async def test_a_corrected_number_is_corrected_on_the_person_and_then_the_list_is_taken(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = await given.open_session(database)
    await take_over(api, database, people_list(1), session_id)
    corrected = workbook([list(HEADINGS), person(1, phone="0600000009", email=None)])
    before = await shown(api, await sent(api, corrected, session_id))
    (one,) = await everybody(database)

    changed = {name: getattr(one, name) for name in ("given_name", "family_name", "sex", "language", "first_timer")}
    body = {**changed, "organisation_id": str(one.organisation_id), "route": "phone", "phone": "0600000009"}
    assert (await api.put(f"/participants/{one.id}", json=body)).status_code == 200
    after = await shown(api, await sent(api, corrected, session_id))

    assert rules(before) == [(2, "contact-differs")]
    assert (after["counts"]["unchanged"], after["counts"]["has"], after["problems"]) == (1, 1, [])


async def test_a_namesake_is_added_by_hand_and_then_the_list_is_taken(
    api: httpx2.AsyncClient, database: Database
) -> None:
    await take_over(api, database, people_list(1))
    namesake = workbook([list(HEADINGS), person(1, phone="0600000009", email=None)])
    before = await shown(api, await sent(api, namesake))
    (one,) = await everybody(database)

    body: dict[str, Any] = {"given_name": one.given_name, "family_name": one.family_name, "sex": "man"}
    body |= {
        "language": "fr",
        "organisation_id": str(one.organisation_id),
        "first_timer": True,
        "route": "phone",
        "phone": "0600000009",
    }
    assert (await api.post("/participants", json=body)).status_code == 201
    session_id = await given.open_session(database)
    told = await carry_out(api, database, await sent(api, namesake, session_id))

    assert rules(before) == [(2, "contact-differs")]
    assert told["result"] == {"changed": 1, "registered": 1}, "the list says another sex"
    assert await how_many(database) == 2


async def test_namesakes_far_apart_in_one_list_are_two_people_when_it_is_carried_out(
    api: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK", 1)
    rows = [*people_list(1), person(1, phone="0600000009", email="autre@example.org")]

    told = await take_over(api, database, rows)

    assert (told["counts"]["new"], told["result"]) == (2, {"new": 2})


@pytest.mark.parametrize("chunk", [1, 200])
async def test_two_rows_for_one_known_person_are_one_seat(
    api: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(work, "CHUNK", chunk)
    session_id = await given.open_session(database)
    await take_over(api, database, people_list(1))
    by_phone = person(1, email=None, organisation="Association autre")

    told = await take_over(api, database, [list(HEADINGS), by_phone, person(1, phone=None)], session_id)

    assert rules(told) == [(3, "same-person-twice")]
    assert (told["counts"]["take"], told["result"]) == (1, {"changed": 1, "registered": 1, "problem": 1})


async def test_a_row_that_had_a_problem_when_it_was_looked_at_is_left_out(
    api: httpx2.AsyncClient, database: Database
) -> None:
    await take_over(api, database, people_list(1))
    import_id = await sent(api, workbook([list(HEADINGS), person(2), person(3, phone="0600000001")]))
    async with database.sessions.begin() as db:
        await db.exec(update(Participant).values(phone=None, phone_kind=None, route="none"))

    told = await carry_out(api, database, import_id)

    assert (told["result"], rules(told)) == ({"new": 1, "problem": 1}, [(3, "phone-of-another")])


async def test_what_would_change_of_somebody_is_shown_before_it_is_confirmed(
    api: httpx2.AsyncClient, database: Database
) -> None:
    await take_over(api, database, people_list(1))
    moved = person(1, organisation="Association autre", email="autre@example.org")

    import_id = await sent(api, workbook([list(HEADINGS), moved]))

    page = (await api.get(f"/../../imports/{import_id}", params={"lang": "fr"})).text
    told = ("Association fictive 1", "Association autre", "exemple.1@example.org", "autre@example.org")
    assert [f"<bdi>{it}</bdi></td>" in page for it in told] == [True] * 4


async def test_a_change_that_is_taken_back_is_a_change_again(api: httpx2.AsyncClient, database: Database) -> None:
    first, session_id = await given.open_session(database), await given.open_session(database)
    lists = {sex: [list(HEADINGS), person(1, sex=sex)] for sex in ("F", "M")}
    await take_over(api, database, lists["F"], first)

    results = [(await take_over(api, database, lists[sex], session_id))["result"] for sex in ("M", "F", "M")]
    elsewhere = await shown(api, await sent(api, workbook(lists["F"]), first))

    assert [result["changed"] for result in results] == [1, 1, 1]
    assert (await everybody(database))[0].sex == "man"
    assert (elsewhere["counts"]["unchanged"], elsewhere["counts"]["has"]) == (1, 1), "the very list of before"


async def test_an_association_s_own_number_typed_for_all_its_people_is_nobody_s(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await given.organisation(database, name="Association fictive", phone="0600000001")
    rows: list[list[Any]] = [[*HEADINGS[:5], "Contact"], *(through_association(number) for number in (1, 2))]

    alone = await take_over(api, database, [rows[0], rows[1]])
    told = await take_over(api, database, rows)
    again = await shown(api, await sent(api, workbook(rows)))

    assert (alone["result"], told["result"]) == ({"new": 1}, {"new": 1, "unchanged": 1})
    assert (again["counts"]["unchanged"], again["problems"]) == (2, [])
    assert {(it.phone, it.route, it.organisation_id) for it in await everybody(database)} == {(None, "relay", own)}


def through_association(number: int) -> list[Any]:
    """Return somebody for whom the number of the association was typed."""
    return [*person(number, organisation="Association fictive", phone="0600000001")[:5], "association"]
