"""A planner at a browser without scripts: plan, open, reschedule, cancel, complete, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.scheduling.given import Catalogue, catalogue, create, oujda, said
from tests.integration.scheduling.reading import Page, look, send
from tests.integration.scheduling.test_refusals_of_scheduling import everything

BEFORE_OUJDA = datetime(2017, 8, 22, 12, tzinfo=UTC)
DURING_OUJDA = datetime(2017, 8, 23, 12, tzinfo=UTC)
AFTER_OUJDA = datetime(2017, 8, 24, 18, tzinfo=UTC)
NEW = "/scheduling/sessions/new"


@pytest.fixture
async def ids(api: httpx2.AsyncClient) -> Catalogue:
    """The pilot's programme, modules and venues."""
    return await catalogue(api)


def filled(ids: Catalogue, **changes: str) -> dict[str, str]:
    """Choose a venue, and modules for the first and the last half-day that are offered."""
    chosen = {
        "blocks__0__module_id": f"{ids.modules['DEFINE']}:1",
        "blocks__3__module_id": f"{ids.modules['MEDICAL']}:1",
    }
    return {"venue_id": ids.oujda} | chosen | changes


async def listed(api: httpx2.AsyncClient) -> list[Any]:
    """Return the sessions that there are."""
    answer: list[Any] = (await api.get("/sessions")).json()
    return answer


async def test_two_days_with_four_blocks_are_offered_a_month_ahead(pages: httpx2.AsyncClient, ids: Catalogue) -> None:
    offered = (await look(pages, NEW)).form("/new").values

    assert offered["programme_id"] == ids.programme
    assert (offered["starts_local"], offered["ends_local"]) == ("2017-06-01T09:00", "2017-06-02T17:00")
    assert offered["blocks.3.starts_local"] == "2017-06-02T14:00"
    assert [name for name in offered if name.endswith("module_id")] == [f"blocks.{it}.module_id" for it in range(8)]


async def test_a_session_is_planned_with_the_blocks_that_have_a_module(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, ids: Catalogue
) -> None:
    page = await send(pages, (await look(pages, NEW)).form("/new"), **filled(ids))

    planned = (await listed(api))[0]
    assert (page.status, planned["city"], planned["seats"]) == (200, "Oujda", 25)
    assert [block["starts_local"] for block in planned["blocks"]] == ["2017-06-01T09:00:00", "2017-06-02T14:00:00"]
    assert "La session est prévue." in page.texts


