"""A list gives a known association the contact that it lacked, and never another one. Everybody is made up."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from services.registration.people import actions
from services.registration.people.storage import Organisation
from shared.kernel.database import Database
from tests.integration.registration.given import organisation
from tests.integration.registration.given_imports import carry_out, everybody, sent, shown, workbook

NAME = "Association Exemple"
HEADINGS = [
    "Prénom",
    "Nom",
    "Association",
    "Comment joindre",
    "Téléphone de l\u2019association",
    "E-mail de l\u2019association",
]
ADDED = {"organisation_phone": "association-phone-added", "organisation_email": "association-email-added"}


def listed(*rows: list[Any]) -> bytes:
    return workbook([HEADINGS, *rows])


def row(name: str, route: str = "", phone: str | None = None, email: str | None = None) -> list[Any]:
    return ["Exemple", name, NAME, route, phone, email]


def notes(told: dict[str, Any]) -> list[tuple[int, str]]:
    return [(it["row"], it["rule"]) for it in told["notes"]]


async def kept(database: Database, own: UUID) -> tuple[str | None, str | None]:
    async with database.sessions() as db:
        kept_organisation = await db.get_one(Organisation, own)
    return kept_organisation.phone, kept_organisation.email


async def test_what_was_missing_is_told_once_and_filled_in_and_messages_can_be_passed_on(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database, name=NAME)
    content = listed(row("Un", "Association"), row("Deux", "", "0661000001", "asso@example.org"), row("Trois"))

    id_ = await sent(api, content, region="MA-02")
    before = await shown(api, id_)
    told = await carry_out(api, database, id_)

    assert before["problems"] == []
    assert notes(before) == [(2, ADDED["organisation_phone"]), (2, ADDED["organisation_email"])]
    assert await kept(database, own) == ("+212661000001", "asso@example.org")
    assert told["result"]["new"] == 3
    assert {one.family_name: one.route for one in await everybody(database)} == {
        "Un": "relay",
        "Deux": "none",
        "Trois": "none",
    }


@pytest.mark.parametrize("typed_at", ["before", "meanwhile"])
async def test_a_contact_that_is_there_stays(api: httpx2.AsyncClient, database: Database, typed_at: str) -> None:
    own = await organisation(database, name=NAME)
    content = listed(row("Un", "", "0661000001", "asso@example.org"))

    async def typed() -> None:
        async with database.sessions.begin() as db:
            await actions.change_organisation(db, own, {"phone": "0536000001"})

    if typed_at == "before":
        await typed()
    id_ = await sent(api, content, region="MA-02")
    before = await shown(api, id_)
    if typed_at == "meanwhile":
        await typed()
    await carry_out(api, database, id_)

    assert ((2, ADDED["organisation_phone"]) in notes(before)) is (typed_at == "meanwhile")
    assert await kept(database, own) == ("+212536000001", "asso@example.org")


async def test_a_landline_in_place_of_a_missing_phone_passes_no_message_on(
    api: httpx2.AsyncClient, database: Database
) -> None:
    await organisation(database, name=NAME)

    told = await shown(api, await sent(api, listed(row("Un", "Association", "0536000001")), region="MA-02"))

    assert [it["rule"] for it in told["problems"]] == ["organisation-unreachable"]
