"""Every refusal of registration over HTTP: status, field, rule, three languages, and nothing changed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import text

from services.registration import actions
from services.registration.storage import Table
from shared.database import Database
from shared.events import SessionCompleted
from tests.integration.registration.given import REGION, open_session, organisation, people, planned, register
from tests.integration.registration.given import person as somebody
from tests.integration.registration.test_people import form

Ask = tuple[str, dict[str, Any]]  # path and body
Expected = tuple[int, str, str]  # status, field and rule of the refusal
NOBODY = str(uuid4())
TAKEN = {"phone": "+212600000001", "email": "exemple.un@example.org"}


@dataclass
class There:
    """Ids of what is there when something is refused."""

    organisation: UUID
    participant: UUID
    planned: UUID
    open: UUID
    over: UUID
    registration_over: UUID


async def given(database: Database) -> There:
    """One person registered in a session that is over, one session open, one not open yet."""
    own, (who,), not_yet = await organisation(database), await people(database, 1), uuid4()
    open_, over = await open_session(database), await open_session(database)
    registration, _ = await register(database, over, who)
    ended = SessionCompleted(session_id=over, region=REGION, aggregateversion=3)
    async with database.sessions.begin() as db:
        await actions.record_participant(db, somebody(own, **TAKEN))
        await actions.note_plan(db, planned(not_yet))
        await actions.note_state(db, ended, "completed")
    return There(own, who, not_yet, open_, over, registration)


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
    body = {"purpose": "session.confirmed", "participant_ids": [NOBODY]}
    return lambda _: ("/contacts", body | changes)


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
    (person(organisation_id=NOBODY), (404, "organisation_id", "organisation-unknown")),
    (person(phone="12"), (422, "phone", "phone-impossible")),
    (person(phone=""), (422, "phone", "phone-impossible")),
    (person(phone="call me"), (422, "phone", "phone-impossible")),
    (person(phone="06 00 00 00 09 ext 5"), (422, "phone", "phone-impossible")),
    (person(phone="06 00 00 00 01"), (409, "phone", "phone-taken")),
    (person(email="exemple"), (422, "email", "email-impossible")),
    (person(email="exemple@example"), (422, "email", "email-impossible")),
    (person(email="a b@example.org"), (422, "email", "email-impossible")),
    (person(email="a@example.org\nbcc: b@example.org"), (422, "email", "email-impossible")),
    (person(email="EXEMPLE.UN@EXAMPLE.ORG"), (409, "email", "email-taken")),
    (person(given_name="x" * 201), (422, "given_name", "string-too-long")),
    (person(given_name="\x07"), (422, "given_name", "control-character")),
    (person(sex="x"), (422, "sex", "literal-error")),
    (person(first_timer="yes"), (422, "first_timer", "bool-type")),
    (person(language="en"), (422, "language", "literal-error")),
    (person(more="x"), (422, "more", "extra-forbidden")),
    (seat("nowhere"), (404, "session_id", "session-unknown")),
    (seat("planned"), (409, "session_id", "session-not-open")),
    (seat("over"), (409, "session_id", "session-over")),
    (seat("open", NOBODY), (404, "participant_id", "participant-unknown")),
    (lambda _: (f"/registrations/{NOBODY}/withdraw", {}), (404, "registration_id", "registration-unknown")),
    (lambda there: (f"/registrations/{there.registration_over}/withdraw", {}), (409, "session_id", "session-over")),
    (contacts(purpose="curiosity"), (422, "purpose", "literal-error")),
    (contacts(participant_ids=[]), (422, "participant_ids", "too-short")),
    (contacts(participant_ids=[NOBODY] * 501), (422, "participant_ids", "too-long")),
]
# Sentences of shared/problems.py, whose translations are not ours.
OF_THE_KERNEL = {"literal-error", "string-too-long", "bool-type", "extra-forbidden", "too-short", "too-long"}


@pytest.mark.parametrize(("ask", "refused"), REFUSALS, ids=named)
async def test_a_refusal_names_field_and_rule_in_three_languages_and_changes_nothing(
    api: httpx2.AsyncClient,
    notifications: httpx2.AsyncClient,
    database: Database,
    ask: Callable[[There], Ask],
    refused: Expected,
) -> None:
    path, body = ask(await given(database))
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
    async with database.engine.connect() as connection:
        return [str((await connection.execute(text(f'select * from "{name}" order by 1'))).all()) for name in names]
