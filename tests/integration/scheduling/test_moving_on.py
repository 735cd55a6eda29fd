"""The course of a session: opened, cancelled, completed, each told once, and nothing else told."""

from datetime import UTC, datetime
from uuid import UUID

import httpx2
import pytest

from services.scheduling import handlers
from shared.events import AttendanceClosed, SessionCancelled
from shared.kernel.database import Database
from tests.facts import told
from tests.integration.scheduling.given import catalogue, create, moved, oujda, said
from tests.integration.scheduling.test_refusals_of_scheduling import assert_refused, everything

AFTER_OUJDA = datetime(2017, 8, 24, 18, tzinfo=UTC)
WHY = {"reason": "venue"}


@pytest.mark.parametrize(
    ("moves", "refused", "rule"),
    [
        ([], "complete", "move-illegal"),
        (["open"], "open", "move-illegal"),
        (["open"], "complete", "session-not-over"),
        (["cancel"], "open", "move-illegal"),
        (["cancel"], "cancel", "move-illegal"),
        (["open", "cancel"], "complete", "move-illegal"),
    ],
)
async def test_an_illegal_move_is_refused_and_changes_nothing(
    api: httpx2.AsyncClient, database: Database, moves: list[str], refused: str, rule: str
) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))
    for move in moves:
        await create(api, f"/sessions/{id_}/{move}", WHY)
    before = await everything(database)

    path = f"/sessions/{id_}/{refused}"
    why = WHY if refused == "cancel" else None
    answers = [await api.post(path, json=why, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, (409, "state", rule))
    assert await everything(database) == before


async def refusals(api: httpx2.AsyncClient, path: str, body: object = None) -> list[httpx2.Response]:
    """Ask for what is refused, in each language."""
    return [await api.post(path, json=body, headers={"accept-language": code}) for code in ("en", "fr", "ar")]


async def test_a_session_that_is_over_is_not_opened_and_can_be_cancelled(
    api: httpx2.AsyncClient, database: Database
) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))
    database.clock.move_to(AFTER_OUJDA)
    before = await everything(database)

    answers = await refusals(api, f"/sessions/{id_}/open")

    assert_refused(answers, (409, "state", "session-over"))
    assert await everything(database) == before
    assert (await api.post(f"/sessions/{id_}/cancel", json=WHY)).json()["state"] == "cancelled"


async def test_a_session_without_blocks_is_not_opened_before_it_has_some(
    api: httpx2.AsyncClient, database: Database
) -> None:
    plan = oujda(await catalogue(api))
    id_ = await create(api, "/sessions", plan | {"blocks": []})
    before = await everything(database)

    answers = await refusals(api, f"/sessions/{id_}/open")

    assert_refused(answers, (409, "blocks", "blocks-missing"))
    assert await everything(database) == before
    await create(api, f"/sessions/{id_}/reschedule", moved(plan))
    assert (await api.post(f"/sessions/{id_}/open")).json()["state"] == "open"


async def test_an_illegal_move_names_the_state(api: httpx2.AsyncClient) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))

    answer = await api.post(f"/sessions/{id_}/complete")

    assert "“planned”" in answer.json()["errors"][0]["message"]


async def test_a_cancelled_session_says_why_and_so_does_its_event(api: httpx2.AsyncClient, database: Database) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))

    await create(api, f"/sessions/{id_}/cancel", {"reason": "too-few"})

    shown = (await api.get(f"/sessions/{id_}")).json()
    cancelled = SessionCancelled.from_cloudevent((await said(database, id_))[-1])
    assert (shown["state"], shown["cancel_reason"]) == ("cancelled", "too-few")
    assert (cancelled.reason, cancelled.region, cancelled.aggregateversion) == ("too-few", "MA-02", 2)


async def test_no_session_is_cancelled_for_a_reason_that_nobody_knows(api: httpx2.AsyncClient) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))

    answer = await api.post(f"/sessions/{id_}/cancel", json={"reason": "rain"})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")


async def test_a_cancelled_session_frees_its_venue(api: httpx2.AsyncClient) -> None:
    plan = oujda(await catalogue(api))
    first = await create(api, "/sessions", plan)
    taken = await api.post("/sessions", json=plan)

    await create(api, f"/sessions/{first}/cancel", WHY)

    assert taken.status_code == 409
    assert (await api.post("/sessions", json=plan)).status_code == 201


async def closed(database: Database, session_id: str) -> None:
    """Hear that everybody in the session is accounted for."""
    event = told(AttendanceClosed(session_id=UUID(session_id), region="MA-02"), 1, at=database.clock.now())
    async with database.sessions.begin() as db:
        await handlers.complete_session(event, db)


async def test_a_session_whose_attendance_is_closed_is_completed(api: httpx2.AsyncClient, database: Database) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))
    await create(api, f"/sessions/{id_}/open")
    database.clock.move_to(AFTER_OUJDA)

    await closed(database, id_)
    await closed(database, id_)

    assert (await api.get(f"/sessions/{id_}")).json()["state"] == "completed"
    assert [event["type"] for event in await said(database, id_)].count("session.completed.v1") == 1


@pytest.mark.parametrize("moves", [["open"], [], ["open", "cancel"], ["cancel"]])
async def test_what_is_not_open_and_over_is_left_as_it_is(
    api: httpx2.AsyncClient, database: Database, moves: list[str]
) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))
    for move in moves:
        await create(api, f"/sessions/{id_}/{move}", WHY)
    if moves != ["open"]:
        database.clock.move_to(AFTER_OUJDA)
    before = await everything(database)

    await closed(database, id_)

    assert await everything(database) == before


async def test_the_attendance_of_a_session_that_nobody_here_knows_is_ignored(database: Database) -> None:
    before = await everything(database)

    await closed(database, "00000000-0000-4000-8000-00000000000f")

    assert await everything(database) == before


async def test_the_fact_says_the_session_was_over_where_the_clock_here_is_behind(
    api: httpx2.AsyncClient, database: Database
) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))
    await create(api, f"/sessions/{id_}/open")

    late = told(AttendanceClosed(session_id=UUID(id_), region="MA-02"), 1, at=AFTER_OUJDA)
    async with database.sessions.begin() as db:
        await handlers.complete_session(late, db)

    assert (await api.get(f"/sessions/{id_}")).json()["state"] == "completed"
