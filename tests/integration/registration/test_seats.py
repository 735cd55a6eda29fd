"""Seats: none too many, none refused in vain, the queue in the order of asking, every step told once."""

import asyncio
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlmodel import select

from services.registration.people.domain import ParticipantUnknown
from services.registration.seats import actions
from shared.events import OfferMade, ParticipantRegistered, ParticipantWaitlisted, ParticipantWithdrawn
from shared.http.retries import Meanwhile
from shared.kernel.database import Database
from shared.kernel.outbox import Outgoing
from tests.integration.registration.given import open_session, people, register, said, session, states, withdraw
from tests.long import LONG

ROUNDS = 50 if LONG else 5
AT_ONCE = 50


async def test_the_last_seat_goes_to_one_of_fifty_who_ask_at_once(database: Database) -> None:
    crowd = await people(database, AT_ONCE)

    for _ in range(ROUNDS):
        session_id = await open_session(database, seats=1)
        answers = await asyncio.gather(*(register(database, session_id, who) for who in crowd))

        assert sorted(state for _, state in answers) == ["registered", *["waiting"] * (AT_ONCE - 1)]
        await assert_told_in_order(database, session_id)


async def assert_told_in_order(database: Database, session_id: UUID) -> None:
    """The row's counts, the queue and the events say the same, without a gap."""
    row, events = await session(database, session_id), await said(database, session_id)
    assert (row.taken, row.waiting, row.version) == (1, AT_ONCE - 1, AT_ONCE)
    assert [event["aggregateversion"] for event in events] == list(range(1, AT_ONCE + 1))
    assert [event["data"].get("position") for event in events] == [None, *range(1, AT_ONCE)]
    asked = [str(who) for who in await states(database, session_id)]
    assert [event["data"]["participant_id"] for event in events] == asked


async def test_two_hundred_ask_at_once_for_twenty_five_seats(database: Database) -> None:
    crowd, session_id = await people(database, 200), await open_session(database)
    before = asyncio.Semaphore(20)  # as many as the pool has connections

    async def ask(who: UUID) -> str:
        async with before:
            return (await register(database, session_id, who))[1]

    answers = await asyncio.gather(*(ask(who) for who in crowd))

    assert (answers.count("registered"), answers.count("waiting")) == (25, 175)


async def test_taking_a_seat_tells_what_is_left(database: Database) -> None:
    (who,), session_id = await people(database, 1), await open_session(database, seats=3)

    await register(database, session_id, who)

    told = ParticipantRegistered.from_cloudevent((await said(database, session_id))[0])
    assert (told.participant_id, told.region, told.aggregateversion) == (who, "MA-02", 1)
    assert (told.registered, told.waiting, told.seats_left) == (1, 0, 2)


async def test_the_event_made_in_sql_has_the_envelope_of_every_other(database: Database) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)

    await register(database, session_id, who)

    body = (await said(database, session_id))[0]
    assert body == ParticipantRegistered.from_cloudevent(body).to_cloudevent()
    async with database.sessions() as db:
        row = (await db.exec(select(Outgoing).where(Outgoing.key == str(session_id)))).one()
    assert (row.type, row.topic, str(row.event_id)) == (body["type"], "registration.registrations", body["id"])


async def test_a_full_session_has_a_queue_and_tells_each_place_in_it(database: Database) -> None:
    crowd, session_id = await people(database, 3), await open_session(database, seats=1)

    for who in crowd:
        await register(database, session_id, who)

    told = [ParticipantWaitlisted.from_cloudevent(body) for body in (await said(database, session_id))[1:]]
    assert [(one.participant_id, one.position, one.registered) for one in told] == [(crowd[1], 1, 1), (crowd[2], 2, 1)]


async def test_a_seat_given_up_is_offered_to_whoever_has_waited_longest(database: Database) -> None:
    crowd, session_id = await people(database, 4), await open_session(database, seats=1)
    (seat, _), *_ = [await register(database, session_id, who) for who in crowd]

    await withdraw(database, seat)

    assert list((await states(database, session_id)).values()) == ["withdrawn", "offered", "waiting", "waiting"]
    left, made = (await said(database, session_id))[-2:]
    gone = ParticipantWithdrawn.from_cloudevent(left)
    heir = OfferMade.from_cloudevent(made)
    assert (gone.participant_id, gone.held_a_seat, gone.registered, gone.waiting) == (crowd[0], True, 0, 3)
    assert (heir.participant_id, heir.registered, heir.waiting) == (crowd[1], 0, 3)
    assert (gone.aggregateversion, heir.aggregateversion) == (5, 6)


