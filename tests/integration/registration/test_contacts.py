"""Who is told how to reach whom: services alone, for one message, by the person's route. All people are made up."""

from datetime import timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import httpx2
import pytest
from prometheus_client import CollectorRegistry
from sqlmodel import select
from structlog.testing import capture_logs

from services.registration.contacts.forgetting import forget_before
from services.registration.contacts.storage import ContactsGiven, ContactsRead, ContactsToday, new_today
from shared.events import CancelReason, MessageKind, SessionCancelled
from shared.kernel.clock import machine_now
from shared.kernel.database import Database, run
from tests.integration.registration.conftest import asking
from tests.integration.registration.given import (
    REGION,
    hear,
    open_session,
    organisation,
    people,
    person,
    record,
    register,
    withdraw,
)


def question(session_id: UUID, *ids: UUID, purpose: str = "session.confirmed") -> dict[str, Any]:
    return {"purpose": purpose, "session_id": str(session_id), "participant_ids": [str(id_) for id_ in ids]}


def cancelled(session_id: UUID, reason: CancelReason = "venue") -> SessionCancelled:
    return SessionCancelled(session_id=session_id, region=REGION, reason=reason, aggregateversion=3)


async def test_contacts_are_given_of_those_registered_in_this_session_and_of_nobody_else(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    (who, stranger), session_id, another = await people(database, 2), await open_session(database), uuid4()
    await register(database, session_id, who)
    await register(database, await open_session(database), stranger)

    answer = await notifications.post("/contacts", json=question(session_id, who, stranger, another))

    (contact,) = answer.json()["contacts"]
    assert contact["participant_id"] == str(who)
    assert set(contact) == {
        "participant_id", "given_name", "family_name", "language", "relayed", "not_working",
        "opted_out", "email", "phone",
    }  # fmt: skip
    assert answer.headers["cache-control"] == "no-store"


ROUTES: list[tuple[dict[str, Any], tuple[bool, str | None, str | None]]] = [
    ({"route": "phone"}, (False, "own@example.org", "+212600000001")),
    ({"route": "phone", "email": None}, (False, None, "+212600000001")),
    ({"route": "email"}, (False, "own@example.org", None)),
    ({"route": "relay"}, (True, "relay@example.org", "+212600000002")),
    ({"route": "none"}, (False, None, None)),
    ({"route": "phone", "opted_out": True}, (False, None, None)),
    ({"route": "relay", "opted_out": True}, (True, None, None)),
]


@pytest.mark.parametrize(("facts", "revealed"), ROUTES)
async def test_no_more_is_revealed_than_the_route_needs(
    notifications: httpx2.AsyncClient, database: Database, facts: dict[str, Any], revealed: tuple[Any, ...]
) -> None:
    own = await organisation(database, email="relay@example.org", phone="0600000002")
    addresses = {"email": "own@example.org", "phone": "0600000001"}
    who, session_id = await record(database, person(own, **addresses | facts)), await open_session(database)
    await register(database, session_id, who)

    (contact,) = (await notifications.post("/contacts", json=question(session_id, who))).json()["contacts"]

    assert (contact["relayed"], contact["email"], contact["phone"]) == revealed
    assert contact["opted_out"] == facts.get("opted_out", False)


async def test_the_name_is_in_the_script_of_the_message_where_there_is_one(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    own, session_id = await organisation(database), await open_session(database)
    latin, arabic = ("Exemple", "Un"), ("مثال", "الأول")
    both = dict(zip(("given_name", "family_name", "given_name_ar", "family_name_ar"), latin + arabic, strict=True))
    only_latin = both | {"given_name_ar": None}
    ids = [
        await record(database, person(own, language=language, **names))
        for language, names in (("fr", both), ("ar", both), ("ar", only_latin))
    ]
    for id_ in ids:
        await register(database, session_id, id_)

    shown = (await notifications.post("/contacts", json=question(session_id, *ids))).json()["contacts"]

    names = {one["participant_id"]: (one["given_name"], one["family_name"]) for one in shown}
    assert [names[str(id_)] for id_ in ids] == [latin, arabic, latin]


CALLED = [
    ("session.confirmed", {"registered", "withdrawn"}),
    ("session.waiting", {"registered", "withdrawn", "offered", "waiting"}),
    ("session.offered", {"offered"}),
    ("session.promoted", {"registered", "withdrawn"}),
    ("session.withdrawn", {"withdrawn"}),
    ("session.lapsed", {"withdrawn"}),
    ("session.changed", {"registered", "offered", "waiting"}),
    ("session.reminder", {"registered"}),
]


@pytest.mark.parametrize(("purpose", "called"), CALLED)
async def test_contacts_are_given_for_what_has_happened_to_the_person_alone(
    notifications: httpx2.AsyncClient, database: Database, purpose: str, called: set[str]
) -> None:
    crowd, session_id = await people(database, 4), await open_session(database, seats=2)
    (seat, _), *_ = [await register(database, session_id, who) for who in crowd]
    await withdraw(database, seat)
    kinds = dict(zip(map(str, crowd), ("withdrawn", "registered", "offered", "waiting"), strict=True))

    open_ = await notifications.post("/contacts", json=question(session_id, *crowd, purpose=purpose))
    await hear(database, cancelled(session_id))
    off = await notifications.post("/contacts", json=question(session_id, *crowd, purpose=purpose))

    assert {kinds[one["participant_id"]] for one in open_.json()["contacts"]} == called
    assert off.json() == {"contacts": []}


def test_every_kind_of_message_is_tried_with_those_it_calls_for() -> None:
    assert {purpose for purpose, _ in CALLED} | {"session.cancelled"} == set(get_args(MessageKind))


async def test_a_cancellation_is_told_to_all_who_have_or_await_a_seat_once_we_know_of_it(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    crowd, session_id = await people(database, 3), await open_session(database, seats=1)
    (seat, _), *_ = [await register(database, session_id, who) for who in crowd]
    await withdraw(database, seat)
    asked = question(session_id, *crowd, purpose="session.cancelled")

    too_soon = await notifications.post("/contacts", json=asked)
    await hear(database, cancelled(session_id))
    answer = await notifications.post("/contacts", json=asked)

    assert (too_soon.status_code, too_soon.json()["errors"][0]["rule"]) == (409, "not-cancelled-yet")
    assert {one["participant_id"] for one in answer.json()["contacts"]} == set(map(str, crowd[1:]))


@pytest.mark.parametrize("route", ["phone", "relay"])
async def test_who_wants_no_messages_is_told_when_their_session_changes_or_ends(
    notifications: httpx2.AsyncClient, database: Database, route: str
) -> None:
    addresses = {"email": "own@example.org", "phone": "0600000001"}
    own = await organisation(database, **addresses)
    seated = await record(database, person(own, route=route, opted_out=True, **addresses))
    waiting = await record(database, person(own, route=route, opted_out=True))
    session_id = await open_session(database, seats=1)
    for who in (seated, waiting):
        await register(database, session_id, who)

    async def reached(purpose: str) -> dict[UUID, tuple[bool, str | None, str | None]]:
        answer = await notifications.post("/contacts", json=question(session_id, seated, waiting, purpose=purpose))
        shown = answer.json()["contacts"]
        return {UUID(one["participant_id"]): (one["opted_out"], one["email"], one["phone"]) for one in shown}

    told, spared = (False, "own@example.org", "+212600000001"), (True, None, None)
    assert await reached("session.reminder") == {seated: spared}
    assert await reached("session.changed") == {seated: told, waiting: spared}
    await hear(database, cancelled(session_id))
    assert await reached("session.cancelled") == {seated: told, waiting: spared}


async def test_each_reading_of_contacts_leaves_one_line_without_contents(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    (who, other), session_id = await people(database, 2), await open_session(database)
    await register(database, session_id, who)

    await notifications.post("/contacts", json=question(session_id, who))
    await notifications.post("/contacts", json=question(session_id, other))

    async with database.sessions() as db:
        lines = (await db.exec(select(ContactsRead).order_by(ContactsRead.id))).all()  # type: ignore[arg-type] # it is a column
    assert [(line.caller, line.purpose, line.session_id, line.count) for line in lines] == [
        ("notifications", "session.confirmed", session_id, 1),
        ("notifications", "session.confirmed", session_id, 0),
    ]


async def test_whoever_is_asked_for_again_counts_once_in_a_day(database: Database) -> None:
    crowd, session_id = await people(database, 3), await open_session(database)
    for who in crowd:
        await register(database, session_id, who)

    async with asking(database, "notifications", contacts_per_day=2) as client:
        again = [await client.post("/contacts", json=question(session_id, *crowd[:2])) for _ in range(13)]
        third = await client.post("/contacts", json=question(session_id, *crowd))

    assert ({answer.status_code for answer in again}, third.status_code) == ({200}, 429)
    async with database.sessions.begin() as db:
        assert [one.count for one in await db.exec(select(ContactsGiven))] == [2]
        assert len((await db.exec(select(ContactsToday))).all()) == 2
        await run(db, "update contacts_today set day = day - 1")
        assert await new_today(db, "notifications", machine_now().date(), crowd[:1]) == 1
        assert len((await db.exec(select(ContactsToday))).all()) == 1, "whom a day was about is forgotten with it"


async def test_whom_a_day_was_about_is_forgotten_though_nobody_asks_again(database: Database) -> None:
    (who,) = await people(database, 1)
    async with database.sessions.begin() as db:
        for days in (1, 0):
            await new_today(db, "notifications", machine_now().date() - timedelta(days=days), [who])
        db.add(ContactsToday(caller="of yesterday", participant_id=who, day=machine_now().date() - timedelta(days=1)))

    await forget_before(database, machine_now().date())

    async with database.sessions() as db:
        assert [it.caller for it in await db.exec(select(ContactsToday))] == ["notifications"]


async def test_beyond_the_number_of_a_day_no_contact_is_given_and_an_alarm_is_raised(database: Database) -> None:
    crowd, session_id = await people(database, 5), await open_session(database)
    for who in crowd:
        await register(database, session_id, who)
    async with asking(database, "notifications", contacts_per_day=3) as client:
        asked = [crowd[:2], crowd[2:4], crowd[2:3], crowd[4:]]

        with capture_logs() as lines:
            answers = [await client.post("/contacts", json=question(session_id, *ids)) for ids in asked]
        registry: CollectorRegistry = client._transport.app.state.parts.metrics.registry  # type: ignore[attr-defined] # ours

    assert [answer.status_code for answer in answers] == [200, 429, 200, 429]
    assert answers[1].json()["errors"][0]["rule"] == "contacts-capped"
    assert 0 < int(answers[1].headers["retry-after"]) <= 24 * 60 * 60
    assert "contacts" not in answers[1].json()
    alarms = [line for line in lines if line["event"] == "contacts.capped"]
    assert [(line["log_level"], line["caller"]) for line in alarms] == [("error", "notifications")] * 2
    assert registry.get_sample_value("takwin_registration_contacts_capped_total") == 2
    async with database.sessions() as db:
        assert [one.count for one in await db.exec(select(ContactsGiven))] == [3]


async def test_whoever_may_do_everything_else_may_not_read_contacts(
    api: httpx2.AsyncClient, database: Database
) -> None:
    (who,) = await people(database, 1)

    assert (await api.post("/contacts", json=question(uuid4(), who))).status_code == 403


async def test_notifications_may_read_contacts_and_nothing_else(
    notifications: httpx2.AsyncClient, database: Database
) -> None:
    (who,) = await people(database, 1)

    assert (await notifications.post("/contacts", json=question(uuid4(), who))).status_code == 200
    assert (await notifications.get(f"/participants/{who}")).status_code == 403
    assert (await notifications.get("/sessions")).status_code == 403
