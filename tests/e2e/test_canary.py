"""A name, a phone, a remark typed in, in refused requests and lists too, stay in the table they were typed into."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from deploy.embedded.stack import SERVICES
from tests.e2e.canaries import Canaries, files_with, repeats, tables_with
from tests.e2e.pilot import Pilot
from tests.running import eventually

REGISTRATION, SCHEDULING = "/registration/api/v1", "/scheduling/api/v1"
DAY = "2017-10-03"
OWN = {"registration.participant", "registration.people_import", "registration.recommendation", "registration.feedback"}
VOICED = "scheduling.need"  # words of a need, as typed, until somebody has read and released them


async def test_canaries_are_found_nowhere_but_where_they_were_typed_in(taken_up: Pilot) -> None:
    pilot, canaries = taken_up, Canaries()
    await pilot.start()
    await pilot.played()
    async with pilot.http() as http:
        organisation = (await http.get(f"{REGISTRATION}/organisations")).json()[0]
        session = await _open_session(http)
        person = await _person_who_gets_messages(pilot, http, canaries, session["id"], organisation["id"])
        await _lists(http, canaries, session["id"], organisation["name"])
        await _said_in_words(pilot, http, canaries, session, person)
        await _voiced(http, canaries)
        await _refused_requests(http, canaries, person, session["id"], organisation["id"])
    found_in_metrics = canaries.found((await pilot.metrics()).encode())
    assert await pilot.stop() == 0
    await pilot.start()
    await pilot.played()  # so that the results, too, are of everything

    tables = await tables_with(canaries, pilot)
    assert await pilot.stop() == 0

    assert tables >= {*OWN, VOICED}, "the canaries must be where they belong"
    assert {it.partition(".")[0] for it in tables - {VOICED}} == {"registration"}
    assert found_in_metrics == []
    assert files_with(canaries, pilot) == {}


async def _done(http: Any, method: str, path: str, body: Any = None) -> dict[str, Any]:
    answer = await http.request(method, path, json=body, headers={"idempotency-key": str(uuid4())})
    assert answer.is_success, (path, answer.text)
    receipt: dict[str, Any] = answer.json()
    return receipt


async def _open_session(http: Any) -> dict[str, Any]:
    known = (await http.get(f"{SCHEDULING}/sessions")).json()[0]
    module = (await http.get(f"{SCHEDULING}/modules")).json()[0]
    times = {"starts_local": f"{DAY}T09:00:00", "ends_local": f"{DAY}T12:00:00"}
    block = {"module_id": module["id"], "module_version": module["version"], **times}
    plan = {**{name: known[name] for name in ("programme_id", "venue_id")}, "seats": 5, **times, "blocks": [block]}
    session_id = (await _done(http, "POST", f"{SCHEDULING}/sessions", plan))["id"]
    await _done(http, "POST", f"{SCHEDULING}/sessions/{session_id}/open")

    async def heard() -> bool:
        sessions = (await http.get(f"{REGISTRATION}/sessions")).json()
        return any(it["id"] == session_id and it["state"] == "open" for it in sessions)

    await eventually(heard, within_s=30)
    session: dict[str, Any] = (await http.get(f"{SCHEDULING}/sessions/{session_id}")).json()
    return session


async def _person_who_gets_messages(
    pilot: Pilot, http: Any, canaries: Canaries, session_id: str, organisation_id: str
) -> str:
    person = {
        "given_name": "Salma",
        "family_name": canaries.latin,
        "given_name_ar": "سلمى",
        "family_name_ar": canaries.arabic,
        "sex": "woman",
        "organisation_id": organisation_id,
        "first_timer": True,
        "language": "ar",
        "route": "phone",
        "phone": canaries.phone,
        "email": canaries.email,
    }
    participant_id = str((await _done(http, "POST", f"{REGISTRATION}/participants", person))["id"])
    before = {simulator: len(pilot.ledger(simulator)) for simulator in ("mailbox", "phones")}
    await _to_morning(pilot, http)
    await _done(http, "POST", f"{REGISTRATION}/sessions/{session_id}/registrations", {"participant_id": participant_id})

    async def told() -> bool:
        return all(len(pilot.ledger(simulator)) > number for simulator, number in before.items())

    await eventually(told, within_s=30)
    assert canaries.found(json.dumps(await pilot.shown("phones")).encode()), "no canary was written to anybody"
    return participant_id


async def _to_morning(pilot: Pilot, http: Any) -> None:
    """Let it be a decent hour, at which phones may ring."""
    now = datetime.fromisoformat((await http.get("/notifications/api/v1/demo/clock")).json()["now"])
    await _clocks(pilot, (now + timedelta(days=1)).replace(hour=10, minute=0))


async def _clocks(pilot: Pilot, moment: datetime) -> None:
    """Let it be a later moment, by the key of the player, who alone may say so."""
    async with pilot.http(None) as player:
        for service in SERVICES:
            moved = await player.put(f"/{service}/api/v1/demo/clock", json={"now": moment.isoformat()})
            assert moved.status_code in {200, 409}, moved.text


async def _lists(http: Any, canaries: Canaries, session_id: str, association: str) -> None:
    """A list that is read and comes back, one that is carried out, and some that are refused."""
    path, fields = f"{REGISTRATION}/imports", {"session_id": session_id}
    file = (f"{canaries.latin}.xlsx", canaries.workbook(association))
    read = await http.post(path, files={"file": file}, data=fields)
    assert read.status_code == 201, read.text
    import_id = read.json()["id"]
    assert canaries.found((await http.get(f"{path}/{import_id}/file")).content) == [], "it is packed"
    await _done(http, "POST", f"{path}/{import_id}/confirm")

    async def done() -> bool:
        return bool((await http.get(f"{path}/{import_id}")).json()["state"] == "done")

    await eventually(done, within_s=30)
    refused = [
        await http.post(path, files={"file": (f"{canaries.latin}.pdf", b"%PDF-1.7 " + canaries.arabic.encode())}),
        await http.post(path, files={"file": (f"{canaries.arabic}.xlsx", file[1][:-200])}, data=fields),
        await http.post(path, files={"file": file}, data={"session_id": canaries.latin}),
        await http.post(path, files={canaries.latin: file}, data={"session_id": str(uuid4())}),
    ]
    assert all(400 <= answer.status_code < 500 for answer in refused), [it.status_code for it in refused]
    assert repeats(canaries, refused) == []


async def _said_in_words(pilot: Pilot, http: Any, canaries: Canaries, session: dict[str, Any], person: str) -> None:
    """A recommendation that nobody releases, and a remark in feedback."""
    id_, block = session["id"], session["blocks"][0]
    await _clocks(pilot, datetime.fromisoformat(f"{DAY}T13:00:00+00:00"))
    marks = {"marks": [{"participant_id": person, "state": "present"}]}
    await _done(http, "PUT", f"{REGISTRATION}/sessions/{id_}/blocks/{block['id']}/attendance", marks)
    said = {"theme": "other", "language": "ar", "wording": f"{canaries.arabic} {canaries.latin}"}
    await _done(http, "POST", f"{REGISTRATION}/sessions/{id_}/recommendations", said)
    rating = {"usefulness": 4, "method": 4, "organisation": 4, "comment": f"{canaries.latin} {canaries.arabic}"}
    await _done(http, "POST", f"{REGISTRATION}/sessions/{id_}/feedback", {"participant_id": person, **rating})


async def _voiced(http: Any, canaries: Canaries) -> None:
    """A need whose words name somebody, kept and not released."""
    need = {"theme": "other", "language": "fr", "wording": f"{canaries.latin} {canaries.arabic} {canaries.phone}"}
    assessment = {"region": "MA-02", "city": "Oujda", "held_on": "2017-04-11", "needs": [need]}
    await _done(http, "POST", f"{SCHEDULING}/assessments", assessment)


async def _refused_requests(http: Any, canaries: Canaries, person: str, session_id: str, organisation_id: str) -> None:
    """Everything that may quote what was typed: a wrong type, a double, a wrong place, a broken body, a wrong path."""
    latin, phone, email = canaries.latin, canaries.phone, canaries.email
    wrong = {
        "given_name": latin,
        "family_name": canaries.arabic,
        "sex": email,
        "organisation_id": phone,
        "phone": latin,
    }
    double: dict[str, Any] = {"given_name": latin, "family_name": latin, "sex": "man", "organisation_id": str(uuid4())}
    double |= {"first_timer": False, "language": "fr", "route": "phone", "phone": phone, "email": email}
    people, sessions = f"{REGISTRATION}/participants", f"{REGISTRATION}/sessions"
    answers = await asyncio.gather(
        http.post(people, json=wrong),
        http.post(people, json=double),
        http.post(people, json=double | {"organisation_id": organisation_id}),
        http.post(people, json=double | {email: latin}),
        http.post(f"{SCHEDULING}/assessments", json={"needs": [{phone: latin}], latin: email}),
        http.post(people, content=json.dumps(double)[:-1] + email),
        http.put(f"{people}/{person}", json=double | {"email": latin, "organisation_id": organisation_id}),
        http.post(f"{sessions}/{email}/registrations", json={"participant_id": person}),
        http.post(f"{sessions}/{session_id}/recommendations", json={"theme": latin, "wording": canaries.arabic}),
        http.post(f"{sessions}/{session_id}/feedback", json={"participant_id": person, "comment": latin}),
        http.post(f"{REGISTRATION}/organisations", json={"name": latin, "kind": email, "region": phone}),
        http.get(f"{people}/{phone}"),
        http.get(f"/{email}/{latin}"),
        http.post(f"{SCHEDULING}/programmes", json={"code": email, "title": latin, "donors": "x"}),
    )
    assert all(400 <= answer.status_code < 500 for answer in answers), [answer.status_code for answer in answers]
    assert repeats(canaries, list(answers)) == [], "a refusal repeats what was typed"
