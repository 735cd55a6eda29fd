"""Attendance: marked block by block from the moment it begins, corrected at any time, closed once."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.registration.attendance.domain import Marked
from services.registration.seats import domain as seats
from shared.events import AttendanceClosed, AttendanceRecorded, AttendanceState, SessionCancelled, SessionCompleted
from shared.kernel.database import Database
from tests.integration.registration.given import (
    LASTS,
    REGION,
    STARTS_AT,
    block,
    hear,
    let_it_be,
    mark,
    open_session,
    people,
    register,
    said,
    withdraw,
)

DAY_1, DAY_2 = block(STARTS_AT), block(STARTS_AT + timedelta(days=1), hours=3)
SECOND = timedelta(seconds=1)


async def two_days(database: Database, how_many: int) -> tuple[UUID, UUID, UUID, list[UUID]]:
    """Return a session with two blocks, and who has a seat; the first block has begun."""
    blocks = [one.model_copy(update={"block_id": uuid4()}) for one in (DAY_1, DAY_2)]
    session_id, crowd = await open_session(database, blocks=blocks), await people(database, how_many)
    for who in crowd:
        await register(database, session_id, who)
    if database.clock.now() < STARTS_AT:
        let_it_be(database, STARTS_AT)
    return session_id, blocks[0].block_id, blocks[1].block_id, crowd


def marks(state: AttendanceState, *people: UUID) -> dict[str, Any]:
    return {"marks": [{"participant_id": str(who), "state": state} for who in people]}


async def told(database: Database, session_id: UUID) -> list[dict[str, Any]]:
    return await said(database, f"{session_id}/attendance")


async def test_each_mark_counts_the_minutes_it_stands_for(api: httpx2.AsyncClient, database: Database) -> None:
    session_id, first, _, crowd = await two_days(database, 6)
    sheet: list[dict[str, Any]] = [
        {"state": "present"},
        {"state": "late"},
        {"state": "late", "minutes_late": 15},
        {"state": "partial", "minutes": 60},
        {"state": "excused"},
        {"state": "absent"},
    ]
    body = {"marks": [{"participant_id": str(who)} | one for who, one in zip(crowd, sheet, strict=True)]}

    answer = await api.put(f"/sessions/{session_id}/blocks/{first}/attendance", json=body)

    assert (answer.status_code, answer.json()) == (200, {"id": str(first), "state": "recorded"})
    (event,) = await told(database, session_id)
    fact = AttendanceRecorded.from_cloudevent(event)
    assert (fact.block_id, fact.region, fact.aggregateversion) == (first, REGION, 1)
    assert [(one.participant_id, one.minutes) for one in fact.marks] == list(
        zip(crowd, [240, 240, 225, 60, 0, 0], strict=True)
    )
    shown = (await api.get(f"/sessions/{session_id}/blocks/{first}/attendance")).json()["marks"]
    assert {it["participant_id"]: (it["minutes"], it["minutes_late"]) for it in shown} == {
        str(who): it
        for who, it in zip(crowd, [(240, None), (240, None), (225, 15), (60, None), (0, None), (0, None)], strict=True)
    }


async def test_recording_again_tells_only_what_differs(api: httpx2.AsyncClient, database: Database) -> None:
    session_id, first, _, crowd = await two_days(database, 3)
    path = f"/sessions/{session_id}/blocks/{first}/attendance"
    await api.put(path, json=marks("present", *crowd))

    same = await api.put(path, json=marks("present", *crowd))
    corrected = await api.put(
        path, json={"marks": marks("present", *crowd[:2])["marks"] + marks("absent", crowd[2])["marks"]}
    )

    assert (same.json()["state"], corrected.json()["state"]) == ("unchanged", "recorded")
    events = [AttendanceRecorded.from_cloudevent(it) for it in await told(database, session_id)]
    assert [(it.aggregateversion, len(it.marks)) for it in events] == [(1, 3), (2, 1)]
    assert (events[1].marks[0].participant_id, events[1].marks[0].state) == (crowd[2], "absent")
    shown = (await api.get(f"/sessions/{session_id}/attendance")).json()
    assert shown["missing"] == 3
    assert sorted(it["state"] for it in shown["blocks"][0]["marks"]) == ["absent", "present", "present"]


async def test_nobody_is_marked_before_the_block_has_begun(api: httpx2.AsyncClient, database: Database) -> None:
    session_id, first, second, (who,) = await two_days(database, 1)

    begun = await api.put(f"/sessions/{session_id}/blocks/{first}/attendance", json=marks("present", who))
    future = await api.put(f"/sessions/{session_id}/blocks/{second}/attendance", json=marks("absent", who))
    let_it_be(database, DAY_2.starts_at)
    then = await api.put(f"/sessions/{session_id}/blocks/{second}/attendance", json=marks("absent", who))

    assert [it.status_code for it in (begun, future, then)] == [200, 409, 200]
    assert future.json()["errors"][0]["rule"] == "block-not-begun"


async def test_what_cannot_be_marked_is_refused_with_its_place_and_nothing_is_kept(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id, first, _, crowd = await two_days(database, 2)
    elsewhere = (await two_days(database, 1))[1]
    (stranger,) = await people(database, 1)
    good = {"participant_id": str(crowd[0]), "state": "present"}
    cases: list[tuple[UUID, dict[str, Any], tuple[int, str, str]]] = [
        (first, {"participant_id": str(stranger)}, (409, "marks.1.participant_id", "no-seat")),
        (first, {"participant_id": str(crowd[0])}, (422, "marks.1.participant_id", "marked-twice")),
        (first, {"state": "partial"}, (422, "marks.1.minutes", "minutes-needed")),
        (first, {"state": "partial", "minutes": 240}, (422, "marks.1.minutes", "minutes-impossible")),
        (first, {"state": "late", "minutes_late": 0}, (422, "marks.1.minutes_late", "minutes-impossible")),
        (first, {"state": "late", "minutes_late": 240}, (422, "marks.1.minutes_late", "minutes-impossible")),
        (first, {"state": "late", "minutes": 15}, (422, "marks.1.minutes", "minutes-not-asked")),
        (
            first,
            {"state": "partial", "minutes": 60, "minutes_late": 15},
            (422, "marks.1.minutes_late", "minutes-late-not-asked"),
        ),
        (first, {"state": "present", "minutes_late": 15}, (422, "marks.1.minutes_late", "minutes-late-not-asked")),
        (first, {"state": "absent", "minutes": 10}, (422, "marks.1.minutes", "minutes-not-asked")),
        (elsewhere, {}, (404, "block_id", "block-unknown")),
    ]

    for block_id, changes, (status, field, rule) in cases:
        body = {"marks": [good, {"participant_id": str(crowd[1]), "state": "present"} | changes]}
        answer = await api.put(f"/sessions/{session_id}/blocks/{block_id}/attendance", json=body)
        error = answer.json()["errors"][0]
        assert (answer.status_code, error["field"], error["rule"]) == (status, field, rule)

    assert await told(database, session_id) == []


async def test_a_cancelled_session_has_no_attendance(api: httpx2.AsyncClient, database: Database) -> None:
    session_id, first, _, (who,) = await two_days(database, 1)
    await hear(database, SessionCancelled(session_id=session_id, region=REGION, reason="trainer", aggregateversion=3))

    answer = await api.put(f"/sessions/{session_id}/blocks/{first}/attendance", json=marks("present", who))

    assert answer.json()["errors"][0]["rule"] == "session-called-off"


async def test_the_sheet_closes_once_when_nobody_is_missing_and_can_still_be_corrected(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id, first, second, crowd = await two_days(database, 3)
    close, path = f"/sessions/{session_id}/attendance/close", f"/sessions/{session_id}/blocks/{{}}/attendance"
    await api.put(path.format(first), json=marks("present", *crowd))

    let_it_be(database, DAY_2.starts_at)
    await api.put(path.format(second), json=marks("present", crowd[0]))
    let_it_be(database, STARTS_AT + LASTS)
    incomplete = await api.post(close)
    await api.put(path.format(second), json=marks("absent", *crowd[1:]))
    closed = [(await api.post(close)).json() for _ in range(2)]
    await hear(database, SessionCompleted(session_id=session_id, region=REGION, aggregateversion=3))
    correction = await api.put(path.format(second), json=marks("present", crowd[1]))

    (error,) = incomplete.json()["errors"]
    assert (error["rule"], "2" in error["message"]) == ("marks-missing", True)
    assert closed == [{"id": str(session_id), "state": "closed"}] * 2
    assert correction.json()["state"] == "recorded"
    kinds = [(it["type"], it["aggregateversion"]) for it in await told(database, session_id)]
    recorded = AttendanceRecorded.type
    assert kinds == [(recorded, 1), (recorded, 2), (recorded, 3), (AttendanceClosed.type, 4), (recorded, 5)]


async def test_a_sheet_that_is_complete_waits_for_the_end_of_the_session(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id, first, second, crowd = await two_days(database, 2)
    let_it_be(database, DAY_2.ends_at)
    for block_id in (first, second):
        await api.put(f"/sessions/{session_id}/blocks/{block_id}/attendance", json=marks("present", *crowd))
    before = await told(database, session_id)

    too_early = await api.post(f"/sessions/{session_id}/attendance/close")
    meanwhile = await told(database, session_id)
    let_it_be(database, STARTS_AT + LASTS)
    closed = await api.post(f"/sessions/{session_id}/attendance/close")

    assert (too_early.status_code, too_early.json()["errors"][0]["rule"]) == (409, "attendance-too-early")
    assert meanwhile == before
    assert closed.json()["state"] == "closed"
    event = (await told(database, session_id))[-1]
    assert (event["type"], event["time"] >= (STARTS_AT + LASTS).isoformat()) == (AttendanceClosed.type, True)


async def test_whoever_was_there_has_used_the_seat_and_cannot_give_it_up(database: Database) -> None:
    session_id, first, _, (present, absent) = await two_days(database, 2)
    await mark(database, session_id, first, Marked(present, "partial", 10), Marked(absent, "absent"))
    used, unused = [(await register(database, session_id, who))[0] for who in (present, absent)]

    await withdraw(database, unused)
    with pytest.raises(seats.WasThere):
        await withdraw(database, used)
