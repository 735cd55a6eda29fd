"""A form that is opened and sent as it is changes nothing: every field comes back as it was. Everybody is made up."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import SQLModel

from services.registration.people.storage import Organisation, Participant
from shared.kernel.database import Database
from tests.integration.registration.given import entry, organisation, person, record, said
from tests.integration.registration.given_console import at_the_door
from tests.integration.scheduling.reading import Page, look, send

ARABIC = {"given_name_ar": "مثال", "family_name_ar": "خيالي"}
IN_ARABIC_ALONE = {**ARABIC, "given_name": None, "family_name": None}
PEOPLE: dict[str, dict[str, Any]] = {
    "reached by phone": {},
    "by mail alone": {"route": "email", "phone": None},
    "by the organisation": {"route": "relay", "phone": None, "email": None},
    "by nobody": {"route": "none", "phone": None, "email": None, "first_timer": False},
    "on a number of Spain": {"phone": "+34612345678"},
    "on a landline, reading mails": {"route": "email", "phone": "+212535000001"},
    "named in both scripts": ARABIC,
    "named in Arabic alone, reading Arabic": {**IN_ARABIC_ALONE, "language": "ar"},
    "of unknown sex": {"sex": "unknown"},
    "who wants no messages": {"opted_out": True},
    "named with signs": {"given_name": "N'Exemple <b>", "family_name": 'Ben & "Fictif"'},
}
ORGANISATIONS: dict[str, dict[str, Any]] = {
    "without contacts": {},
    "named in both scripts": {"name_ar": "جمعية مثال"},
    "that can be called and written to": {"phone": "+212535000002", "email": "exemple@example.org"},
    "a public body elsewhere": {"kind": "public", "region": "MA-06"},
    "named with signs": {"name": "L'Exemple & <fils>"},
}


async def kept(database: Database, kind: type[SQLModel], id_: UUID) -> tuple[dict[str, Any], int]:
    """Return what is kept, and how many events have been said of it."""
    async with database.sessions() as db:
        row = await db.get_one(kind, id_)
        return row.model_dump(), len(await said(database, id_))


async def sent_as_it_is(database: Database, language: str, path: str, ending: str) -> Page:
    """Open the page, send its form untouched, and return what comes then."""
    async with at_the_door(database, language) as client:
        return await send(client, (await look(client, path, language)).form(ending), language)


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("facts", PEOPLE.values(), ids=PEOPLE)
async def test_a_person_whose_form_is_sent_untouched_stays_as_they_were(
    database: Database, facts: dict[str, Any], language: str
) -> None:
    own = await organisation(database, email="association@example.org")
    id_ = await record(database, person(own, **facts))
    before = await kept(database, Participant, id_)

    page = await sent_as_it_is(database, language, f"/registration/participants/{id_}/edit", "/edit")

    assert (page.status, page.errors) == (200, {})
    assert await kept(database, Participant, id_) == before


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("facts", ORGANISATIONS.values(), ids=ORGANISATIONS)
async def test_an_organisation_whose_form_is_sent_untouched_stays_as_it_was(
    database: Database, facts: dict[str, Any], language: str
) -> None:
    id_ = await organisation(database, **vars(entry(**facts)))
    before = await kept(database, Organisation, id_)

    page = await sent_as_it_is(database, language, f"/registration/organisations/{id_}", f"/{id_}")

    assert (page.status, page.errors) == (200, {})
    assert await kept(database, Organisation, id_) == before
