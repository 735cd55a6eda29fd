"""Every refusal of registration over HTTP: status, field, rule, three languages, and nothing changed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import text

from services.registration import app
from services.registration.attendance import actions as attendance
from services.registration.attendance.domain import Marked
from services.registration.seats.storage import blocks
from services.registration.tables import Table
from shared.events import SessionCancelled, SessionCompleted
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from tests.integration.registration.conftest import BEFORE_THE_PILOT
from tests.integration.registration.given import (
    REGION,
    STARTS_AT,
    block,
    hear,
    let_it_be,
    open_session,
    organisation,
    people,
    planned,
    record,
    register,
    session,
)
from tests.integration.registration.given import person as somebody
from tests.integration.registration.test_people import form
from tests.places import owned

Ask = tuple[str, dict[str, Any]]  # path and body
Expected = tuple[int, str, str]  # status, field and rule of the refusal
NOBODY = str(UUID(int=0))
TAKEN = {"phone": "+212600000001", "email": "exemple.un@example.org"}


@dataclass
class There:
    """Ids of what is there when something is refused."""

    organisation: UUID
    participant: UUID
    planned: UUID
    open: UUID
    over: UUID
    off: UUID
    past: UUID
    closed: UUID
    block: UUID
    registration_open: UUID
    registration_over: UUID
    registration_off: UUID
    registration_closed: UUID


@pytest.fixture(scope="module")
async def database(lasting_database: Callable[..., Awaitable[Database]]) -> Database:
    """Registration's database in July 2017, the same for all: what is refused changes nothing in it."""
    return await lasting_database(app.service(), Clock(offset=BEFORE_THE_PILOT - machine_now()))


@pytest.fixture(scope="module")
async def there(database: Database) -> There:
    """One person registered in sessions that are open, over, cancelled, closed; one not open yet, one past by now."""
    own, (who,), not_yet = await organisation(database, name="Exemple"), await people(database, 1), uuid4()
    part = block(STARTS_AT)
    open_ = await open_session(database, blocks=[part])
    over, off = await open_session(database), await open_session(database)
    past, closed = await open_session(database, starts_at=STARTS_AT - timedelta(days=90)), await begun(database)
    asked = [(await register(database, one, who))[0] for one in (open_, over, off, closed)]
    await close(database, closed, who)
    await record(database, somebody(own, **TAKEN))
    ended = SessionCompleted(session_id=over, region=REGION, aggregateversion=3)
    called_off = SessionCancelled(session_id=off, region=REGION, reason="venue", aggregateversion=3)
    await hear(database, planned(not_yet), ended, called_off)
    return There(own, who, not_yet, open_, over, off, past, closed, part.block_id, *asked)


async def begun(database: Database) -> UUID:
    """Return a session of whose two days one block is over by now."""
    starts_at = database.clock.now() - timedelta(hours=5)
    return await open_session(database, starts_at=starts_at, blocks=[block(starts_at)])


async def close(database: Database, session_id: UUID, who: UUID) -> None:
    """Mark the one who has a seat, let the session end, and close the sheet."""
    async with database.sessions.begin() as db:
        (part,) = await blocks(db, session_id)
        await attendance.record_attendance(db, session_id, part.id, [Marked(who, "absent")])
    let_it_be(database, (await session(database, session_id)).ends_at or STARTS_AT)
    async with database.sessions.begin() as db:
        await attendance.close_attendance(db, session_id, nobody_came=True)


def person(**changes: Any) -> Callable[[There], Ask]:
    """Ask to record somebody who differs from one who is possible only by `changes`."""
    return lambda there: ("/participants", form(there.organisation) | changes)


def seat(which: str, participant_id: str | None = None) -> Callable[[There], Ask]:
    """Ask for a seat in a session."""

    def ask(there: There) -> Ask:
        who = participant_id or str(there.participant)
        return f"/sessions/{getattr(there, which, NOBODY)}/registrations", {"participant_id": who}

    return ask


def contacts(**changes: Any) -> Callable[[There], Ask]:
    """Ask for contacts."""
    body = {"purpose": "session.confirmed", "session_id": NOBODY, "participant_ids": [NOBODY]}
    return lambda _: ("/contacts", body | changes)


