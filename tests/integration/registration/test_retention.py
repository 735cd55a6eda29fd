"""Contacts are kept for a time and no longer: whoever is due is forgotten on that day. All people are made up."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
import pytest

from services.registration.data_requests.storage import DataAnswer
from services.registration.erasing.actions import forget
from services.registration.erasing.retention import forget_due
from shared.events import DataAnswered, DataRequested, HeldRow, SessionCompleted
from shared.kernel.database import Database
from shared.privacy.declared import retentions
from tests.integration.registration.given import (
    hear,
    let_it_be,
    open_session,
    organisation,
    people,
    person,
    record,
    register,
    said,
    session,
    states,
)
from tests.integration.registration.given_requests import filed, said_about, stored

RECORDED = datetime(2017, 7, 3, tzinfo=UTC)
ENDED = datetime(2017, 8, 24, 16, tzinfo=UTC)


async def trained(database: Database) -> UUID:
    """Return somebody who had a seat in the session of August 2017."""
    (who,), session_id = await people(database, 1), await open_session(database)
    await register(database, session_id, who)
    assert (await session(database, session_id)).ends_at == ENDED
    await close(database, session_id)
    return who


async def close(database: Database, session_id: UUID) -> None:
    """Let the session be completed."""
    await hear(database, SessionCompleted(session_id=session_id, region="MA-02", aggregateversion=3))


async def is_forgotten(database: Database, who: UUID, at: datetime) -> bool:
    """Say whether the work of that moment has forgotten the person."""
    let_it_be(database, at)
    await forget_due(database)
    return (await stored(database, who)).erased_at is not None


async def test_the_number_of_months_is_what_is_declared() -> None:
    assert retentions()["contacts"].length == {"months": 24}
    assert "24 months" in retentions()["contacts"].says


async def test_two_years_after_the_last_training_and_not_a_day_before(database: Database) -> None:
    who = await trained(database)

    assert not await is_forgotten(database, who, datetime(2019, 8, 23, 16, tzinfo=UTC))
    assert await is_forgotten(database, who, datetime(2019, 8, 24, 17, tzinfo=UTC))


async def test_who_never_had_a_seat_counts_from_the_day_of_recording(database: Database) -> None:
    who = await record(database, person(await organisation(database)))

    assert not await is_forgotten(database, who, datetime(2019, 7, 2, 23, tzinfo=UTC))
    assert await is_forgotten(database, who, datetime(2019, 7, 4, 1, tzinfo=UTC))


async def test_who_wants_no_further_trainings_is_forgotten_after_a_month(
    api: httpx2.AsyncClient, database: Database
) -> None:
    who = await trained(database)
    await said_about(api, who, purpose="further-trainings", given=False)

    assert not await is_forgotten(database, who, datetime(2017, 9, 23, 16, tzinfo=UTC))
    assert await is_forgotten(database, who, datetime(2017, 9, 24, 17, tzinfo=UTC))


async def test_who_takes_the_refusal_back_is_kept(api: httpx2.AsyncClient, database: Database) -> None:
    who = await trained(database)
    await said_about(api, who, purpose="further-trainings", given=False)
    await said_about(api, who, purpose="further-trainings", given=True)

    assert not await is_forgotten(database, who, datetime(2018, 8, 24, tzinfo=UTC))


@pytest.mark.parametrize("reason", ["a seat to come", "an open request"])
async def test_who_is_still_needed_is_kept(reason: str, api: httpx2.AsyncClient, database: Database) -> None:
    who = await trained(database)
    if reason == "a seat to come":
        later = await open_session(database, starts_at=datetime(2019, 9, 2, 8, tzinfo=UTC))
        await register(database, later, who)
    else:
        await filed(api, who, "copy")

    assert not await is_forgotten(database, who, datetime(2019, 8, 30, tzinfo=UTC))


async def test_it_leaves_a_proof_without_a_name(api: httpx2.AsyncClient, database: Database) -> None:
    who = await trained(database)

    assert await is_forgotten(database, who, datetime(2019, 9, 1, tzinfo=UTC))

    (proof,) = (await api.get("/requests")).json()
    assert (proof["kind"], proof["participant_id"], proof["channel"]) == ("retention", str(who), None)
    assert proof["done_at"].startswith("2019-09-01")
    assert DataRequested.from_cloudevent((await said(database, proof["id"]))[-1]).done


async def test_the_next_look_finds_nothing_more(database: Database) -> None:
    who = await trained(database)
    let_it_be(database, datetime(2019, 9, 1, tzinfo=UTC))

    assert [await forget_due(database), await forget_due(database)] == [1, 0]
    assert len(await said(database, who)) == 2


async def test_a_seat_given_in_the_moment_of_forgetting_is_given_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)
    await register(database, session_id, who)

    async def stays(*_: object) -> None:
        """Leave the seat, as one that is taken in the same moment is left."""

    monkeypatch.setattr("services.registration.erasing.actions.leave_sessions", stays)
    async with database.sessions.begin() as db:
        await forget(db, who)
    monkeypatch.undo()
    assert await states(database, session_id) == {who: "registered"}

    await forget_due(database)

    assert await states(database, session_id) == {who: "withdrawn"}


async def test_what_was_put_together_for_a_copy_goes_thirty_days_after_it_was_handed_over(
    api: httpx2.AsyncClient, database: Database
) -> None:
    who = await trained(database)
    request_id = await filed(api, who, "copy")
    row = HeldRow(table="seats", columns={"state": "registered"})
    for service in ("notifications", "reporting"):
        answer = {"request_id": UUID(request_id), "participant_id": who, "service": service, "count": 1, "rows": [row]}
        await hear(database, DataAnswered.model_validate(answer))
    await api.post(f"/requests/{request_id}/hand-over")

    assert await rows_kept(database, request_id, RECORDED + timedelta(days=29)) == [1, 1]
    assert await rows_kept(database, request_id, RECORDED + timedelta(days=32)) == [0, 0]


async def rows_kept(database: Database, request_id: str, at: datetime) -> list[int]:
    """Return how many rows are kept of each answer at that moment."""
    let_it_be(database, at)
    await forget_due(database)
    async with database.sessions() as db:
        found = [await db.get_one(DataAnswer, (UUID(request_id), name)) for name in ("notifications", "reporting")]
    return [len(one.rows) for one in found]
