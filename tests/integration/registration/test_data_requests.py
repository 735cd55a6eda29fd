"""Requests about somebody's own data: asked of every service, due in time, answered whole. All people are made up."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from programs.services import service_of
from services.registration import app
from services.registration.data_requests.domain import due_on
from services.registration.data_requests.storage import DataAnswer, DataRequest
from services.registration.frame import PAGES
from shared.events import DataAnswered, DataRequested, HeldRow
from shared.kernel.clock import Clock
from shared.kernel.database import Database
from shared.privacy.declared import of_service, services_about_participants
from shared.privacy.held import tables_about
from tests.integration.registration.given import hear, let_it_be, open_session, people, register, said
from tests.integration.registration.given_console import LANGUAGES, browser, seen
from tests.integration.registration.given_imports import how_many
from tests.integration.registration.given_requests import TODAY, filed, forgotten, stored
from tests.integration.registration.test_taken_up_again import recovered, told_by

OTHERS = sorted(services_about_participants() - {"registration"})


def answered(request_id: str, who: UUID, service: str, *rows: HeldRow) -> DataAnswered:
    """Return what a service answers."""
    return DataAnswered(
        request_id=UUID(request_id), participant_id=who, service=service, count=len(rows), rows=list(rows)
    )


async def all_answer(database: Database, request_id: str, who: UUID) -> None:
    """Let every service answer that it holds a seat."""
    row = HeldRow(table="seats", columns={"state": "registered"})
    await hear(database, *(answered(request_id, who, name, row) for name in OTHERS))


async def test_a_request_is_told_with_the_day_until_which_it_is_due(
    api: httpx2.AsyncClient, database: Database
) -> None:
    (who,) = await people(database, 1)

    request_id = await filed(api, who, "copy")

    (told,) = [DataRequested.from_cloudevent(body) for body in await said(database, request_id)]
    assert (told.participant_id, told.kind, told.done) == (who, "copy", False)
    assert told.due_on == TODAY + timedelta(days=11), "ten clear days: neither the first nor the last is counted"


async def test_asked_twice_it_is_one_request(api: httpx2.AsyncClient, database: Database) -> None:
    (who,) = await people(database, 1)

    assert await filed(api, who, "copy") == await filed(api, who, "copy")
    assert await filed(api, who, "erasure") != await filed(api, who, "copy")


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"kind": "retention"}, "literal_error"),
        ({"channel": "dream"}, "literal_error"),
        ({"received_on": "2017-07-04"}, "received-tomorrow"),
        ({"received_on": "soon"}, "date"),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_its_field(
    wrong: dict[str, str], rule: str, api: httpx2.AsyncClient, database: Database
) -> None:
    (who,) = await people(database, 1)
    asked = {"kind": "copy", "channel": "paper", "received_on": str(TODAY)} | wrong

    answer = await api.post(f"/participants/{who}/requests", json=asked)

    assert answer.status_code == 422, rule
    assert [one["field"] for one in answer.json()["errors"]] == list(wrong)
    assert (await api.get("/requests")).json() == []


async def test_a_copy_holds_each_row_of_each_table_that_tells_of_the_person(
    api: httpx2.AsyncClient, database: Database
) -> None:
    (who, other), session_id = await people(database, 2), await open_session(database)
    for one in (who, other):
        await register(database, session_id, one)
    request_id = await filed(api, who, "copy")
    await all_answer(database, request_id, who)

    copy = (await api.get(f"/requests/{request_id}/copy")).json()

    own, *others = copy["parts"]
    by_table = {row["table"]: row["columns"] for row in own["rows"]}
    person = await stored(database, who)
    assert by_table["participant"]["phone"] == person.phone
    assert by_table["registration"]["state"] == "registered"
    assert by_table["consent"]["purpose"] == "messages"
    assert {"data_request", "participant", "registration", "consent"} <= by_table.keys()
    assert str(other) not in str(copy)
    assert [part["service"] for part in others] == OTHERS
    assert copy["missing"] == []


async def test_what_has_not_been_answered_is_said_and_the_copy_is_not_handed_over(
    api: httpx2.AsyncClient, database: Database
) -> None:
    (who,) = await people(database, 1)
    request_id = await filed(api, who, "copy")

    early = await api.post(f"/requests/{request_id}/hand-over")
    missing = (await api.get(f"/requests/{request_id}/copy")).json()["missing"]
    await all_answer(database, request_id, who)
    late = await api.post(f"/requests/{request_id}/hand-over")

    assert (early.status_code, early.json()["type"].rpartition("/")[2]) == (409, "answers-missing")
    assert missing == OTHERS
    assert late.json()["state"] == "done"
    assert DataRequested.from_cloudevent((await said(database, request_id))[-1]).done


async def test_a_copy_is_no_erasure_and_an_erasure_no_copy(api: httpx2.AsyncClient, database: Database) -> None:
    (who,) = await people(database, 1)
    copy, erasure = await filed(api, who, "copy"), await filed(api, who, "erasure")

    answers = [
        await api.post(f"/requests/{copy}/erase"),
        await api.post(f"/requests/{erasure}/hand-over"),
        await api.get(f"/requests/{erasure}/copy"),
        await api.post(f"/requests/{uuid4()}/erase"),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409, 404]
    assert (await stored(database, who)).erased_at is None


@pytest.mark.parametrize("service", OTHERS)
async def test_a_service_answers_with_what_it_holds(
    service: str, new_database: Callable[..., Awaitable[Database]]
) -> None:
    parts = service_of(service)
    database = await new_database(parts, Clock())
    who, asked = uuid4(), {"request_id": uuid4(), "received_on": TODAY, "due_on": due_on(TODAY), "done": False}
    for kind in ("copy", "erasure"):
        async with database.sessions.begin() as db:
            await parts.handlers.handle(DataRequested(participant_id=who, kind=kind, **asked), db)
    async with database.sessions.begin() as db:
        closed = asked | {"done": True}
        await parts.handlers.handle(DataRequested(participant_id=who, kind="copy", **closed), db)

    told = [one for one in await told_by(database) if isinstance(one, DataAnswered)]

    assert [(one.service, one.count, one.rows) for one in told] == [(service, 0, [])] * 2


@pytest.mark.parametrize("service", sorted(services_about_participants()))
def test_no_answer_holds_what_may_not_travel(service: str) -> None:
    kinds = {(one.thing, one.name): one.kind for one in of_service(service)}
    about = [kinds[table.table, name] for table in tables_about(service) for name in table.columns]

    assert about
    assert service == "registration" or {kind.name for kind in about if not kind.travels} <= {"act", "consent"}


def test_all_that_a_copy_may_hold_bears_a_name_for_its_reader() -> None:
    told = PAGES.templates.get_template("kept.html").make_module({"say": str})
    tables, columns = vars(told)["kept_tables"], vars(told)["kept_columns"]
    held = [about for service in sorted({*OTHERS, "registration"}) for about in tables_about(service)]

    assert [about.table for about in held if about.table not in tables] == []
    assert [name for about in held for name in about.columns if name not in columns] == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_pages_lead_from_the_person_to_the_copy(
    language: str, database: Database, api: httpx2.AsyncClient
) -> None:
    (who,) = await people(database, 1)
    async with browser(database, language) as client:
        form = await client.get(f"/participants/{who}/requests/new")
        typed = {"kind": "copy", "channel": "spoken", "received_on": str(TODAY)}
        page = await client.post(f"/participants/{who}/requests/new", data=typed)
        (request_id,) = [one["id"] for one in (await api.get("/requests")).json()]
        await all_answer(database, request_id, who)
        copy = await client.get(f"/requests/{request_id}/copy")
        done = await client.post(f"/requests/{request_id}/hand-over")
        refused = await client.post(f"/participants/{who}/requests/new", data=typed | {"received_on": "2017-08-01"})

    assert [it.status_code for it in (form, page, copy, done)] == [200] * 4
    assert refused.status_code == 409
    assert str((await stored(database, who)).phone) in seen(copy)
    assert "given_name" not in seen(copy)
    assert f"/registration/api/v1/requests/{request_id}/copy" in page.text
    assert "hand-over" not in done.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_late_stands_at_the_top_and_says_so(
    language: str, database: Database, api: httpx2.AsyncClient
) -> None:
    early, late = await people(database, 2)
    first = await filed(api, late, "erasure")
    let_it_be(database, database.clock.now() + timedelta(days=5))
    asked: dict[str, Any] = {"kind": "erasure", "channel": "email", "received_on": "2017-07-08"}
    await api.post(f"/participants/{early}/requests", json=asked)
    let_it_be(database, database.clock.now() + timedelta(days=8))

    async with browser(database, language) as client:
        page = await client.get("/requests")
        erased = await client.post(f"/requests/{first}/erase")

    late_word = {"fr": "Hors délai", "ar": "تجاوز الأجل"}[language]
    assert seen(page).count(late_word) == 1
    assert page.text.index(first) < page.text.index(str((await api.get("/requests")).json()[0]["id"]))
    assert erased.status_code == 200


async def test_a_request_since_the_backup_is_known_again(
    api: httpx2.AsyncClient, database: Database, new_database: Callable[..., Awaitable[Database]]
) -> None:
    who, other = await people(database, 2)
    copy = await filed(api, who, "copy")
    await forgotten(api, other)
    lost = await new_database(app.service(), database.clock)

    await recovered(lost, await told_by(database), [])

    async with lost.sessions() as db:
        again = await db.get_one(DataRequest, UUID(copy))
        assert (again.participant_id, again.due_on, again.done_at) == (who, date(2017, 7, 14), None)
    assert (await stored(lost, other)).erased_at is not None


async def test_an_answer_to_a_request_that_nobody_knows_is_left(database: Database) -> None:
    (who,) = await people(database, 1)

    await hear(database, answered(str(uuid4()), who, "reporting"))

    assert await how_many(database, DataAnswer) == 0
