"""What registration makes of scheduling's news, in whatever order it comes."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.registration.seats import domain, storage
from shared.events import OfferEnded, OfferMade, SessionCancelled, SessionCompleted, SessionRescheduled
from shared.kernel.database import Database
from tests.integration.registration.given import (
    REGION,
    STARTS_AT,
    block,
    hear,
    open_session,
    opened,
    people,
    plan,
    planned,
    register,
    registrations,
    said,
    session,
    states,
    withdraw,
)

BEFORE = {
    "city": "Oujda",
    "zone": "Africa/Casablanca",
    "starts_local": "2017-08-23T09:00:00",
    "ends_local": "2017-08-24T17:00:00",
    "starts_at": "2017-08-23T08:00:00Z",
    "ends_at": "2017-08-24T16:00:00Z",
}


def completed(session_id: UUID) -> SessionCompleted:
    return SessionCompleted(session_id=session_id, region=REGION, aggregateversion=3)


def cancelled(session_id: UUID, version: int = 3) -> SessionCancelled:
    return SessionCancelled(session_id=session_id, region=REGION, reason="security", aggregateversion=version)


def moved(session_id: UUID, version: int = 3, **other: Any) -> SessionRescheduled:
    return plan(session_id, SessionRescheduled, version, before=BEFORE, **other)


async def full_session(database: Database, how_many: int, seats: int) -> tuple[UUID, list[UUID]]:
    session_id = await open_session(database, seats)
    return session_id, [(await register(database, session_id, who))[0] for who in await people(database, how_many)]


async def in_states(database: Database, session_id: UUID) -> list[str]:
    return list((await states(database, session_id)).values())


async def test_a_session_goes_from_planned_to_open_to_completed(database: Database) -> None:
    id_, seen = uuid4(), []

    for event in (planned(id_), opened(id_), completed(id_)):
        await hear(database, event)
        seen.append((await session(database, id_)).state)

    assert seen == ["planned", "open", "completed"]


async def test_old_news_changes_nothing(database: Database) -> None:
    id_ = uuid4()
    await hear(database, planned(id_), opened(id_), moved(id_, seats=30, city="Nador", version=3), cancelled(id_, 4))

    await hear(database, opened(id_), planned(id_), completed(id_))

    row = await session(database, id_)
    assert (row.state, row.seats, row.city, row.cancel_reason) == ("cancelled", 30, "Nador", "security")


async def test_news_from_before_the_plan_waits_for_it(database: Database, api: httpx2.AsyncClient) -> None:
    id_, (who,) = uuid4(), await people(database, 1)

    await hear(database, opened(id_))
    with pytest.raises(domain.SessionNotOpen):
        await register(database, id_, who)
    await hear(database, planned(id_))

    assert (await register(database, id_, who))[1] == "registered"
    assert [(one["state"], one["seats"]) for one in (await api.get("/sessions")).json()] == [("open", 25)]


async def test_a_new_plan_heard_before_the_first_stays(database: Database) -> None:
    id_ = uuid4()

    await hear(database, moved(id_, seats=30, venue="Salle B"), planned(id_), opened(id_))

    row = await session(database, id_)
    assert (row.state, row.seats, row.venue) == ("open", 30, "Salle B")


async def test_a_plan_heard_twice_keeps_the_seats_that_are_taken(database: Database) -> None:
    id_, (who,) = uuid4(), await people(database, 1)
    await hear(database, planned(id_), opened(id_))
    await register(database, id_, who)

    await hear(database, planned(id_))

    row = await session(database, id_)
    assert (row.state, row.taken, row.seats) == ("open", 1, 25)


async def test_blocks_follow_the_plan_and_keep_their_ids(database: Database) -> None:
    first, second = block(STARTS_AT), block(STARTS_AT + timedelta(days=1))
    id_ = await open_session(database, blocks=[first, second])
    later = first.model_copy(update={"ends_at": first.ends_at + timedelta(minutes=45)})

    await hear(database, moved(id_, blocks=[later]))

    async with database.sessions() as db:
        kept = await storage.blocks(db, id_)
    assert [(one.id, one.minutes, one.module_id) for one in kept] == [(first.block_id, 285, first.module_id)]


async def test_seats_that_come_with_a_new_plan_are_offered_in_the_order_of_asking(database: Database) -> None:
    id_, _ = await full_session(database, 5, seats=1)

    await hear(database, moved(id_, seats=3))

    assert await in_states(database, id_) == ["registered", "offered", "offered", "waiting", "waiting"]
    made = [OfferMade.from_cloudevent(it) for it in (await said(database, id_))[-2:]]
    assert [one.participant_id for one in made] == list(await states(database, id_))[1:3]
    assert [(one.registered, one.waiting, one.aggregateversion) for one in made] == [(1, 4, 6), (1, 4, 7)]


async def test_fewer_seats_put_nobody_out_and_nobody_in_until_enough_have_left(
    database: Database, api: httpx2.AsyncClient
) -> None:
    id_, asked = await full_session(database, 4, seats=3)

    await hear(database, moved(id_, seats=1))

    (shown,) = (await api.get("/sessions")).json()
    assert (shown["seats"], shown["registered"], shown["surplus"]) == (1, 3, 2)
    (late,) = await people(database, 1)
    assert (await register(database, id_, late))[1] == "waiting"
    surplus = []
    for registration_id in asked[:3]:
        await withdraw(database, registration_id)
        surplus.append((await session(database, id_)).surplus)
    assert surplus == [1, 0, 0]
    assert await in_states(database, id_) == ["withdrawn", "withdrawn", "withdrawn", "offered", "waiting"]


async def test_an_offer_that_an_earlier_date_leaves_open_too_long_is_made_again(database: Database) -> None:
    id_, asked = await full_session(database, 2, seats=1)
    await withdraw(database, asked[0])
    sooner = database.clock.now() + timedelta(hours=24 + 20)

    await hear(database, moved(id_, seats=1, starts_at=sooner))

    again = OfferMade.from_cloudevent((await said(database, id_))[-1])
    assert again.expires_at == sooner - timedelta(hours=24) == (await registrations(database, id_))[1].expires_at
    row = await session(database, id_)
    assert (row.taken, row.offered, row.version) == (1, 1, 5)


async def test_an_offer_that_an_earlier_date_leaves_no_time_for_is_a_seat_at_once(database: Database) -> None:
    id_, asked = await full_session(database, 2, seats=1)
    await withdraw(database, asked[0])

    await hear(database, moved(id_, seats=1, starts_at=database.clock.now() + timedelta(hours=24)))

    row = await session(database, id_)
    assert (await in_states(database, id_), row.offered) == (["withdrawn", "registered"], 0)
    assert (await said(database, id_))[-1]["type"] == "participant.promoted.v1"


async def test_a_cancelled_session_ends_its_offers_and_moves_no_more_seats(database: Database) -> None:
    id_, asked = await full_session(database, 3, seats=2)
    await withdraw(database, asked[0])
    (late,) = await people(database, 1)

    await hear(database, cancelled(id_))

    assert await in_states(database, id_) == ["withdrawn", "registered", "waiting"]
    ended = OfferEnded.from_cloudevent((await said(database, id_))[-1])
    assert (ended.reason, ended.registered, ended.waiting) == ("session-cancelled", 1, 1)
    with pytest.raises(domain.SessionCalledOff):
        await withdraw(database, asked[1])
    with pytest.raises(domain.SessionCalledOff):
        await register(database, id_, late)
    row = await session(database, id_)
    assert (row.taken, row.offered, row.waiting) == (1, 0, 1)


async def test_a_session_that_is_over_ends_its_offers_and_asks_nobody_else(database: Database) -> None:
    id_, asked = await full_session(database, 4, seats=2)
    await withdraw(database, asked[0])

    await hear(database, completed(id_))

    assert await in_states(database, id_) == ["withdrawn", "registered", "withdrawn", "waiting"]
    assert OfferEnded.from_cloudevent((await said(database, id_))[-1]).reason == "expired"


async def test_a_cancelled_session_is_not_filled_by_a_new_plan(database: Database) -> None:
    id_, _ = await full_session(database, 2, seats=1)
    await hear(database, cancelled(id_, version=4))

    await hear(database, moved(id_, seats=5))

    assert await in_states(database, id_) == ["registered", "waiting"]
