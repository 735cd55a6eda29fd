"""Another plan for a session: old and new told in one event, blocks that keep their ids, what is refused."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from shared.events import SessionRescheduled
from shared.kernel.database import Database, run
from tests.integration.scheduling.given import Catalogue, block, catalogue, create, moved, oujda, said, venue
from tests.integration.scheduling.test_refusals_of_scheduling import NOBODY, assert_refused, everything

DURING_OUJDA = datetime(2017, 8, 23, 8, tzinfo=UTC)
SEPTEMBER: dict[str, Any] = {"starts_local": "2017-09-06T09:00", "ends_local": "2017-09-07T17:00"}


def in_september(ids: Catalogue, *codes: str) -> dict[str, Any]:
    """Return the plan two weeks later, with a morning for each of the modules."""
    mornings = [("2017-09-06T09:00", "2017-09-06T12:00"), ("2017-09-07T09:00", "2017-09-07T12:00")]
    blocks = [block(ids.modules[code], *times) for code, times in zip(codes, mornings, strict=False)]
    return moved(oujda(ids), blocks=blocks, **SEPTEMBER)


async def test_old_and_new_are_told_in_one_event(api: httpx2.AsyncClient, database: Database) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))
    other = await create(api, "/venues", venue("Nador", "MA-02"))
    await create(api, f"/sessions/{id_}/open")

    await create(api, f"/sessions/{id_}/reschedule", in_september(ids, "DEFINE") | {"venue_id": other, "seats": 20})

    event = SessionRescheduled.from_cloudevent((await said(database, id_))[-1])
    assert event.aggregateversion == 3
    assert (event.city, event.venue, event.seats) == ("Nador", "Salle d'exemple, Nador", 20)
    assert (event.starts_local.isoformat(), event.starts_at.hour) == ("2017-09-06T09:00:00", 8)
    assert (event.before.city, event.before.venue) == ("Oujda", "Salle d'exemple, Oujda")
    assert event.before.starts_local.isoformat() == "2017-08-23T09:00:00"
    assert event.before.starts_at == datetime(2017, 8, 23, 8, tzinfo=UTC)


async def test_the_session_shows_its_new_plan_and_stays_what_it_was(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))
    await create(api, f"/sessions/{id_}/open")

    await create(api, f"/sessions/{id_}/reschedule", in_september(ids, "MEDICAL"))

    shown = (await api.get(f"/sessions/{id_}")).json()
    assert (shown["state"], shown["programme_id"], shown["region"]) == ("open", ids.programme, "MA-02")
    assert (shown["starts_at"], shown["ends_local"]) == ("2017-09-06T08:00:00Z", "2017-09-07T17:00:00")
    assert [part["module_id"] for part in shown["blocks"]] == [ids.modules["MEDICAL"]]


async def test_blocks_may_go_until_the_session_is_open(api: httpx2.AsyncClient, database: Database) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))
    path, without = f"/sessions/{id_}/reschedule", in_september(ids)
    await create(api, path, without)
    await create(api, path, in_september(ids, "DEFINE"))
    await create(api, f"/sessions/{id_}/open")
    before = await everything(database)

    answers = [await api.post(path, json=without, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, (409, "blocks", "blocks-missing"))
    assert await everything(database) == before


@pytest.mark.parametrize("codes", [["DEFINE"], ["DEFINE", "IDENTIFY"]])
async def test_blocks_keep_their_ids_by_their_order(
    api: httpx2.AsyncClient, database: Database, codes: list[str]
) -> None:
    ids = await catalogue(api)
    two = [block(ids.modules["MEDICAL"], "2017-08-23T09:00", "2017-08-23T12:00"), *oujda(ids)["blocks"][1:2]]
    id_ = await create(api, "/sessions", oujda(ids, blocks=two))
    before = [part["id"] for part in (await api.get(f"/sessions/{id_}")).json()["blocks"]]

    await create(api, f"/sessions/{id_}/reschedule", in_september(ids, *codes))

    after = [part["id"] for part in (await api.get(f"/sessions/{id_}")).json()["blocks"]]
    event = SessionRescheduled.from_cloudevent((await said(database, id_))[-1])
    assert after == before[: len(codes)] == [str(part.block_id) for part in event.blocks]


async def test_a_block_more_has_an_id_of_its_own(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    first = oujda(ids)["blocks"][1:2]
    id_ = await create(api, "/sessions", oujda(ids, blocks=first))
    before = [part["id"] for part in (await api.get(f"/sessions/{id_}")).json()["blocks"]]

    earlier = block(ids.modules["MEDICAL"], "2017-08-23T09:00", "2017-08-23T12:00")
    await create(api, f"/sessions/{id_}/reschedule", moved(oujda(ids), blocks=[*first, earlier]))

    blocks = (await api.get(f"/sessions/{id_}")).json()["blocks"]
    assert blocks[0]["module_id"] == ids.modules["MEDICAL"], "blocks stand in the order of their beginning"
    assert [blocks[0]["id"]] == before
    assert blocks[1]["id"] not in before


async def test_the_old_days_are_free_again_and_the_new_ones_taken(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))

    await create(api, f"/sessions/{id_}/reschedule", in_september(ids))

    assert (await api.post("/sessions", json=oujda(ids, blocks=[], **SEPTEMBER))).status_code == 409
    assert (await api.post("/sessions", json=oujda(ids))).status_code == 201


async def test_a_session_may_overlap_its_own_old_days(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))

    answer = await api.post(f"/sessions/{id_}/reschedule", json=moved(oujda(ids), ends_local="2017-08-25T17:00"))

    assert answer.status_code == 200


async def test_two_sessions_that_change_places_at_once_both_stay_somewhere(
    api: httpx2.AsyncClient,
) -> None:
    ids = await catalogue(api)
    nador = await create(api, "/venues", venue("Nador", "MA-02"))
    first = await create(api, "/sessions", oujda(ids))
    second = await create(api, "/sessions", oujda(ids, venue_id=nador))

    answers = await asyncio.gather(
        api.post(f"/sessions/{first}/reschedule", json=moved(oujda(ids), venue_id=nador)),
        api.post(f"/sessions/{second}/reschedule", json=moved(oujda(ids))),
    )

    assert [answer.status_code for answer in answers] == [409, 409]


Refused = tuple[int, str, str]
REFUSALS: list[tuple[Callable[[Catalogue], dict[str, Any]], Refused]] = [
    (lambda ids: moved(oujda(ids)), (409, "", "nothing-changed")),
    (lambda ids: moved(oujda(ids), venue_id=ids.tanger), (422, "venue_id", "region-changed")),
    (lambda ids: moved(oujda(ids), venue_id=NOBODY), (404, "venue_id", "venue-unknown")),
    (lambda ids: moved(oujda(ids), seats=31), (422, "seats", "seats-exceed-venue")),
    (lambda ids: moved(oujda(ids), starts_local="2017-05-01T09:00"), (422, "starts_local", "session-in-past")),
    (lambda ids: moved(oujda(ids), **SEPTEMBER), (422, "blocks.0", "block-outside-session")),
    (lambda ids: moved(oujda(ids), blocks=[], starts_local="2017-09-29T09:00", ends_local="2017-09-30T12:00"),
        (409, "venue_id", "venue-taken")),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "refused"), REFUSALS, ids=lambda it: it[2] if isinstance(it, tuple) else "")
async def test_a_refusal_names_the_field_and_changes_nothing(
    api: httpx2.AsyncClient, database: Database, ask: Callable[[Catalogue], dict[str, Any]], refused: Refused
) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))
    days = {"starts_local": "2017-09-29T09:00", "ends_local": "2017-09-30T17:00"}
    await create(api, "/sessions", oujda(ids, blocks=[], **days))
    before = await everything(database)

    path, plan = f"/sessions/{id_}/reschedule", ask(ids)
    answers = [await api.post(path, json=plan, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, refused)
    assert await everything(database) == before


async def test_a_session_from_before_rooms_had_days_is_not_moved_by_its_own_plan(
    api: httpx2.AsyncClient, database: Database
) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids, blocks=[]))
    async with database.sessions() as db, db.begin():
        await run(db, "update session set booked = null")

    answer = await api.post(f"/sessions/{id_}/reschedule", json=moved(oujda(ids), blocks=[]))

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/nothing-changed")


@pytest.mark.parametrize(
    ("moves", "rule"), [(["cancel"], "move-illegal"), (["open"], "session-begun"), ([], "session-begun")]
)
async def test_what_has_begun_or_ended_has_no_other_plan(
    api: httpx2.AsyncClient, database: Database, moves: list[str], rule: str
) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))
    for move in moves:
        await create(api, f"/sessions/{id_}/{move}", {"reason": "other"})
    database.clock.move_to(DURING_OUJDA)

    path, plan = f"/sessions/{id_}/reschedule", in_september(ids)
    answers = [await api.post(path, json=plan, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, (409, "state", rule))


async def test_no_such_session_has_no_other_plan(api: httpx2.AsyncClient) -> None:
    answer = await api.post(f"/sessions/{NOBODY}/reschedule", json=in_september(await catalogue(api)))

    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (404, "session-unknown")
