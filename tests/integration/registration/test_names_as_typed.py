"""Names are found and compared whichever way they are typed, and kept as somebody meant them. All are made up."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from alembic import command
from sqlalchemy import Connection, text

from services.registration import app
from services.registration.people import actions, storage
from services.registration.people.storage import Organisation, Participant
from shared.kernel.clock import Clock
from shared.kernel.database import Database
from shared.service.migrate import config, upgrade
from tests.integration.registration.given import organisation, person, record
from tests.integration.registration.given_console import browser, seen
from tests.integration.registration.test_people import form
from tests.places import Places, owner_url_of

ARABIC_ONLY = {"given_name": None, "family_name": None}
FOUND_AS = {
    ("Mohamed", "El Exemplari"): ("Mohammed", "mouhamed exemplari", "Elexemplari", "El-Exemplari", "محمد"),
    ("Fatima", "Ben Essai"): ("Fatma", "fatimah benessai", "Ben-Essai", "فاطمه"),
}


@pytest.mark.parametrize(("names", "sought"), [(names, one) for names, all_ in FOUND_AS.items() for one in all_])
async def test_somebody_is_found_whoever_wrote_the_name(
    database: Database, names: tuple[str, str], sought: str
) -> None:
    own = await organisation(database)
    await record(database, person(own, given_name=names[0], family_name=names[1]))
    await record(database, person(own, given_name="Autre", family_name="Zoubida"))

    async with browser(database) as client:
        page = seen(await client.post("/participants", data={"sought": sought}))

    assert names[1] in page
    assert "Zoubida" not in page


@pytest.mark.parametrize(
    ("first", "second"),
    [(("علي", "الوهمي"), ("علی", "الوهمي")), (("فاطمة", "عبد الوهم"), ("فاطمه", "عبدالوهم"))],
)
async def test_letters_that_look_alike_make_nobody_a_second_time(
    api: httpx2.AsyncClient, database: Database, first: tuple[str, str], second: tuple[str, str]
) -> None:
    own = await organisation(database)

    answers = [
        await api.post("/participants", json=form(own, **ARABIC_ONLY, given_name_ar=given, family_name_ar=family))
        for given, family in (first, second)
    ]

    assert [answer.status_code for answer in answers] == [201, 409]
    assert answers[1].json()["errors"][0]["rule"] == "person-known"


PASTED: dict[str, Any] = {
    "given_name": "\u202aNa\u00addia\u202c",
    "family_name": "Exemple\u00a0\tUn\u200f",
    "phone": "06\u202f61\u00a099 99\u200e99",
    "email": "\u2066nadia@example.org\u2069",
}


async def test_what_was_pasted_is_kept_as_it_was_meant(api: httpx2.AsyncClient, database: Database) -> None:
    own = await organisation(database)

    answer = await api.post("/participants", json=form(own, **PASTED, language="\u200ear"))
    shown = (await api.get(f"/participants/{answer.json()['id']}")).json()

    assert [shown[name] for name in PASTED] == ["Nadia", "Exemple Un", "+212661999999", "nadia@example.org"]


def as_before(connection: Connection) -> None:
    service = app.service()
    command.upgrade(config(service.migrations, service.metadata, connection), "r0010")
    old = """insert into organisation (id, name, kind, region, name_key, version)
        values (:id, :name, 'ngo', 'MA-02', :name, 1)"""
    for number, name in enumerate(("جمعية المثال", "جمعيه المثال")):
        connection.execute(text(old), {"id": UUID(int=number), "name": name})
    person = """insert into participant (id, given_name, family_name, name_key, sex, organisation_id, first_timer,
        language, route, opted_out, version) values (:id, 'Mohamed', 'El Exemple', 'mohamed el exemple', 'man', :own,
        true, 'fr', 'none', false, 1)"""
    connection.execute(text(person), {"id": uuid4(), "own": UUID(int=0)})


async def test_names_kept_before_are_found_too_and_what_is_now_one_can_still_be_changed(places: Places) -> None:
    async with places.new_database_url() as url:
        database = Database(owner_url_of(url), Clock())
        async with database.engine.begin() as connection:
            await connection.run_sync(as_before)

        await upgrade(database, app.service().migrations, app.service().metadata)

        async with database.sessions() as db:
            known = await storage.find_namesake(
                db, [person(UUID(int=0), given_name="Mohamed", family_name="Elexemple", route="none")]
            )
            twins = [one.id for one in await storage.find_organisations(db, "جمعيّة المثال")]
            await actions.change_organisation(db, UUID(int=1), {"kind": "network"})
            changed = await db.get_one(Organisation, UUID(int=1))
        await database.close()
    assert isinstance(known, Participant)
    assert known.sound == " mhmd Axmpl "
    assert (twins, changed.kind) == ([UUID(int=0)], "network")