def move(what: str, which: str) -> Callable[[There], Ask]:
    """Ask to give up a seat, or to answer an offer."""
    return lambda there: (f"/registrations/{getattr(there, which, NOBODY)}/{what}", {})


def recommend(which: str = "open", **changes: Any) -> Callable[[There], Ask]:
    """Ask to keep a recommendation."""
    body = {"theme": "law", "language": "fr", "wording": "Exemple."}
    return lambda there: (f"/sessions/{getattr(there, which, NOBODY)}/recommendations", body | changes)


def rate(which: str = "open", **changes: Any) -> Callable[[There], Ask]:
    """Ask to keep feedback."""

    def ask(there: There) -> Ask:
        body = {"participant_id": str(there.participant), "usefulness": 5, "method": 4, "organisation": 3}
        return f"/sessions/{getattr(there, which, NOBODY)}/feedback", body | changes

    return ask


def own(**changes: Any) -> Callable[[There], Ask]:
    """Ask to register an organisation."""
    return lambda _: ("/organisations", {"name": "Exemple", "kind": "association", "region": "MA-02"} | changes)


def named(value: object) -> str:
    """Name a case after the field and the rule."""
    return " ".join(value[1:]) if isinstance(value, tuple) else ""


REFUSALS: list[tuple[Callable[[There], Ask], Expected]] = [
    (own(region="MA-99"), (422, "region", "region-unknown")),
    (own(kind="of another kind"), (422, "kind", "literal-error")),
    (own(name="a\nb"), (422, "name", "control-character")),
    (own(name="EXEMPLE"), (409, "name", "organisation-name-taken")),
    (own(name="Deux", email="contact"), (422, "email", "email-impossible")),
    (own(name="Deux", phone="12"), (422, "phone", "phone-impossible")),
    (person(organisation_id=NOBODY), (404, "organisation_id", "organisation-unknown")),
    (person(phone="12"), (422, "phone", "phone-impossible")),
    (person(phone=""), (422, "phone", "phone-impossible")),
    (person(phone="call me"), (422, "phone", "phone-impossible")),
    (person(phone="06 00 00 00 09 ext 5"), (422, "phone", "phone-impossible")),
    (person(phone="06 00 00 00 01"), (409, "phone", "phone-of-another")),
    (person(email="exemple"), (422, "email", "email-impossible")),
    (person(email="exemple@example"), (422, "email", "email-impossible")),
    (person(email="a b@example.org"), (422, "email", "email-impossible")),
    (person(email="a@example.org\nbcc: b@example.org"), (422, "email", "email-impossible")),
    (person(email="EXEMPLE.UN@EXAMPLE.ORG"), (409, "email", "email-of-another")),
    (person(given_name="x" * 201), (422, "given_name", "string-too-long")),
    (person(given_name="\x07"), (422, "given_name", "control-character")),
    (person(sex="x"), (422, "sex", "literal-error")),
    (person(first_timer="yes"), (422, "first_timer", "bool-type")),
    (person(language="en"), (422, "language", "literal-error")),
    (person(more="x"), (422, "", "extra-forbidden")),
    (person(family_name=None), (422, "family_name", "name-incomplete")),
    (person(given_name=None, family_name=None), (422, "given_name", "name-incomplete")),
    (person(given_name="مثال"), (422, "given_name", "letters-not-latin")),
    (person(given_name="12"), (422, "given_name", "letters-not-latin")),
    (person(given_name_ar="Exemple"), (422, "given_name_ar", "letters-not-arabic")),
    (person(route="pigeon"), (422, "route", "literal-error")),
    (person(route="phone"), (422, "phone", "phone-needed")),
    (person(route="phone", phone="0536000001"), (422, "phone", "landline-takes-no-sms")),
    (person(route="phone", phone="0800000001"), (422, "phone", "number-takes-no-sms")),
    (person(route="email"), (422, "email", "email-needed")),
    (person(route="relay"), (409, "route", "organisation-unreachable")),
    (seat("nowhere"), (404, "session_id", "session-unknown")),
    (seat("planned"), (409, "session_id", "session-not-open")),
    (seat("over"), (409, "session_id", "session-over")),
    (seat("past"), (409, "session_id", "session-over")),
    (seat("closed"), (409, "session_id", "attendance-complete")),
    (seat("open", NOBODY), (404, "participant_id", "participant-unknown")),
    (seat("off"), (409, "session_id", "session-called-off")),
    (move("withdraw", "nobody"), (404, "registration_id", "registration-unknown")),
    (move("withdraw", "registration_over"), (409, "session_id", "session-over")),
    (move("withdraw", "registration_off"), (409, "session_id", "session-called-off")),
    (move("withdraw", "registration_closed"), (409, "session_id", "attendance-complete")),
    (move("decline", "registration_open"), (409, "registration_id", "no-offer")),
    (move("accept", "nobody"), (404, "registration_id", "registration-unknown")),
    (lambda there: (f"/sessions/{there.open}/attendance/close", {}), (409, "session_id", "attendance-too-early")),
    (lambda there: (f"/sessions/{there.over}/attendance/close", {}), (409, "session_id", "blocks-not-planned")),
    (lambda there: (f"/sessions/{there.off}/attendance/close", {}), (409, "session_id", "session-called-off")),
    (recommend("nowhere"), (404, "session_id", "session-unknown")),
    (recommend("off"), (409, "session_id", "session-called-off")),
    (recommend(theme="weather"), (422, "theme", "theme-unknown")),
    (recommend(wording=""), (422, "wording", "string-too-short")),
    (recommend(wording="x" * 2001), (422, "wording", "string-too-long")),
    (lambda _: (f"/recommendations/{NOBODY}/release", {}), (404, "recommendation_id", "recommendation-unknown")),
    (rate(usefulness=6), (422, "usefulness", "less-than-equal")),
    (rate(method=0), (422, "method", "greater-than-equal")),
    (rate(participant_id=NOBODY), (404, "participant_id", "participant-unknown")),
    (rate(), (409, "participant_id", "was-not-there")),
    (contacts(purpose="curiosity"), (422, "purpose", "literal-error")),
    (contacts(participant_ids=[]), (422, "participant_ids", "too-short")),
    (contacts(participant_ids=[NOBODY] * 501), (422, "participant_ids", "too-long")),
]
# Sentences of shared/http/problems.py, whose translations are not ours.
OF_THE_KERNEL = {
    "literal-error", "string-too-long", "string-too-short", "bool-type", "extra-forbidden", "too-short", "too-long",
    "less-than-equal", "greater-than-equal",
}  # fmt: skip


