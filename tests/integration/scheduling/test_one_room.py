"""One room is kept once, and a conflict says who has it and when it is free."""

# ruff: noqa: RUF001 - typographic French

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from services.scheduling.planning.rooms import Held, next_free
from services.scheduling.venues.domain import is_nearly, is_same_city
from shared.kernel.database import Database
from tests.integration.scheduling.given import catalogue, create, oujda
from tests.integration.scheduling.reading import look, send
from tests.integration.scheduling.test_rooms_by_day import on

ROOM: dict[str, Any] = {"name": "Maison de la culture", "city": "Fès", "region": "MA-03", "capacity": 40}


@pytest.mark.parametrize(
    "name", ["Maison de la culture", "MAISON DE LA CULTURE, Fes", "Maison culture", "Maisson de la culture"]
)
async def test_a_room_of_nearly_the_same_name_is_asked_about(api: httpx2.AsyncClient, name: str) -> None:
    await create(api, "/venues", ROOM)

    twice = await api.post("/venues", json=ROOM | {"name": name, "city": "fes"})
    another = await api.post("/venues", json=ROOM | {"name": name, "city": "fes", "another_room": True})

    assert (twice.status_code, twice.json()["errors"][0]["rule"]) == (409, "venue-known")
    assert "Maison de la culture, Fès" in twice.json()["errors"][0]["message"]
    assert another.status_code == 201


async def test_a_page_asks_and_takes_the_answer(pages: httpx2.AsyncClient, api: httpx2.AsyncClient) -> None:
    typed = {name: str(value) for name, value in ROOM.items()}
    await create(api, "/venues", ROOM)

    asked = await send(pages, (await look(pages, "/scheduling/venues")).form("/venues"), **typed)
    await send(pages, asked.form("/venues"), **typed, another_room="true")

    assert (asked.status, list(asked.errors)) == (422, ["name"])
    assert "C’est une autre salle" in " ".join(asked.texts)
    assert len((await api.get("/venues")).json()) == 2


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Salle 1", "Salle 2", False),
        ("Salle A", "Salle B", False),
        ("Salle Atlas", "Salle Rif", False),
        ("دار الثقافة", "دار الثقافه", True),
        ("Centre Hassan II", "Centre Hassan II, Nador", True),
        ("Salle de la foire", "Foire (salle)", True),
        ("Nador", "nador", True),
    ],
)
def test_names_that_may_mean_one_room(one: str, other: str, *, same: bool) -> None:
    assert is_nearly(one, other, "Nador") is same


def test_a_city_is_one_however_it_is_written() -> None:
    assert is_same_city("Fès", "FES")
    assert not is_same_city("Fès", "Meknès")


async def test_a_conflict_names_the_other_session_and_a_day_that_is_free(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    await create(api, "/sessions", oujda(ids))

    answer = await api.post("/sessions", json=oujda(ids), headers={"accept-language": "fr"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["rule"], error["field"]) == (409, "venue-taken", "venue_id")
    assert "MHP-2017, 23/08/2017 - 24/08/2017" in error["message"]
    assert "convient : 25/08/2017" in error["message"]


def test_a_free_day_is_free_for_the_whole_plan() -> None:
    def days(*numbers: int) -> list[Held]:
        return [Held(datetime(2017, 8, it, 9, tzinfo=UTC), datetime(2017, 8, it, 17, tzinfo=UTC)) for it in numbers]

    assert next_free(days(7, 9), days(7, 8, 11), ZoneInfo("Africa/Casablanca")).day == 10


def test_a_free_day_is_sought_by_the_clock_on_the_wall() -> None:
    zone = ZoneInfo("Europe/Paris")  # on 29 October 2017 its clocks went back by an hour
    morning = [Held(datetime(2017, 10, 28, 9, tzinfo=zone), datetime(2017, 10, 28, 10, tzinfo=zone))]
    hour_before = Held(datetime(2017, 10, 29, 8, tzinfo=zone), datetime(2017, 10, 29, 9, tzinfo=zone))

    assert next_free(morning, [*morning, hour_before], zone) == datetime(2017, 10, 29, 9, tzinfo=zone)


async def test_a_session_that_runs_or_is_over_says_so(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", oujda(ids))
    await create(api, f"/sessions/{id_}/open")

    said = []
    for moment in (
        datetime(2017, 8, 22, 8, tzinfo=UTC),
        datetime(2017, 8, 23, 9, tzinfo=UTC),
        datetime(2017, 8, 25, 9, tzinfo=UTC),
    ):
        database.clock.move_to(moment)
        said.append(" ".join((await look(pages, f"/scheduling/sessions/{id_}")).texts))

    words = ("Inscriptions ouvertes", "En cours", "Passée, à clôturer")
    assert [[it for it in words if it in text] for text in said] == [[it] for it in words]


async def test_the_calendar_shows_a_session_on_its_days_alone(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient
) -> None:
    ids = await catalogue(api)
    id_ = await create(api, "/sessions", on(ids, "04", "06"))

    page = (await pages.get("/scheduling/?month=2017-09")).text

    squares = [it for it in page.split("<td") if f"/scheduling/sessions/{id_}" in it and 'class="event' in it]
    assert [day for day in ("2017-09-04", "2017-09-05", "2017-09-06") if any(day in it for it in squares)] == [
        "2017-09-04",
        "2017-09-06",
    ]