async def test_a_place_in_the_queue_can_be_given_up_without_moving_anybody_else(database: Database) -> None:
    crowd, session_id = await people(database, 3), await open_session(database, seats=1)
    asked = [await register(database, session_id, who) for who in crowd]

    await withdraw(database, asked[1][0])

    assert list((await states(database, session_id)).values()) == ["registered", "withdrawn", "waiting"]
    assert (await said(database, session_id))[-1]["data"]["held_a_seat"] is False


async def test_a_seat_nobody_waits_for_is_free_again(database: Database) -> None:
    (first, second), session_id = await people(database, 2), await open_session(database, seats=1)
    seat, _ = await register(database, session_id, first)
    await withdraw(database, seat)

    assert (await register(database, session_id, second))[1] == "registered"


async def test_asking_again_returns_the_same_registration_and_tells_nothing(database: Database) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)

    first, again = await register(database, session_id, who), await register(database, session_id, who)

    assert first == again
    assert len(await said(database, session_id)) == 1


async def test_the_same_person_asking_twenty_times_at_once_gets_one_seat(
    database: Database, api: httpx2.AsyncClient
) -> None:
    (who,) = await people(database, 1)

    for _ in range(10):
        session_id = await open_session(database)
        asked = (
            api.post(f"/sessions/{session_id}/registrations", json={"participant_id": str(who)}) for _ in range(20)
        )
        answers = await asyncio.gather(*asked)

        row = await session(database, session_id)
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert (row.taken, row.version, len(await said(database, session_id))) == (1, 1, 1)


async def test_where_another_was_faster_the_seat_is_asked_for_anew(database: Database) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)
    async with database.sessions.begin() as faster:
        await actions.register(faster, session_id, who)
        slower = asyncio.create_task(register(database, session_id, who))
        await asyncio.sleep(0.2)  # it waits behind the other's lock, and has seen no seat of theirs

    with pytest.raises(Meanwhile):
        await slower


async def test_whoever_withdrew_may_ask_again_and_is_last(database: Database) -> None:
    crowd, session_id = await people(database, 3), await open_session(database, seats=1)
    (seat, _), *_ = [await register(database, session_id, who) for who in crowd]
    await withdraw(database, seat)

    again, state = await register(database, session_id, crowd[0])

    assert (again == seat, state) == (False, "waiting")
    assert (await said(database, session_id))[-1]["data"]["position"] == 2


async def test_withdrawing_twice_frees_one_seat(database: Database) -> None:
    crowd, session_id = await people(database, 3), await open_session(database, seats=1)
    (seat, _), *_ = [await register(database, session_id, who) for who in crowd]

    await asyncio.gather(*(withdraw(database, seat) for _ in range(5)))

    assert list((await states(database, session_id)).values()) == ["withdrawn", "offered", "waiting"]
    assert [event["aggregateversion"] for event in await said(database, session_id)] == [1, 2, 3, 4, 5]


async def test_seats_come_and_go_at_once_without_a_gap(database: Database) -> None:
    crowd, session_id = await people(database, 40), await open_session(database, seats=5)
    seats = [(await register(database, session_id, who))[0] for who in crowd[:10]]

    asking = (register(database, session_id, who) for who in crowd[10:])
    await asyncio.gather(*asking, *(withdraw(database, seat) for seat in seats))

    row, events = await session(database, session_id), await said(database, session_id)
    held = list((await states(database, session_id)).values())
    assert (row.taken, row.offered, row.waiting) == (5, held.count("offered"), held.count("waiting"))
    assert [event["aggregateversion"] for event in events] == list(range(1, row.version + 1))
    assert held[:10] == ["withdrawn"] * 10
    assert set(held[10:15]) <= {"registered", "offered"}
    assert held[15:] == ["waiting"] * 25


async def test_a_seat_on_offer_is_no_longer_free(database: Database) -> None:
    (first, second, third), session_id = await people(database, 3), await open_session(database, seats=1)
    seat, _ = await register(database, session_id, first)
    await register(database, session_id, second)
    await withdraw(database, seat)

    assert (await register(database, session_id, third))[1] == "waiting"

    told = ParticipantWaitlisted.from_cloudevent((await said(database, session_id))[-1])
    assert (told.registered, told.waiting, told.position) == (0, 2, 1)


async def test_a_refusal_leaves_nothing_in_the_outbox(database: Database) -> None:
    session_id = await open_session(database)

    with pytest.raises(ParticipantUnknown):
        await register(database, session_id, uuid4())

    row = await session(database, session_id)
    assert (row.taken, row.version, await said(database, session_id)) == (0, 0, [])
