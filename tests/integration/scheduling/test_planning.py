"""Planning a session and moving it on, over HTTP and into the outbox."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2

from shared.events import SessionPlanned
from shared.kernel.database import Database
from tests.integration.scheduling.given import block, catalogue, create, oujda, said

AFTER_OUJDA = datetime(2017, 8, 24, 18, tzinfo=UTC)


async def test_a_session_is_shown_in_wall_clock_time_and_in_utc(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)

    id_ = await create(api, "/sessions", oujda(ids))

    shown = (await api.get(f"/sessions/{id_}")).json()
    assert (shown["starts_local"], shown["starts_at"]) == ("2017-08-23T09:00:00", "2017-08-23T08:00:00Z")
    assert (shown["region"], shown["city"], shown["state"], shown["seats"]) == ("MA-02", "Oujda", "planned", 25)
    assert [part["starts_at"] for part in shown["blocks"]] == [
        "2017-08-23T08:00:00Z",
        "2017-08-23T13:00:00Z",
        "2017-08-24T08:00:00Z",
    ]
    assert (await api.get("/sessions")).json() == [shown]


async def test_each_legal_move_publishes_one_event_with_the_next_version(
    api: httpx2.AsyncClient, database: Database
) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))

    await create(api, f"/sessions/{id_}/open")
    database.clock.move_to(AFTER_OUJDA)
    await create(api, f"/sessions/{id_}/complete", {"nobody_came": True})

    events = await said(database, id_)
    assert [(event["type"], event["aggregateversion"]) for event in events] == [
        ("session.planned.v1", 1),
        ("session.opened.v1", 2),
        ("session.completed.v1", 3),
    ]
    assert {event["region"] for event in events} == {"MA-02"}


async def test_the_plan_is_published_as_it_can_be_read_again(api: httpx2.AsyncClient, database: Database) -> None:
    ids = await catalogue(api)

    id_ = await create(api, "/sessions", oujda(ids))

    planned = SessionPlanned.from_cloudevent((await said(database, id_))[0])
    assert (planned.session_id, planned.city, planned.seats) == (UUID(id_), "Oujda", 25)
    assert [str(part.module_id) for part in planned.blocks] == list(ids.modules.values())


async def test_a_module_keeps_all_its_versions_and_each_is_announced(
    api: httpx2.AsyncClient, database: Database
) -> None:
    ids = await catalogue(api)
    module = ids.modules["DEFINE"]

    await create(api, f"/modules/{module}/versions", {"title_fr": "Exemple 2", "title_ar": "مثال", "minutes": 100})

    shown = (await api.get(f"/modules/{module}")).json()
    events = await said(database, module)
    assert [(one["version"], one["minutes"]) for one in shown["versions"]] == [(1, 90), (2, 100)]
    assert [(one["aggregateversion"], one["data"]["module_version"]) for one in events] == [(1, 1), (2, 2)]


async def test_versions_released_at_once_are_numbered_without_a_gap(
    api: httpx2.AsyncClient, database: Database
) -> None:
    module = (await catalogue(api)).modules["DEFINE"]
    release = {"title_fr": "Exemple", "title_ar": "مثال", "minutes": 60}

    await asyncio.gather(*(create(api, f"/modules/{module}/versions", release) for _ in range(10)))

    assert [event["aggregateversion"] for event in await said(database, module)] == list(range(1, 12))


async def test_a_session_goes_on_naming_the_version_it_was_planned_with(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))

    release = {"title_fr": "Exemple", "title_ar": "مثال", "minutes": 60}
    await create(api, f"/modules/{ids.modules['DEFINE']}/versions", release)

    assert (await api.get(f"/sessions/{id_}")).json()["blocks"][0]["module_version"] == 1


async def test_the_catalogue_is_listed(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)

    listed = {what: (await api.get(f"/{what}")).json() for what in ("programmes", "modules", "venues")}

    assert [one["id"] for one in listed["modules"]] == list(ids.modules.values())
    assert [one["city"] for one in listed["venues"]] == ["Oujda", "Tanger"]
    assert (await api.get(f"/programmes/{ids.programme}")).json() == listed["programmes"][0]
    assert (await api.get(f"/venues/{ids.oujda}")).json() == listed["venues"][0]


async def test_a_long_list_is_read_page_by_page(api: httpx2.AsyncClient) -> None:
    modules = list((await catalogue(api)).modules.values())

    first = (await api.get("/modules", params={"limit": 2})).json()
    rest = (await api.get("/modules", params={"limit": 2, "after": first[-1]["id"]})).json()

    assert [one["id"] for one in [*first, *rest]] == modules


async def test_of_overlapping_plans_made_at_once_one_is_kept(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)

    for month in ("08", "09", "10", "11", "12"):
        days = {"starts_local": f"2017-{month}-24T10:00", "ends_local": f"2017-{month}-25T17:00", "blocks": []}
        answers = await asyncio.gather(*(api.post("/sessions", json=oujda(ids, **days)) for _ in range(8)))
        assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]

    assert len((await api.get("/sessions")).json()) == 5


async def test_a_venue_is_free_again_at_the_moment_a_session_ends(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    await create(api, "/sessions", oujda(ids))
    next_one: dict[str, Any] = {"starts_local": "2017-08-24T17:00", "ends_local": "2017-08-24T19:00"}
    next_one["blocks"] = [block(ids.modules["DEFINE"], "2017-08-24T17:00", "2017-08-24T18:00")]

    answer = await api.post("/sessions", json=oujda(ids, **next_one))

    assert answer.status_code == 201


async def test_a_request_sent_twice_plans_one_session(api: httpx2.AsyncClient, database: Database) -> None:
    plan = oujda(await catalogue(api))

    first = await api.post("/sessions", json=plan, headers={"idempotency-key": "plan-1"})
    second = await api.post("/sessions", json=plan, headers={"idempotency-key": "plan-1"})

    assert (second.status_code, second.json()) == (201, first.json())
    assert len(await said(database, first.json()["id"])) == 1
