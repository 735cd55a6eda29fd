"""Seats move up to the end of the session; then who has one has it, and its sheet can be closed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.registration.attendance import actions as attendance
from services.registration.attendance.domain import Marked
from services.registration.seats import domain, expiry, taking
from shared.events import OfferEnded, SessionRescheduled
from shared.kernel.database import Database
from tests.integration.registration.given import (
    STARTS_AT,
    accept,
    block,
    decline,
    hear,
    let_it_be,
    mark,
    open_session,
    people,
    plan,
    register,
    said,
    session,
    states,
    withdraw,
)
from tests.integration.registration.given_console import browser, seen
from tests.integration.registration.test_sessions_heard import moved

ENDS_AT = STARTS_AT + timedelta(days=1, hours=8)
SECOND = timedelta(seconds=1)
PART = block(STARTS_AT)


async def full_session(database: Database, how_many: int) -> tuple[UUID, list[UUID]]:
    """Return a session with one seat for which so many have asked, and their registrations."""
    session_id = await open_session(database, 1, blocks=[PART])
    return session_id, [(await register(database, session_id, who))[0] for who in await people(database, how_many)]


async def in_states(database: Database, session_id: UUID) -> list[str]:
    return list((await states(database, session_id)).values())


async def close(database: Database, session_id: UUID) -> None:
    async with database.sessions.begin() as db:
        await attendance.close_attendance(db, session_id, nobody_came=True)


async def closed_session(database: Database) -> tuple[UUID, list[UUID]]:
    """Return a session with one seat that has just ended, and whose sheet is closed."""
    session_id, asked = await full_session(database, 2)
    let_it_be(database, ENDS_AT)
    seated = next(iter(await states(database, session_id)))
    await mark(database, session_id, PART.block_id, Marked(seated, "absent"))
    await close(database, session_id)
    return session_id, asked


async def test_who_comes_on_the_second_day_gets_a_seat_and_who_comes_after_it_does_not(database: Database) -> None:
    session_id, (late, too_late) = await open_session(database), await people(database, 2)

    let_it_be(database, ENDS_AT - SECOND * 30)
    _, state = await register(database, session_id, late)
    let_it_be(database, ENDS_AT)
    with pytest.raises(domain.SessionOver):
        await register(database, session_id, too_late)

    assert state == "registered"
    assert await states(database, session_id) == {late: "registered"}


async def test_several_who_come_after_the_end_get_nothing_at_once(database: Database) -> None:
    session_id, crowd = await open_session(database), await people(database, 3)
    let_it_be(database, ENDS_AT)

    async with database.sessions.begin() as db:
        taken = await taking.take_all(db, session_id, crowd)

    assert (taken, await said(database, session_id)) == ({}, [])


async def test_after_the_end_nobody_gives_a_seat_up_and_nobody_follows(database: Database) -> None:
    session_id, asked = await full_session(database, 2)
    let_it_be(database, ENDS_AT)

    for registration_id in asked:
        with pytest.raises(domain.SessionOver):
            await withdraw(database, registration_id)

    assert await in_states(database, session_id) == ["registered", "waiting"]


async def test_once_the_sheet_is_closed_no_seat_moves(database: Database) -> None:
    session_id, asked = await closed_session(database)
    (late,) = await people(database, 1)

    with pytest.raises(domain.AttendanceComplete):
        await register(database, session_id, late)
    for registration_id in asked:
        with pytest.raises(domain.AttendanceComplete):
            await withdraw(database, registration_id)

    assert await in_states(database, session_id) == ["registered", "waiting"]


async def test_who_takes_a_seat_while_the_sheet_is_being_closed_is_refused(database: Database) -> None:
    let_it_be(database, ENDS_AT)
    for late in await people(database, 10):
        session_id = await open_session(database, blocks=[block(STARTS_AT)])

        closed, taken = await asyncio.gather(
            close(database, session_id), register(database, session_id, late), return_exceptions=True
        )

        assert closed is None
        assert type(taken) in {domain.SessionOver, domain.AttendanceComplete}


async def test_more_seats_heard_of_after_the_end_or_the_closing_stay_free(database: Database) -> None:
    over, closed = (await full_session(database, 3))[0], (await closed_session(database))[0]

    for session_id in (over, closed):
        await hear(database, moved(session_id, seats=2))

    for session_id in (over, closed):
        row = await session(database, session_id)
        assert (row.taken, row.seats, row.waiting) == (1, 2, (await in_states(database, session_id)).count("waiting"))


async def test_an_offer_that_ran_out_unnoticed_ends_and_nobody_else_is_asked(
    database: Database,
) -> None:
    session_id, asked = await full_session(database, 3)
    await withdraw(database, asked[0])
    let_it_be(database, ENDS_AT)

    for answer in (accept, decline):
        with pytest.raises(domain.SessionOver):
            await answer(database, asked[1])
    ended = [await expiry.expire_due(database) for _ in range(2)]

    assert ended == [1, 0]
    assert await in_states(database, session_id) == ["withdrawn", "withdrawn", "waiting"]
    row = await session(database, session_id)
    assert (row.taken, row.waiting) == (0, 1)


async def test_a_session_that_is_moved_after_all_offers_what_had_stayed_free(database: Database) -> None:
    session_id, _ = await full_session(database, 3)
    let_it_be(database, ENDS_AT)
    await hear(database, moved(session_id, seats=2))

    await hear(database, moved(session_id, version=4, seats=2, starts_at=ENDS_AT + timedelta(days=30)))

    assert await in_states(database, session_id) == ["registered", "offered", "waiting"]
    (late,) = await people(database, 1)
    assert (await register(database, session_id, late))[1] == "waiting"


async def test_an_offer_ends_with_a_plan_that_is_over_when_it_is_heard(database: Database) -> None:
    session_id, asked = await full_session(database, 3)
    await withdraw(database, asked[0])

    long_ago = database.clock.now() - timedelta(days=9)
    await hear(database, moved(session_id, seats=1, starts_at=long_ago))

    assert await in_states(database, session_id) == ["withdrawn", "withdrawn", "waiting"]
    assert OfferEnded.from_cloudevent((await said(database, session_id))[-1]).reason == "expired"


@pytest.mark.parametrize("end", [closed_session, full_session])
async def test_the_page_shows_no_button_that_would_do_nothing(
    database: Database, end: Callable[..., Awaitable[tuple[UUID, list[UUID]]]]
) -> None:
    session_id, asked = await (end(database, 2) if end is full_session else end(database))
    async with browser(database) as client:
        before = await client.get(f"/sessions/{session_id}")
        if end is full_session:
            let_it_be(database, ENDS_AT)

        page = await client.get(f"/sessions/{session_id}")
        pressed = await client.post(f"/registrations/{asked[0]}/withdraw")

    assert ("/withdraw" in before.text, "/add" in before.text) == ((end is full_session),) * 2
    assert "/withdraw" not in page.text
    assert "/add" not in page.text
    sentence = (
        "Cette session est terminée." if end is full_session else "La feuille de présence de cette session est close"
    )
    assert (pressed.status_code, sentence in seen(pressed)) == (409, True)


async def test_a_smaller_plan_heard_after_the_end_puts_nobody_out(database: Database) -> None:
    session_id = await open_session(database, 2)
    for who in await people(database, 3):
        await register(database, session_id, who)
    let_it_be(database, ENDS_AT)

    await hear(database, plan(session_id, SessionRescheduled, 3, before=moved(session_id).before, seats=1))

    row = await session(database, session_id)
    assert (row.surplus, await in_states(database, session_id)) == (1, ["registered", "registered", "waiting"])
