"""Putting somebody on a list, found again or new: refused beside its field, and nothing is half done."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlmodel import func, select

from services.registration.people.storage import Organisation, Participant, ParticipantSeen
from shared.kernel.database import Database
from tests.integration.registration.given import (
    open_session,
    organisation,
    people,
    person,
    record,
    register,
    states,
)
from tests.integration.registration.given_console import (
    LANGUAGES,
    browser,
    complaints,
    of_new_organisation,
    seen,
)


async def count(database: Database, table: type[Organisation] | type[Participant] | type[ParticipantSeen]) -> int:
    async with database.sessions() as db:
        return (await db.exec(select(func.count()).select_from(table))).one()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sought", ["exEM nadia", "NADIA", "نادية", "06 61 99 99 99", "+212661999999"])
async def test_somebody_is_found_by_name_in_either_script_or_by_phone(
    database: Database, language: str, sought: str
) -> None:
    own = await organisation(database)
    names = {"given_name": "Nadia", "family_name": "Exemple", "given_name_ar": "نادية", "family_name_ar": "مثال"}
    sought_for = await record(database, person(own, phone="0661999999", **names))
    await record(database, person(own, given_name="Autre"))
    session_id = await open_session(database)

    async with browser(database, language) as client:
        page = await client.post(f"/sessions/{session_id}/add", data={"sought": sought})

    assert page.text.count('name="participant_id"') == 1
    assert f'value="{sought_for}"' in page.text


@pytest.mark.parametrize("sought", ["%%", "__", "صصص", "0661999999", "……"])
async def test_what_is_nobodys_name_finds_nobody(database: Database, sought: str) -> None:
    await people(database, 2)

    async with browser(database) as client:
        page = await client.post("/participants", data={"sought": sought})

    assert page.status_code == 200
    assert "Aucune personne connue sous ce nom" in seen(page)


async def test_whoever_was_found_gets_a_seat_with_one_button(database: Database) -> None:
    session_id, [participant_id] = await open_session(database), await people(database, 1)

    async with browser(database) as client:
        page = await client.post(f"/sessions/{session_id}/registrations", data={"participant_id": str(participant_id)})
        again = await client.post(f"/sessions/{session_id}/add", data={"sought": "exemple"})

    assert "Cette personne a une place." in seen(page)
    assert "Déjà sur cette liste" in seen(again)
    assert await states(database, session_id) == {participant_id: "registered"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_newcomer_of_a_new_organisation_gets_a_seat_in_one_form(database: Database, language: str) -> None:
    session_id = await open_session(database)

    async with browser(database, language) as client:
        page = await client.post(f"/sessions/{session_id}/newcomers", data=of_new_organisation())

    assert page.url.path == f"/registration/sessions/{session_id}"
    assert "Association Exemple Neuve" in seen(page)
    assert list((await states(database, session_id)).values()) == ["registered"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"phone": "05 22 22 22 22"}, "phone"),
        ({"phone": "123"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"family_name": ""}, "family_name"),
        ({"family_name_ar": "abc"}, "family_name_ar"),
        ({"sex": ""}, "sex"),
        ({"first_timer": ""}, "first_timer"),
        ({"organisation_id": ""}, "organisation_id"),
        ({"organisation_name": ""}, "organisation_name"),
        ({"organisation_region": ""}, "organisation_region"),
        ({"organisation_region": "MA-99"}, "organisation_region"),
        ({"route": "pigeon"}, "route"),
        ({"given_name": "x" * 201}, "given_name"),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    database: Database, typed: dict[str, str], field: str
) -> None:
    session_id = await open_session(database)

    async with browser(database) as client:
        page = await client.post(f"/sessions/{session_id}/newcomers", data=of_new_organisation(**typed))

    assert page.status_code in {409, 422}
    assert field in complaints(page)
    assert 'value="Association Exemple Neuve"' in page.text or field == "organisation_name", "what was typed stays"
    assert (await count(database, Participant), await count(database, Organisation)) == (0, 0)


async def test_somebody_who_is_known_already_is_shown_instead_of_recorded_twice(database: Database) -> None:
    session_id, [participant_id] = await open_session(database), await people(database, 1)
    async with database.sessions() as db:
        phone = (await db.get_one(Participant, participant_id)).phone or ""

    async with browser(database) as client:
        page = await client.post(f"/sessions/{session_id}/newcomers", data=of_new_organisation(phone=phone))

    assert page.status_code == 409
    assert f'name="participant_id" value="{participant_id}"' in page.text
    assert (await count(database, Participant), await count(database, Organisation)) == (1, 1)


async def test_a_full_session_takes_a_newcomer_onto_the_waiting_list(database: Database) -> None:
    session_id = await open_session(database, seats=1)
    await register(database, session_id, (await people(database, 1))[0])

    async with browser(database) as client:
        page = await client.post(f"/sessions/{session_id}/newcomers", data=of_new_organisation())

    assert "La session est complète" in seen(page)


async def test_no_name_is_ever_part_of_an_address(database: Database) -> None:
    session_id: UUID = await open_session(database)
    addresses: list[str] = []

    async with browser(database) as client:
        client.event_hooks["request"] = [_noting(addresses)]
        await client.post(f"/sessions/{session_id}/add", data={"sought": "Canari"})
        await client.post(f"/sessions/{session_id}/newcomers", data=of_new_organisation(given_name="Canari"))
        await client.post("/participants", data={"sought": "Canari"})

    assert len(addresses) == 4
    assert not any("canari" in address.lower() for address in addresses)


def _noting(addresses: list[str]) -> Any:
    async def note(request: httpx2.Request) -> None:
        addresses.append(str(request.url))

    return note
