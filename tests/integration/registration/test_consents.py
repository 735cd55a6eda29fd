"""What people agree to: kept with its words, language and way, and acted upon at once. All people are made up."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.registration.consents.domain import PURPOSES, words
from shared.country import discretion
from shared.kernel.database import Database
from tests.integration.registration.given import open_session, organisation, people, person, record, register
from tests.integration.registration.given_console import browser, seen
from tests.integration.registration.given_imports import everybody, people_list, take_over
from tests.integration.registration.given_requests import forgotten, said_about, stored
from tests.integration.registration.test_contacts import question


async def said(api: httpx2.AsyncClient, who: Any) -> list[tuple[str, bool, int, str, str]]:
    answer = await api.get(f"/participants/{who}/consents")
    names = ("purpose", "given", "words", "language", "channel")
    return [tuple(one[name] for name in names) for one in answer.json()]


async def test_whoever_records_somebody_says_it_for_them(api: httpx2.AsyncClient, database: Database) -> None:
    willing = await record(database, person(await organisation(database), language="ar"))
    unwilling = await record(database, person(await organisation(database), opted_out=True))

    assert await said(api, willing) == [("messages", True, 1, "ar", "form")]
    assert await said(api, unwilling) == [("messages", False, 1, "fr", "form")]


async def test_a_list_says_it_for_those_in_it(api: httpx2.AsyncClient, database: Database) -> None:
    await take_over(api, database, people_list(2))

    for one in await everybody(database):
        assert await said(api, one.id) == [("messages", True, 1, one.language, "list")]


async def test_what_is_taken_back_holds_before_the_next_message(
    api: httpx2.AsyncClient, notifications: httpx2.AsyncClient, database: Database
) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)
    await register(database, session_id, who)

    refused = await said_about(api, who, given=False, channel="phone")

    assert refused.status_code == 201
    (contact,) = (await notifications.post("/contacts", json=question(session_id, who))).json()["contacts"]
    assert (contact["opted_out"], contact["email"], contact["phone"]) == (True, None, None)
    assert await said(api, who) == [("messages", False, 1, "fr", "phone"), ("messages", True, 1, "fr", "form")]
    await said_about(api, who, given=True)
    (contact,) = (await notifications.post("/contacts", json=question(session_id, who))).json()["contacts"]
    assert contact["phone"]


async def test_a_tick_in_the_form_is_kept_as_what_was_said(api: httpx2.AsyncClient, database: Database) -> None:
    (who,) = await people(database, 1)

    answer = await api.put(f"/participants/{who}", json=await form_of(api, who) | {"opted_out": True})

    assert answer.status_code == 200, answer.text
    assert await said(api, who) == [("messages", False, 1, "fr", "form"), ("messages", True, 1, "fr", "form")]


async def form_of(api: httpx2.AsyncClient, who: Any) -> dict[str, Any]:
    """Return the person as the form of a change has it."""
    shown = (await api.get(f"/participants/{who}")).json()
    return {name: value for name, value in shown.items() if name not in {"id", "phone_kind", "version"}}


async def test_the_same_once_more_is_refused_and_changes_nothing(api: httpx2.AsyncClient, database: Database) -> None:
    (who,) = await people(database, 1)

    answer = await said_about(api, who)

    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "consent-unchanged")
    assert len(await said(api, who)) == 1


@pytest.mark.parametrize(
    "wrong", [{"purpose": "newsletter"}, {"language": "en"}, {"channel": "dream"}, {"given": "yes"}]
)
async def test_what_is_no_answer_is_refused_by_its_field(
    wrong: dict[str, Any], api: httpx2.AsyncClient, database: Database
) -> None:
    (who,) = await people(database, 1)

    answer = await said_about(api, who, **wrong)

    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == list(wrong)
    assert len(await said(api, who)) == 1


async def test_of_nobody_and_of_whom_is_forgotten_nothing_is_kept(api: httpx2.AsyncClient, database: Database) -> None:
    (who,) = await people(database, 1)
    await forgotten(api, who)

    assert (await said_about(api, uuid4())).status_code == 404
    assert (await said_about(api, who, given=False)).json()["type"].rpartition("/")[2] == "person-forgotten"


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_the_page_shows_the_words_to_read_and_what_was_said(language: str, database: Database) -> None:
    (who,) = await people(database, 1)
    async with browser(database, language) as client:
        typed = {"purpose": "messages", "given": "false", "language": "ar", "channel": "spoken"}
        page = await client.post(f"/participants/{who}/consents", data=typed)
        again = await client.post(f"/participants/{who}/consents", data=typed)

    assert page.status_code == 200
    assert all(text in seen(page) for purpose in PURPOSES for text in (words()[purpose].fr, words()[purpose].ar))
    assert again.status_code == 409
    assert (await stored(database, who)).opted_out


@pytest.mark.parametrize("purpose", PURPOSES)
def test_words_never_name_the_subject_of_the_training(purpose: str) -> None:
    asked = words()[purpose]

    assert not discretion.tells(asked.fr)
    assert not discretion.tells(asked.ar)
