"""The demonstration's phones behind an SMS gateway, in a process of their own."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.integration.notifications.simulated import shown_at, simulator_runs

TOKEN, KEY = "a-token-of-the-gateway", "a key"
TEXT = "Bonjour Salma Exemple, des mots pour une seule personne."


def sms(reference: str = "first", **other: Any) -> dict[str, Any]:
    """What notifications hands over."""
    usual = {"to": "+212600000001", "text": TEXT, "language": "fr", "template": "session.confirmed", "parts": 1}
    return {"reference": reference, **usual, **other}


@asynccontextmanager
async def phones(folder: Path) -> AsyncIterator[tuple[httpx2.AsyncClient, Any, int]]:
    keys = folder / "keys.json"
    keys.write_text(json.dumps({"sms": TOKEN, "outside": KEY}))
    async with simulator_runs("phones", folder / "ledger.jsonl", "--keys", str(keys)) as (process, ports):
        at, known = f"http://127.0.0.1:{ports['port']}", {"authorization": f"Bearer {TOKEN}"}
        async with httpx2.AsyncClient(base_url=at, headers=known, trust_env=False, timeout=5) as http:
            yield http, process, ports["port"]


def ledger(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_text().splitlines()]


async def test_a_message_is_in_the_ledger_when_it_is_taken_without_number_and_text(tmp_path: Path) -> None:
    async with phones(tmp_path) as (http, _, _):
        answer = await http.post("/messages", json=sms())

        assert (answer.status_code, answer.json()) == (202, {"id": "1"})
        assert ledger(tmp_path) == [
            {"channel": "sms", "reference": "first", "language": "fr", "template": "session.confirmed", "parts": 1}
        ]


async def test_the_same_reference_rings_once_also_after_a_kill(tmp_path: Path) -> None:
    async with phones(tmp_path) as (http, process, _):
        await http.post("/messages", json=sms())
        again = await http.post("/messages", json=sms())
        process.kill()
    with (tmp_path / "ledger.jsonl").open("a") as file:
        file.write('{"reference": "torn')

    async with phones(tmp_path) as (http, _, port):
        after_kill = await http.post("/messages", json=sms())
        new = await http.post("/messages", json=sms("torn"))
        shown = (await shown_at(port, KEY)).json()

    assert [(it.status_code, it.json()["id"]) for it in (again, after_kill, new)] == [
        (200, "1"),
        (200, "1"),
        (202, "2"),
    ]
    assert [line["reference"] for line in ledger(tmp_path)] == ["first", "torn"]
    assert len(shown) == 1, "a message that was taken before has rung again"


async def test_a_reference_can_be_asked_for(tmp_path: Path) -> None:
    async with phones(tmp_path) as (http, _, _):
        unknown = await http.get("/messages/first")
        await http.post("/messages", json=sms())
        known = await http.get("/messages/first")

    assert (unknown.status_code, known.status_code, known.json()) == (404, 200, {"state": "taken"})


@pytest.mark.parametrize(
    "wrong", [{"to": "0600000001"}, {"text": ""}, {"parts": 0}, {"parts": "1"}, {"language": "en"}, {"more": 1}]
)
async def test_what_is_not_as_agreed_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    async with phones(tmp_path) as (http, _, _):
        answer = await http.post("/messages", json=sms(**wrong))

    assert (answer.status_code, answer.json(), ledger(tmp_path)) == (422, {"reason": "not-as-agreed"}, [])


async def test_neither_sending_nor_reading_goes_without_a_token_or_a_key(tmp_path: Path) -> None:
    async with phones(tmp_path) as (http, _, port):
        await http.post("/messages", json=sms())
        stranger = {"authorization": f"Bearer {KEY}"}
        refused = [
            await http.post("/messages", json=sms("second"), headers=stranger),
            await http.get("/messages/first", headers=stranger),
            await shown_at(port, TOKEN),
            await shown_at(port, ""),
        ]
        shown = await shown_at(port, KEY)

    assert [it.status_code for it in refused] == [401] * 4
    assert [(it["to"], it["text"], it["parts"]) for it in shown.json()] == [("+212600000001", TEXT, 1)]
    assert len(ledger(tmp_path)) == 1


async def test_it_ends_in_peace_when_asked(tmp_path: Path) -> None:
    async with phones(tmp_path) as (_, process, _):
        process.terminate()

        async with asyncio.timeout(5):
            assert await process.wait() == 0
