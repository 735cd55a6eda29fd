"""What registration makes of scheduling's news, in whatever order it comes."""

from uuid import UUID, uuid4

import httpx2
import pytest

from services.registration import domain
from services.registration.handlers import on
from shared.contracts import Event
from shared.database import Database
from shared.events import SessionCompleted
from tests.integration.registration.given import REGION, opened, people, planned, register, session


def completed(session_id: UUID) -> SessionCompleted:
    return SessionCompleted(session_id=session_id, region=REGION, aggregateversion=3)


async def hear(database: Database, *events: Event) -> None:
    for event in events:
        async with database.sessions.begin() as db:
            await on.handle(event, db)


async def test_a_session_goes_from_planned_to_open_to_completed(database: Database) -> None:
    id_, seen = uuid4(), []

    for event in (planned(id_), opened(id_), completed(id_)):
        await hear(database, event)
        seen.append((await session(database, id_)).state)

    assert seen == ["planned", "open", "completed"]


async def test_old_news_changes_nothing(database: Database) -> None:
    id_ = uuid4()
    await hear(database, planned(id_), opened(id_), completed(id_))

    await hear(database, opened(id_), planned(id_))

    assert (await session(database, id_)).state == "completed"


async def test_news_from_before_the_plan_waits_for_it(database: Database, api: httpx2.AsyncClient) -> None:
    id_, (who,) = uuid4(), await people(database, 1)

    await hear(database, opened(id_))
    with pytest.raises(domain.SessionNotOpen):
        await register(database, id_, who)
    await hear(database, planned(id_))

    assert (await register(database, id_, who))[1] == "registered"
    assert [(one["state"], one["seats"]) for one in (await api.get("/sessions")).json()] == [("open", 25)]


async def test_a_plan_heard_twice_keeps_the_seats_that_are_taken(database: Database) -> None:
    id_, (who,) = uuid4(), await people(database, 1)
    await hear(database, planned(id_), opened(id_))
    await register(database, id_, who)

    await hear(database, planned(id_))

    row = await session(database, id_)
    assert (row.state, row.taken, row.seats) == ("open", 1, 25)
