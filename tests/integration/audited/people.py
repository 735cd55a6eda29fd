"""Everything that a program can do in registration, each deed once."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from tests.integration.audited.walk import Walk
from tests.integration.registration.conftest import asking
from tests.integration.registration.given import open_session, people
from tests.integration.registration.given_imports import XLSX
from tests.integration.registration.given_requests import AGREES
from tests.integration.registration.test_calls import settle
from tests.integration.registration.test_data_requests import all_answer
from tests.integration.registration.test_import_choices import HEAD, book, person
from tests.integration.test_every_route import somebody

API = "/api/v1"
ORGANISATION = {"name": "Association Exemple du programme", "kind": "association", "region": "MA-02"}
COLUMNS = ["given_name", "family_name", "organisation", "phone", "sex"]
ASKED = {"channel": "paper", "received_on": "2017-04-03"}
WORDS = {"theme": "identification", "language": "fr", "wording": "Exemple de recommandation."}
RATINGS = {"usefulness": 4, "method": 4, "organisation": 5}


async def do_everything(walk: Walk) -> None:
    """Walk along every route of the API that changes something before a session begins."""
    await _people(walk)
    await _seats(replace(walk, ids=dict(walk.ids)))
    await _voices(walk)
    await _lists(walk)
    await _own_data(walk)


async def _people(walk: Walk) -> None:
    organisation_id = await walk.do(f"POST {API}/organisations", ORGANISATION)
    await walk.do(f"PUT {API}/organisations/{{organisation_id}}", ORGANISATION | {"name": "Association Exemple"})
    newcomer = somebody(organisation_id) | {"given_name": "Nouvelle"}
    walk.ids["participant_id"] = await walk.do(f"POST {API}/participants", newcomer)
    await walk.do(f"PUT {API}/participants/{{participant_id}}", newcomer | {"given_name": "Autre"})
    await walk.do(f"POST {API}/participants/{{participant_id}}/consents", AGREES | {"given": False})


async def full_session(walk: Walk) -> list[UUID]:
    """Let the walk go on in a session of one seat; return three people who want it."""
    walk.ids["session_id"] = str(await open_session(walk.database, seats=1))
    return await people(walk.database, 3)


async def _seats(walk: Walk) -> None:
    takers, seat = await full_session(walk), f"POST {API}/registrations/{{registration_id}}"
    taken = [await _take(walk, who) for who in takers]
    await settle(walk.database, UUID(walk.ids["session_id"]), takers[0], sms=("failed", "sms-bad-number"))
    acts = [(0, "called"), (0, "withdraw"), (1, "accept"), (1, "withdraw"), (2, "decline"), (0, "put-back")]
    for number, act in acts:
        walk.ids["registration_id"] = taken[number]
        await walk.do(f"{seat}/{act}")


async def _take(walk: Walk, who: UUID) -> str:
    return await walk.do(f"POST {API}/sessions/{{session_id}}/registrations", {"participant_id": str(who)})


async def _voices(walk: Walk) -> None:
    said = f"POST {API}/recommendations/{{recommendation_id}}"
    for acts in (["release", "withdraw"], ["remove"]):
        walk.ids["recommendation_id"] = await walk.do(f"POST {API}/sessions/{{session_id}}/recommendations", WORDS)
        for act in acts:
            await walk.do(f"{said}/{act}")


def two_sheets(first: str, second: str) -> dict[str, Any]:
    """Return a file of two lists, with a made-up person in each, as it is sent."""
    content = book([HEAD, person(first)], [HEAD, person(second)])
    return {"files": {"file": ("liste.xlsx", content, XLSX)}, "data": {"region": "MA-02"}}


async def _lists(walk: Walk) -> None:
    list_ = f"{API}/imports/{{import_id}}"
    walk.ids["import_id"] = sent = await walk.do(f"POST {API}/imports", **two_sheets("A", "B"))
    await walk.do(f"POST {list_}/columns", {"heading_row": 1, "columns": COLUMNS})
    await walk.do(f"POST {list_}/choices", {"hidden_rows": False})
    await walk.do(f"POST {list_}/answers", {})
    walk.ids["import_id"] = await walk.do(f"POST {list_}/sheets", {"name": "Sheet2"})
    await walk.do(f"DELETE {list_}")
    walk.ids["import_id"] = sent
    await walk.do(f"POST {list_}/confirm")


async def _own_data(walk: Walk) -> None:
    for kind, act in (("copy", "hand-over"), ("erasure", "erase")):
        filed = f"POST {API}/participants/{{participant_id}}/requests"
        walk.ids["request_id"] = await walk.do(filed, {"kind": kind, **ASKED})
        await all_answer(walk.database, walk.ids["request_id"], UUID(walk.ids["participant_id"]))
        await walk.do(f"POST {API}/requests/{{request_id}}/{act}")


async def ask_for_contacts(walk: Walk) -> None:
    """Ask how somebody is reached, as the service that writes to them does."""
    asked = {"purpose": "session.confirmed", "session_id": walk.ids["session_id"]}
    async with asking(walk.database, "notifications") as client:
        writer = replace(walk, client=client, caller="notifications")
        await writer.do(f"POST {API}/contacts", asked | {"participant_ids": [walk.ids["participant_id"]]})


async def hold_a_session(walk: Walk) -> None:
    """Mark everybody in each block, let one of two say how it was, close the sheet."""
    seats = (await walk.ask(f"GET {API}/sessions/{{session_id}}/registrations")).json()
    first, walk.ids["participant_id"] = [it["participant_id"] for it in seats if it["state"] == "registered"]
    marks = [{"participant_id": who, "state": "present"} for who in (first, walk.ids["participant_id"])]
    for block in (await walk.ask(f"GET {API}/sessions/{{session_id}}/attendance")).json()["blocks"]:
        walk.ids["block_id"] = block["id"]
        await walk.do(f"PUT {API}/sessions/{{session_id}}/blocks/{{block_id}}/attendance", {"marks": marks})
    await walk.do(f"POST {API}/sessions/{{session_id}}/feedback", RATINGS | {"participant_id": first})
    await walk.do(f"POST {API}/sessions/{{session_id}}/attendance/close")
