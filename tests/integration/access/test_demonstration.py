"""Synthetic staff of a demonstration: signed in by the player's key, with what their role may do, and nowhere else."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from sqlmodel import select

from services.access import app
from services.access.people.storage import Account, account_by
from services.access.settings import AccessSettings
from shared.access import known
from shared.access.accounts import KnownAccount
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.integration.access.browsing import SECRET
from tests.integration.built import EVERYTHING, at

STAFF = "/access/api/v1/demo/staff"
ORGANISATION = "00000000-0000-4000-8000-000000000001"
PLANNER = {"role": "planner", "region": "MA-02"}
MEMBERS: list[dict[str, Any]] = [
    PLANNER,
    {"role": "coordinator", "region": "MA-01"},
    {"role": "national-administrator"},
    {"role": "focal-point", "region": "MA-01", "organisation_id": ORGANISATION},
    {"role": "trainer", "session_ids": [ORGANISATION]},
]


def client(database: Database, caller: str = "player", *, demo: bool = True) -> httpx2.AsyncClient:
    """Return a program that comes with the key of `caller`."""
    settings = AccessSettings(
        database_url=SecretStr(database.url),
        kafka_servers="unused",
        secret=SecretStr(SECRET),
        tokens={caller: SecretStr("key")},
        instance="test",
        demo=demo,
    )
    transport = httpx2.ASGITransport(at(database, lambda: app.create_app(settings)), raise_app_exceptions=False)
    headers = {"authorization": "Bearer key", "accept-language": "en"}
    return httpx2.AsyncClient(transport=transport, base_url=settings.origin, headers=headers)


@pytest.fixture
async def player(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx2.AsyncClient]:
    """The player of a story, in a demonstration."""
    monkeypatch.setattr(known, "REMEMBERED_S", 0.0)
    async with client(database) as player:
        yield player


@pytest.mark.parametrize("member", MEMBERS, ids=lambda it: str(it["role"]))
async def test_a_member_of_the_staff_is_signed_in_with_one_role(
    player: httpx2.AsyncClient, database: Database, member: dict[str, Any]
) -> None:
    answers = [await player.post(STAFF, json=member) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json(), "it is the same account"
    assert answers[0].headers["set-cookie"] != answers[1].headers["set-cookie"]
    async with database.sessions() as db:
        (told,) = (await db.exec(select(KnownAccount))).all()
        (account,) = (await db.exec(select(Account))).all()
    (grant,) = told.grants
    assert {name: grant[name] for name in member} == member
    assert account.email.endswith("@example.org")
    assert account.name.startswith("Exemple ")


async def test_the_cookie_opens_what_the_role_may_and_no_more(player: httpx2.AsyncClient) -> None:
    answer = await player.post(STAFF, json=PLANNER)
    cookie = {"cookie": answer.headers["set-cookie"].partition(";")[0], "authorization": ""}

    own, staff = [await player.get(f"/access/{it}", headers=cookie) for it in ("", "people")]

    assert (own.status_code, staff.status_code) == (200, 403)


@pytest.mark.parametrize(
    ("member", "rule"),
    [
        ({"role": "player"}, "role-unknown"),
        ({"role": "looker", "region": "MA-01"}, "role-unknown"),
        ({"role": "planner"}, "region-needed"),
        ({"role": "planner", "region": "MA-99"}, "region-unknown"),
        ({"role": "reader", "region": "MA-01"}, "scope-too-much"),
    ],
)
async def test_a_role_that_nobody_is_given_is_refused(
    player: httpx2.AsyncClient, database: Database, member: dict[str, Any], rule: str
) -> None:
    answer = await player.post(STAFF, json=member)

    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (422, rule)
    async with database.sessions() as db:
        assert (await db.exec(select(Account))).all() == []


async def test_whose_account_has_ended_is_not_signed_in(player: httpx2.AsyncClient, database: Database) -> None:
    await player.post(STAFF, json=PLANNER)
    async with database.sessions.begin() as db:
        account = await account_by(db, "demo.planner.ma-02@example.org")
        assert account is not None
        account.ended_at = machine_now()

    assert (await player.post(STAFF, json=PLANNER)).status_code == 409


async def test_nobody_but_the_player_signs_staff_in_and_only_in_a_demonstration(database: Database) -> None:
    async with client(database, EVERYTHING) as other, client(database, demo=False) as outside:
        answers = [await it.post(STAFF, json=PLANNER) for it in (other, outside)]
        without = await other.post(STAFF, json=PLANNER, headers={"authorization": ""})

    assert [answer.status_code for answer in (*answers, without)] == [403, 404, 401]
    assert not any("set-cookie" in answer.headers for answer in (*answers, without))
