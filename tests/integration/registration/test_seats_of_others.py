"""Who speaks for one organisation gives up its seats; those who are next, of another, are found all the same."""

from uuid import UUID

from services.registration.seats import actions
from services.registration.seats.storage import Registration
from shared.access.reach import Reach, within
from shared.kernel.database import Database
from tests.integration.registration.given import (
    open_session,
    organisation,
    person,
    record,
    register,
    registrations,
    said,
    states,
)

OUJDA = "MA-02"


async def three(database: Database, own: UUID) -> tuple[UUID, list[UUID]]:
    """Return a session with one seat, and who asked for it: the first and the last are the organisation's."""
    session_id, other = await open_session(database, seats=1, region=OUJDA), await organisation(database, region=OUJDA)
    ids = [
        (await register(database, session_id, await record(database, person(whose))))[0] for whose in (own, other, own)
    ]
    return session_id, ids


def of_focal_point(organisation_id: UUID) -> Reach:
    return Reach(organisations=frozenset({organisation_id}), places=frozenset({OUJDA}))


async def test_a_seat_that_a_focal_point_gives_up_is_offered_to_whoever_is_next(database: Database) -> None:
    own = await organisation(database, region=OUJDA)
    session_id, (first, second, _) = await three(database, own)

    async with within(database, of_focal_point(own).settings()) as db:
        await actions.withdraw(db, first)
        assert await db.get(Registration, second, populate_existing=True) is None, "the wall is there again"

    assert list((await states(database, session_id)).values()) == ["withdrawn", "offered", "waiting"]
    assert (await said(database, session_id))[-1]["type"] == "offer.made.v1"


async def test_who_is_put_back_stands_behind_all_who_asked_before(database: Database) -> None:
    own = await organisation(database, region=OUJDA)
    session_id, (*_, last) = await three(database, own)

    async with within(database, of_focal_point(own).settings()) as db:
        await actions.withdraw(db, last)
    async with within(database, of_focal_point(own).settings()) as db:
        await actions.put_back(db, last)

    assert [it.state for it in await registrations(database, session_id)] == ["registered", "waiting", "waiting"]
    assert (await said(database, session_id))[-1]["data"]["position"] == 2
