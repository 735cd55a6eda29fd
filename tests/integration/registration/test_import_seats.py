"""Seats that a list takes: shown and given by one rule; people are taken in where none is given, and it is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.registration.attendance import actions as attendance
from shared.events import SessionCancelled, SessionCompleted
from shared.kernel.database import Database
from tests.integration.registration import given
from tests.integration.registration.given_imports import (
    carry_out,
    everybody,
    how_many,
    people_list,
    sent,
    shown,
    workbook,
)

AFTER = given.STARTS_AT + given.LASTS + timedelta(minutes=1)


async def end(database: Database, _: UUID) -> None:
    """Let the session's last day be over; nobody has said that it took place."""
    given.let_it_be(database, AFTER)


async def close(database: Database, session_id: UUID) -> None:
    """Let the sheet of the session be closed, as soon as its one block is over."""
    given.let_it_be(database, AFTER)
    async with database.sessions.begin() as db:
        await attendance.close_attendance(db, session_id, nobody_came=True)


async def complete(database: Database, session_id: UUID) -> None:
    """Let the session be said to have taken place."""
    await given.hear(database, SessionCompleted(session_id=session_id, region="MA-02", aggregateversion=3))


async def cancel(database: Database, session_id: UUID) -> None:
    """Let the session be called off."""
    said = SessionCancelled(session_id=session_id, region="MA-02", aggregateversion=3, reason="other")
    await given.hear(database, said)


ENDS = pytest.mark.parametrize(
    ("end_it", "rule"),
    [(end, "session-over"), (close, "attendance-complete"), (complete, "session-over"), (cancel, "session-called-off")],
)


@ENDS
async def test_no_seat_is_promised_where_none_is_given_and_people_are_kept(
    end_it: Any, rule: str, api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = await given.open_session(database, blocks=[given.block(given.STARTS_AT)])
    await end_it(database, session_id)

    import_id = await sent(api, workbook(people_list(2)), session_id)
    before, after = await shown(api, import_id), await carry_out(api, database, import_id)

    assert (before["counts"]["new"], before["counts"]["take"], before["counts"]["refused"]) == (2, 0, 2)
    assert [(note["row"], note["rule"]) for note in before["notes"]] == [(2, rule), (3, rule)]
    assert (after["result"], after["notes"]) == ({"new": 2, "refused": 2}, before["notes"])
    assert (await how_many(database), await given.states(database, session_id)) == (2, {})


@ENDS
async def test_seats_shown_and_not_given_are_told_by_row_and_people_are_kept(
    end_it: Any, rule: str, api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = await given.open_session(database, blocks=[given.block(given.STARTS_AT)])
    import_id = await sent(api, workbook(people_list(2)), session_id)
    before = await shown(api, import_id)
    await end_it(database, session_id)

    after = await carry_out(api, database, import_id)

    assert (before["counts"]["take"], before["notes"]) == (2, [])
    assert (after["state"], after["result"], after["problems"]) == ("done", {"new": 2, "refused": 2}, [])
    told = [(note["row"], note["rule"]) for note in after["notes"]]
    assert told == [(row, it) for row in (2, 3) for it in (rule, "done-otherwise")]
    assert (await how_many(database), await given.states(database, session_id)) == (2, {})


async def test_a_session_that_opens_after_the_look_gives_no_seat_that_was_not_shown(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = uuid4()
    await given.hear(database, given.planned(session_id))
    import_id = await sent(api, workbook(people_list(1)), session_id)
    await given.hear(database, given.opened(session_id))

    after = await carry_out(api, database, import_id)

    assert (after["result"], [note["rule"] for note in after["notes"]]) == (
        {"new": 1, "refused": 1},
        ["session-not-open"],
    )
    assert await given.states(database, session_id) == {}


async def test_who_is_corrected_after_the_look_stays_so_and_has_the_seat(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = await given.open_session(database)
    await carry_out(api, database, await sent(api, workbook(people_list(1))))
    import_id = await sent(api, workbook(people_list(1)), session_id)
    (one,) = await everybody(database)
    changed = await api.put(
        f"/participants/{one.id}",
        json={
            **{name: getattr(one, name) for name in ("given_name", "family_name", "sex", "language", "route", "phone")},
            "first_timer": False,
            "organisation_id": str(one.organisation_id),
            "email": "corrige@example.org",
        },
    )

    again = await shown(api, await sent(api, workbook([people_list(1)[0], [*people_list(1)[1][:5], None]])))
    after = await carry_out(api, database, import_id)

    assert (changed.status_code, again["counts"]["unchanged"]) == (200, 1)
    assert (await everybody(database))[0].email == "corrige@example.org"
    assert after["result"] == {"unchanged": 1, "registered": 1}


async def test_somebody_recorded_in_between_is_changed_in_nothing_and_it_is_told(
    api: httpx2.AsyncClient, database: Database
) -> None:
    import_id = await sent(api, workbook(people_list(1)))
    await carry_out(api, database, await sent(api, workbook([people_list(1)[0], [*people_list(1)[1][:5], None]])))
    assert await api.get(f"/imports/{import_id}")

    after = await carry_out(api, database, import_id)

    assert after["result"] == {"unchanged": 1}
    assert [note["rule"] for note in after["notes"]] == ["person-changed-meanwhile", "done-otherwise"]
    assert (await everybody(database))[0].email is None
