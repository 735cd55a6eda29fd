"""A name, a phone, an e-mail typed in, in refused requests too, stay in registration's table of people alone."""

import json
from typing import Any
from uuid import uuid4

import asyncpg

from deploy.embedded.stack import SERVICES
from tests.e2e.pilot import Pilot
from tests.running import eventually

NAME, FAMILY = "Kanariwa-Xyzzy", "كناريوة-اختبار"
PHONE, NATIONAL, EMAIL = "+212699887766", "0699887766", "kanariwa.xyzzy@example.org"
CANARIES = [NAME, FAMILY, PHONE[1:], NATIONAL, EMAIL, "xyzzy"]
OWN_TABLE = ("registration", "participant")
REGISTRATION, SCHEDULING = "/registration/api/v1", "/scheduling/api/v1"


async def test_canaries_are_found_nowhere_outside_registrations_table_of_people(pilot: Pilot) -> None:
    participant_id = await _person_who_gets_a_message(pilot)
    await _refused_requests(pilot, participant_id)
    found_in_metrics = _found((await pilot.metrics()).encode())

    tables = [place for name in SERVICES for place in await _tables_with_canaries(pilot, name)]
    assert await pilot.stop() == 0

    assert tables == [OWN_TABLE], "the canary must be where it belongs, and only there"
    assert found_in_metrics == []
    assert _files_with_canaries(pilot) == {}


async def _person_who_gets_a_message(pilot: Pilot) -> str:
    messages = len(pilot.ledger())
    async with pilot.http() as http:
        session_id = await _open_session(http)
        organisation = (await http.get(f"{REGISTRATION}/organisations")).json()[0]["id"]
        person: dict[str, Any] = {
            "given_name": NAME,
            "family_name": FAMILY,
            "sex": "woman",
            "organisation_id": organisation,
        }
        person |= {"first_timer": True, "language": "ar", "phone": NATIONAL, "email": EMAIL}
        answer = await http.post(f"{REGISTRATION}/participants", json=person, headers={"idempotency-key": str(uuid4())})
        assert answer.status_code == 201, answer.text
        seat = {"participant_id": answer.json()["id"]}
        assert (await http.post(f"{REGISTRATION}/sessions/{session_id}/registrations", json=seat)).is_success

    async def told() -> bool:
        return len(pilot.ledger()) > messages

    await eventually(told, within_s=30)
    return str(answer.json()["id"])


async def _open_session(http: Any) -> str:
    known = (await http.get(f"{SCHEDULING}/sessions")).json()[0]
    new = {name: known[name] for name in ("programme_id", "venue_id")}
    new |= {"seats": 5, "starts_local": "2017-10-03T09:00:00", "ends_local": "2017-10-03T16:00:00"}
    planned = await http.post(f"{SCHEDULING}/sessions", json=new)
    assert planned.status_code == 201, planned.text
    session_id = str(planned.json()["id"])
    assert (await http.post(f"{SCHEDULING}/sessions/{session_id}/open")).is_success

    async def heard() -> bool:
        sessions = (await http.get(f"{REGISTRATION}/sessions")).json()
        return any(it["id"] == session_id and it["state"] == "open" for it in sessions)

    await eventually(heard, within_s=30)
    return session_id


async def _refused_requests(pilot: Pilot, participant_id: str) -> None:
    """Everything that may quote what was typed: a wrong type, a double, a wrong place, a broken body, a wrong path."""
    person = {"given_name": NAME, "family_name": FAMILY, "sex": EMAIL, "organisation_id": PHONE, "phone": NAME}
    double: dict[str, Any] = {"given_name": NAME, "family_name": FAMILY, "sex": "man", "organisation_id": str(uuid4())}
    double |= {"first_timer": False, "language": "fr", "phone": PHONE, "email": EMAIL}
    async with pilot.http() as http:
        organisation = (await http.get(f"{REGISTRATION}/organisations")).json()[0]["id"]
        answers = [
            await http.post(f"{REGISTRATION}/participants", json=person),
            await http.post(f"{REGISTRATION}/participants", json=double),
            await http.post(f"{REGISTRATION}/participants", json=double | {"organisation_id": organisation}),
            await http.post(f"{REGISTRATION}/participants", json=double | {EMAIL: NAME}),
            await http.post(f"{REGISTRATION}/participants", content=json.dumps(double)[:-1] + EMAIL),
            await http.post(f"{REGISTRATION}/sessions/{EMAIL}/registrations", json={"participant_id": participant_id}),
            await http.post(f"{REGISTRATION}/organisations", json={"name": NAME, "kind": EMAIL, "region": PHONE}),
            await http.get(f"{REGISTRATION}/participants/{PHONE}"),
            await http.get(f"/{EMAIL}/{NAME}"),
            await http.post(f"{SCHEDULING}/programmes", json={"code": EMAIL, "title": NAME, "donors": "x"}),
        ]
    assert all(400 <= answer.status_code < 500 for answer in answers), [answer.status_code for answer in answers]
    repeated = [number for number, answer in enumerate(answers) if _found(answer.content)]
    assert repeated == [3], "a refusal repeats what was typed, other than the name of a field that does not exist"


async def _tables_with_canaries(pilot: Pilot, name: str) -> list[tuple[str, str]]:
    connection = await asyncpg.connect(pilot.database_url(name))
    try:
        tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
        rows = {table: await connection.fetch(f'select t::text as row from "{table}" t') for (table,) in tables}
    finally:
        await connection.close()
    return [(name, table) for table, found in rows.items() if any(_found(row["row"].encode()) for row in found)]


def _files_with_canaries(pilot: Pilot) -> dict[str, list[str]]:
    """Search every file of the installation but the database's own, which was searched table by table."""
    files = [file for root in (pilot.folder, pilot.out) for file in root.rglob("*") if file.is_file()]
    own = [file for file in files if "postgres" not in file.relative_to(pilot.folder.parent).parts]
    assert any(file.suffix == ".log" and "kafka" in str(file) for file in own), "Kafka's segments were not searched"
    return {str(file): found for file in own if (found := _found(file.read_bytes()))}


def _found(content: bytes) -> list[str]:
    """Return the canaries in it, as they are or as JSON and Postgres may write them."""
    lowered = content.lower()
    forms = {canary: (canary.lower().encode(), json.dumps(canary)[1:-1].lower().encode()) for canary in CANARIES}
    return [canary for canary, ways in forms.items() if any(way in lowered for way in ways)]
