"""A room is held on the days of a session: not at night, not on the days off between them."""

from typing import Any

import httpx2
import pytest

from services.scheduling.frame import DONE
from shared.events import SessionRescheduled
from shared.i18n import say
from shared.kernel.database import Database
from tests.integration.scheduling.given import Catalogue, block, catalogue, create, moved, oujda, said
from tests.integration.scheduling.reading import look, send


def on(ids: Catalogue, *days: str, hours: tuple[str, str] = ("09:00", "12:00")) -> dict[str, Any]:
    """Return the plan of a session with a block on each of these days of September."""
    times = [(f"2017-09-{day}T{hours[0]}", f"2017-09-{day}T{hours[1]}") for day in days]
    blocks = [block(ids.modules["DEFINE"], *it) for it in times]
    return oujda(ids, starts_local=times[0][0], ends_local=times[-1][1], blocks=blocks)


async def test_a_room_is_free_on_the_days_off_between_two_days(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    await create(api, "/sessions", on(ids, "04", "06"))

    answer = await api.post("/sessions", json=on(ids, "05"))

    assert answer.status_code == 201


async def test_a_room_is_free_in_the_night_between_two_days(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    await create(api, "/sessions", on(ids, "04", "05"))

    answer = await api.post("/sessions", json=on(ids, "04", hours=("18:00", "21:00")))

    assert answer.status_code == 201


@pytest.mark.parametrize("days", [("06",), ("05", "06"), ("06", "07"), ("05", "08"), ("04",)])
async def test_a_room_is_held_on_each_of_the_days(api: httpx2.AsyncClient, days: tuple[str, ...]) -> None:
    ids = await catalogue(api)
    await create(api, "/sessions", on(ids, "04", "06", "08"))

    answer = await api.post("/sessions", json=on(ids, *days))

    assert answer.status_code == 409


async def test_a_room_is_held_over_midday(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    parts = (("2017-09-04T09:00", "2017-09-04T12:00"), ("2017-09-04T14:30", "2017-09-04T17:00"))
    blocks = [block(ids.modules["DEFINE"], *it) for it in parts]
    whole_day = oujda(ids, starts_local=parts[0][0], ends_local=parts[1][1], blocks=blocks)
    await create(api, "/sessions", whole_day)

    answer = await api.post("/sessions", json=on(ids, "04", hours=("12:30", "14:00")))

    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("changes", "done"),
    [
        ({"seats": 20}, "replanned"),
        ({"days": ("04", "06", "09")}, "rescheduled"),
        ({"days": ("04", "07", "08")}, "rescheduled"),
    ],
)
async def test_a_page_says_that_people_are_told_where_they_are(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, changes: dict[str, Any], done: str
) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", on(ids, "04", "06", "08"))
    plan = moved(on(ids, *changes.pop("days", ("04", "06", "08"))), **changes)
    typed = {
        f"blocks.{place}.{name}": str(value)
        for place, it in enumerate(plan.pop("blocks"))
        for name, value in it.items()
    }
    for place in range(3):
        module, version = (typed.pop(f"blocks.{place}.{name}") for name in ("module_id", "module_version"))
        typed[f"blocks.{place}.module_id"] = f"{module}:{version}"
    typed |= {name: str(value) for name, value in plan.items()} | {"zone": "Africa/Casablanca"}

    form = (await look(pages, f"/scheduling/sessions/{id_}/reschedule")).form("/reschedule")
    page = await send(pages, form, **typed)

    assert say(DONE[done], "fr") in page.texts


async def test_a_day_that_is_moved_frees_the_old_and_takes_the_new(api: httpx2.AsyncClient, database: Database) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", on(ids, "04", "06", "08"))

    await create(api, f"/sessions/{id_}/reschedule", moved(on(ids, "04", "07", "08")))

    event = SessionRescheduled.from_cloudevent((await said(database, id_))[-1])
    assert [day.starts_at.day for day in event.before.days] == [4, 6, 8]
    assert [day.starts_at.day for day in event.days] == [4, 7, 8]
    assert (await api.post("/sessions", json=on(ids, "06"))).status_code == 201
    assert (await api.post("/sessions", json=on(ids, "07"))).status_code == 409
