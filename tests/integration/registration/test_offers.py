"""Offers: held for one person, for a time, then for the next; never made twice to whoever let one go."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import httpx2
import pytest

from services.registration.seats import domain, expiry
from services.registration.seats.storage import Registration
from shared.events import OfferEnded, OfferMade, ParticipantPromoted
from shared.kernel.database import Database
from tests.integration.registration.given import (
    STARTS_AT,
    accept,
    decline,
    let_it_be,
    open_session,
    people,
    register,
    registrations,
    said,
    session,
    states,
    withdraw,
)

HOURS_48 = timedelta(hours=48)
SECOND = timedelta(seconds=1)


async def full_session(database: Database, how_many: int, seats: int = 1) -> tuple[UUID, list[UUID]]:
    """Return a session for which so many have asked, and their registrations, of which `seats` have one."""
    session_id = await open_session(database, seats)
    asked = [(await register(database, session_id, who))[0] for who in await people(database, how_many)]
    return session_id, asked


async def in_states(database: Database, session_id: UUID) -> list[str]:
    return list((await states(database, session_id)).values())


async def test_an_offer_holds_for_two_days_and_its_seat_is_nobody_elses(database: Database) -> None:
    session_id, asked = await full_session(database, 3)

    await withdraw(database, asked[0])

    made = OfferMade.from_cloudevent((await said(database, session_id))[-1])
    assert timedelta(0) <= made.time + HOURS_48 - made.expires_at < SECOND
    assert (made.registered, made.waiting) == (0, 2)
    row = await session(database, session_id)
    assert (row.taken, row.offered, row.waiting) == (1, 1, 1)


async def test_an_offer_taken_up_is_a_seat_and_twice_is_once(api: httpx2.AsyncClient, database: Database) -> None:
    session_id, asked = await full_session(database, 2)
    await withdraw(database, asked[0])

    answers = [await api.post(f"/registrations/{asked[1]}/accept") for _ in range(2)]

    assert [(it.status_code, it.json()["state"]) for it in answers] == [(200, "registered")] * 2
    events = await said(database, session_id)
    promoted = ParticipantPromoted.from_cloudevent(events[-1])
    assert (promoted.aggregateversion, promoted.registered, promoted.waiting) == (5, 1, 0)


async def test_an_offer_declined_goes_to_the_next_and_twice_is_once(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id, asked = await full_session(database, 4)
    await withdraw(database, asked[0])

    answers = [await api.post(f"/registrations/{asked[1]}/decline") for _ in range(2)]

    assert [(it.status_code, it.json()["state"]) for it in answers] == [(200, "withdrawn")] * 2
    assert await in_states(database, session_id) == ["withdrawn", "withdrawn", "offered", "waiting"]
    ended, made = (await said(database, session_id))[-2:]
    assert (OfferEnded.from_cloudevent(ended).reason, ended["data"]["waiting"]) == ("declined", 2)
    assert (made["data"]["participant_id"], made["data"]["waiting"]) == (str(await who(database, asked[2])), 2)


async def who(database: Database, registration_id: UUID) -> UUID:
    async with database.sessions() as db:
        return (await db.get_one(Registration, registration_id)).participant_id


async def test_to_withdraw_while_a_seat_is_offered_is_to_decline_it(database: Database) -> None:
    session_id, asked = await full_session(database, 3)
    await withdraw(database, asked[0])

    await withdraw(database, asked[1])

    assert await in_states(database, session_id) == ["withdrawn", "withdrawn", "offered"]
    assert [it["type"] for it in await said(database, session_id)][-2:] == ["offer.ended.v1", "offer.made.v1"]


async def test_an_offer_that_nobody_answers_goes_to_the_next_when_its_time_is_over(database: Database) -> None:
    session_id, asked = await full_session(database, 3)
    await withdraw(database, asked[0])
    until = (await registrations(database, session_id))[1].expires_at
    assert until is not None

    let_it_be(database, until - SECOND * 30)
    before = await expiry.expire_due(database)
    let_it_be(database, until)
    ended = [await expiry.expire_due(database) for _ in range(2)]

    assert (before, ended) == (0, [1, 0])
    assert await in_states(database, session_id) == ["withdrawn", "withdrawn", "offered"]
    over, made = (await said(database, session_id))[-2:]
    assert OfferEnded.from_cloudevent(over).reason == "expired"
    assert OfferMade.from_cloudevent(made).expires_at >= until + HOURS_48


async def test_an_offer_that_has_run_out_cannot_be_taken_up_even_before_it_is_ended(database: Database) -> None:
    session_id, asked = await full_session(database, 2)
    await withdraw(database, asked[0])
    let_it_be(database, database.clock.now() + HOURS_48)

    with pytest.raises(domain.OfferOver):
        await accept(database, asked[1])

    await expiry.expire_due(database)
    with pytest.raises(domain.OfferOver):
        await accept(database, asked[1])
    assert (await session(database, session_id)).taken == 0


async def test_whoever_let_an_offer_go_never_gets_it_again(database: Database) -> None:
    session_id, asked = await full_session(database, 2)
    await withdraw(database, asked[0])
    let_it_be(database, database.clock.now() + HOURS_48)
    await expiry.expire_due(database)
    (first, _) = await people(database, 2)

    seat, state = await register(database, session_id, first)
    await withdraw(database, seat)

    assert state == "registered"
    assert await in_states(database, session_id) == ["withdrawn"] * 3


async def test_an_offer_ends_a_day_before_the_session_begins(database: Database) -> None:
    session_id, asked = await full_session(database, 2)
    let_it_be(database, STARTS_AT - timedelta(hours=24 + 13))

    await withdraw(database, asked[0])

    made = OfferMade.from_cloudevent((await said(database, session_id))[-1])
    assert made.expires_at == STARTS_AT - timedelta(hours=24)


@pytest.mark.parametrize(
    "moment", [STARTS_AT - timedelta(hours=24 + 11), STARTS_AT - SECOND * 60, STARTS_AT + timedelta(hours=2)]
)
async def test_where_there_is_no_time_to_ask_whoever_is_next_has_the_seat_at_once(
    database: Database, moment: datetime
) -> None:
    session_id, asked = await full_session(database, 3)
    let_it_be(database, moment)

    await withdraw(database, asked[0])

    assert await in_states(database, session_id) == ["withdrawn", "registered", "waiting"]
    promoted = ParticipantPromoted.from_cloudevent((await said(database, session_id))[-1])
    assert (promoted.registered, promoted.waiting) == (1, 1)


async def test_accepting_and_expiring_at_once_ends_in_one_of_both_and_one_seat(database: Database) -> None:
    for _ in range(5):
        session_id, asked = await full_session(database, 4, seats=2)
        await asyncio.gather(withdraw(database, asked[0]), withdraw(database, asked[1]))
        let_it_be(database, database.clock.now() + HOURS_48 - SECOND)

        accepting = (accept(database, one) for one in asked[2:])
        await asyncio.gather(*accepting, until_it_is_over(database), return_exceptions=True)

        row = await session(database, session_id)
        held = await in_states(database, session_id)
        assert row.taken - row.offered == held.count("registered")
        assert held.count("offered") == row.offered == 0
        versions = [event["aggregateversion"] for event in await said(database, session_id)]
        assert versions == list(range(1, row.version + 1))


async def until_it_is_over(database: Database) -> None:
    let_it_be(database, database.clock.now() + SECOND)
    await asyncio.gather(*(expiry.expire_due(database) for _ in range(4)))
    await expiry.expire_due(database)


async def test_several_who_look_for_expired_offers_at_once_end_each_once(database: Database) -> None:
    sessions = [await full_session(database, 3) for _ in range(3)]
    for _, asked in sessions:
        await withdraw(database, asked[0])
    let_it_be(database, database.clock.now() + HOURS_48)

    ended = await asyncio.gather(*(expiry.expire_due(database) for _ in range(5)))

    assert sum(ended) == 3
    for session_id, _ in sessions:
        assert await in_states(database, session_id) == ["withdrawn", "withdrawn", "offered"]


async def test_declining_what_was_never_offered_is_refused(database: Database) -> None:
    session_id, asked = await full_session(database, 2)

    for registration_id in asked:
        with pytest.raises(domain.NoOffer):
            await decline(database, registration_id)

    assert await in_states(database, session_id) == ["registered", "waiting"]