@pytest.mark.parametrize(("ask", "refused"), REFUSALS, ids=named)
async def test_a_refusal_names_field_and_rule_in_three_languages_and_changes_nothing(
    api: httpx2.AsyncClient,
    notifications: httpx2.AsyncClient,
    database: Database,
    there: There,
    *,
    ask: Callable[[There], Ask],
    refused: Expected,
) -> None:
    path, body = ask(there)
    before = await everything(database)
    caller = notifications if path == "/contacts" else api

    answers = [await caller.post(path, json=body, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, refused)
    assert await everything(database) == before


@pytest.mark.parametrize(
    ("path", "field", "rule"),
    [
        (f"/participants/{NOBODY}", "participant_id", "participant-unknown"),
        (f"/sessions/{NOBODY}/registrations", "session_id", "session-unknown"),
    ],
)
async def test_what_does_not_exist_is_not_shown(api: httpx2.AsyncClient, path: str, field: str, rule: str) -> None:
    answers = [await api.get(path, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, (404, field, rule))


def assert_refused(answers: list[httpx2.Response], refused: Expected) -> None:
    """All say the same field and rule, each in its own language."""
    status, field, rule = refused
    errors = [answer.json()["errors"][0] for answer in answers]
    assert {answer.status_code for answer in answers} == {status}
    assert {(error["field"], error["rule"]) for error in errors} == {(field, rule)}
    assert [answer.headers["content-language"] for answer in answers] == ["en", "fr", "ar"]
    if rule not in OF_THE_KERNEL:
        assert len({error["message"] for error in errors}) == 3


async def everything(database: Database) -> list[str]:
    """Return all that is stored, rows of the outbox included."""
    names = [*sorted(Table.metadata.tables), "outbox"]
    async with owned(database) as connection:
        return [str((await connection.execute(text(f'select * from "{name}" order by 1'))).all()) for name in names]
