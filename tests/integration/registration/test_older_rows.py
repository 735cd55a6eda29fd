"""What the release before this one has stored is kept, and found again. All people are made up."""

from uuid import UUID, uuid4

from alembic import command
from sqlalchemy import Connection, text

from services.registration import app
from services.registration.people import storage
from services.registration.people.storage import Participant
from services.registration.seats.storage import Session
from shared.kernel.clock import Clock
from shared.kernel.database import Database
from shared.service.migrate import config, upgrade
from tests.integration.registration.given import person
from tests.places import Places, owner_url_of

HERE, ROWS = uuid4(), [uuid4() for _ in range(3)]
PHONES = [("+212600000001", "mobile"), ("+212536000001", "landline"), (None, None)]
MAILS = ["un@example.org", "deux@example.org", None]
OLD_PERSON = """
insert into participant (id, given_name, family_name, sex, organisation_id, first_timer, language, phone, phone_kind,
                         email, version)
values (:id, 'Exemple', 'Aït Un', 'woman', :own, true, 'fr', :phone, :kind, :email, 1)"""
OLD_SESSION = """
insert into session (id, region, state, heard, seats, taken, waiting, last_place, version)
values (:id, 'MA-02', 'open', 2, :seats, 0, 0, 0, 0)"""
OLD_OWN = "insert into organisation (id, name, kind, region, version) values (:id, 'Exemple', 'ngo', 'MA-02', 1)"


def as_before(connection: Connection) -> None:
    """Bring the database to the release before, and fill it as that did."""
    service = app.service()
    settings = config(service.migrations, service.metadata, connection)
    command.upgrade(settings, "k0001")
    command.upgrade(settings, "r0001")
    for id_ in (HERE, uuid4()):
        connection.execute(text(OLD_OWN), {"id": id_})
    for id_, (phone, kind), mail in zip(ROWS, PHONES, MAILS, strict=True):
        connection.execute(text(OLD_PERSON), {"id": id_, "own": HERE, "phone": phone, "kind": kind, "email": mail})
    for id_, seats in ((HERE, 20), (UUID(int=1), None)):
        connection.execute(text(OLD_SESSION), {"id": id_, "seats": seats})


async def test_older_rows_get_a_route_and_can_be_found_by_name(places: Places) -> None:
    async with places.new_database_url() as url:
        database = Database(owner_url_of(url), Clock())
        async with database.engine.begin() as connection:
            await connection.run_sync(as_before)

        await upgrade(database, app.service().migrations, app.service().metadata)

        async with database.sessions() as db:
            routes = [(await db.get_one(Participant, id_)).route for id_ in ROWS]
            named = person(HERE, family_name="AIT UN", route="none", phone="+212600000009", email="x@example.org")
            found = await storage.find_namesake(db, [named])
            twins = await storage.find_organisations(db, "exemple")
            heard = [(await db.get_one(Session, id_)).plan_heard for id_ in (HERE, UUID(int=1))]
        await database.close()
    assert routes == ["phone", "email", "none"]
    assert found is not None
    assert found.id == ROWS[2]
    assert (len(twins), heard) == (1, [1, 0])