REFUSED = [
    ({"venue_id": ""}, "venue_id"),
    ({"seats": "31"}, "seats"),
    ({"seats": "many"}, "seats"),
    ({"ends_local": "2017-05-31T09:00"}, "ends_local"),
    ({"starts_local": "2017-04-01T09:00"}, "starts_local"),
    ({"blocks__0__ends_local": ""}, "blocks.0.ends_local"),
    ({"blocks__3__starts_local": "2017-06-01T10:00", "blocks__3__ends_local": "2017-06-01T11:00"}, "blocks.1"),
    ({"blocks__3__ends_local": "2017-06-02T18:00"}, "blocks.1"),
    ({"blocks__0__module_id": "00000000-0000-4000-8000-00000000000f:1"}, "blocks.0.module_id"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[1])
@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_a_refusal_stands_beside_its_field_keeps_what_was_typed_and_changes_nothing(
    pages: httpx2.AsyncClient, database: Database, ids: Catalogue, case: tuple[dict[str, str], str], language: str
) -> None:
    changes, field = case
    before = await everything(database)

    page = await send(pages, (await look(pages, NEW)).form("/new"), language, **filled(ids, **changes))

    shown = page.form("/new").values
    assert (page.status, page.language, list(page.errors)) == (422, language, [field])
    assert page.alert
    assert {name: shown[name] for name in changes if "__" not in name} == {
        name: value for name, value in changes.items() if "__" not in name
    }
    assert shown["blocks.1.module_id"] == f"{ids.modules['MEDICAL']}:1", "blocks with a module come first"
    assert shown["blocks.2.starts_local"] == "2017-06-01T14:00", "the others keep what was typed"
    assert await everything(database) == before


async def test_a_venue_that_is_taken_is_refused_beside_the_venue(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, ids: Catalogue
) -> None:
    one, two = [(await look(pages, NEW)).form("/new") for _ in range(2)]
    await send(pages, one, **filled(ids))

    page = await send(pages, two, **filled(ids))

    assert list(page.errors) == ["venue_id"]
    assert page.errors["venue_id"].startswith("Une autre session occupe alors ce lieu")
    assert len(await listed(api)) == 1


async def planned(api: httpx2.AsyncClient, ids: Catalogue, *moves: str) -> str:
    """Plan the session of August; return the address of its page."""
    id_ = await create(api, "/sessions", oujda(ids))
    for move in moves:
        await create(api, f"/sessions/{id_}/{move}", {"reason": "other"})
    return f"/scheduling/sessions/{id_}"


async def test_a_session_is_opened_and_completed_by_its_buttons(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, ids: Catalogue
) -> None:
    path = await planned(api, ids)

    opened = await send(pages, (await look(pages, path)).form("/open"))
    database.clock.move_to(AFTER_OUJDA)
    asked = await look(pages, f"{path}/complete")
    completed = await send(pages, asked.form("/complete"), nobody_came="true")

    assert [form.action for form in opened.forms] == []
    assert "Les inscriptions sont ouvertes." in opened.texts
    assert "Clôturée" in completed.texts
    assert [event["type"] for event in await said(database, path.rpartition("/")[2])][1:] == [
        "session.opened.v1",
        "session.completed.v1",
    ]


async def test_a_button_pressed_twice_says_in_the_reader_s_words_why_nothing_was_done(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, ids: Catalogue
) -> None:
    path = await planned(api, ids)
    button = (await look(pages, path)).form("/open")
    await send(pages, button)

    page = await send(pages, button)

    assert page.status == 409
    assert "« Inscriptions ouvertes »" in page.alert


async def test_another_plan_begins_with_the_one_that_stands(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, ids: Catalogue
) -> None:
    path = await planned(api, ids, "open")
    form = (await look(pages, f"{path}/reschedule")).form("/reschedule")

    page = await send(
        pages,
        form,
        ends_local="2017-08-24T18:00",
        blocks__3__module_id=f"{ids.modules['DEFINE']}:1",
        blocks__3__starts_local="2017-08-24T14:00",
        blocks__3__ends_local="2017-08-24T18:00",
    )

    session = (await listed(api))[0]
    event = (await said(database, session["id"]))[-1]
    assert form.values["blocks.2.starts_local"] == "2017-08-24T09:00"
    assert page.status == 200
    assert (session["ends_local"], len(session["blocks"])) == ("2017-08-24T18:00:00", 4)
    assert (event["type"], event["data"]["before"]["ends_local"]) == ("session.rescheduled.v1", "2017-08-24T17:00:00")


async def test_the_same_plan_again_is_refused(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, ids: Catalogue
) -> None:
    path = await planned(api, ids)
    form = (await look(pages, f"{path}/reschedule")).form("/reschedule")
    before = await everything(database)

    page = await send(pages, form)

    assert page.status == 422
    assert "déjà le plan en vigueur" in page.alert
    assert await everything(database) == before


async def test_only_venues_of_the_region_are_offered_for_another_plan(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, ids: Catalogue
) -> None:
    page = await look(pages, f"{await planned(api, ids)}/reschedule")

    assert ids.oujda in page.html
    assert ids.tanger not in page.html


async def test_a_cancellation_says_what_it_does_and_asks_for_a_reason(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, ids: Catalogue
) -> None:
    path = await planned(api, ids, "open")
    asked = await look(pages, f"{path}/cancel")

    without = await send(pages, asked.form("/cancel"))
    done = await send(pages, asked.form("/cancel"), reason="too-few")

    assert "Le lieu est libre pour une autre session." in asked.texts
    assert (without.status, list(without.errors)) == (422, ["reason"])
    assert {"Annulée", "Trop peu de personnes"} <= set(done.texts)
    assert (await listed(api))[0]["cancel_reason"] == "too-few"


Case = tuple[tuple[str, ...], datetime, set[str]]  # moves, now, and what is offered
OFFERED: list[Case] = [
    ((), BEFORE_OUJDA, {"open", "reschedule", "cancel"}),
    ((), DURING_OUJDA, {"open", "cancel"}),
    ((), AFTER_OUJDA, {"cancel"}),
    (("open",), BEFORE_OUJDA, {"reschedule", "cancel"}),
    (("open",), DURING_OUJDA, {"cancel"}),
    (("open",), AFTER_OUJDA, {"cancel", "complete"}),
    (("open", "cancel"), BEFORE_OUJDA, set()),
]


@pytest.mark.parametrize("case", OFFERED)
async def test_a_page_offers_the_moves_that_are_possible_and_no_other(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, ids: Catalogue, case: Case
) -> None:
    moves, now, ways = case
    path = await planned(api, ids, *moves)
    database.clock.move_to(now)

    page = await look(pages, path)
    refused = [await look(pages, f"{path}/{way}") for way in ("reschedule", "cancel") if way not in ways]

    assert ways_of(page, path) == ways
    assert [(it.status, bool(it.alert)) for it in refused] == [(409, True)] * len(refused)


def ways_of(page: Page, path: str) -> set[str]:
    """Return the moves that a page offers, by button or by link."""
    addresses = [*page.links, *(form.action for form in page.forms)]
    return {address.rpartition("/")[2] for address in addresses if address.startswith(f"{path}/")}
