"""A planner at a browser: programmes with their donors, and venues."""

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.scheduling.given import catalogue
from tests.integration.scheduling.reading import look, send
from tests.integration.scheduling.test_refusals_of_scheduling import everything

PROGRAMME = {"code": "MHP-2018", "title": "Exemple", "donors": "Finland\r\n\r\n Norway ", "attribution": "lead"}
VENUE = {
    "name": "Salle 1",
    "city": "Nador",
    "region": "MA-02",
    "capacity": "40",
    "name_ar": "قاعة 1",
    "city_ar": "الناظور",
}


async def test_a_programme_has_a_donor_on_each_line(pages: httpx2.AsyncClient, api: httpx2.AsyncClient) -> None:
    form = (await look(pages, "/scheduling/programmes")).form("/programmes")

    page = await send(pages, form, **PROGRAMME)

    made = (await api.get("/programmes")).json()[0]
    assert (made["donors"], made["attribution"]) == (["Finland", "Norway"], "lead")
    assert {"Finland", "Norway", "Le programme est défini."} <= set(page.texts)


async def test_a_venue_is_kept(pages: httpx2.AsyncClient, api: httpx2.AsyncClient) -> None:
    form = (await look(pages, "/scheduling/venues")).form("/venues")

    page = await send(pages, form, **VENUE)

    kept = (await api.get("/venues")).json()[0]
    assert (kept["capacity"], kept["name_ar"], kept["city_ar"]) == (40, "قاعة 1", "الناظور")
    assert {"Salle 1", "Nador", "قاعة 1", "الناظور", "Le lieu est enregistré."} <= set(page.texts)


Case = tuple[str, dict[str, str], dict[str, str], str]
REFUSED: list[Case] = [
    ("programmes", PROGRAMME, {"code": "MHP-2017"}, "code"),
    ("programmes", PROGRAMME, {"donors": ""}, "donors"),
    ("programmes", PROGRAMME, {"donors": f"Finland\r\n{'x' * 201}"}, "donors"),
    ("programmes", PROGRAMME, {"donors": "Finland\r\nNorway\r\nFINLAND "}, "donors"),
    ("venues", VENUE, {"name": "Maison des migrants"}, "name"),
    ("venues", VENUE, {"city": "دار المهاجرين"}, "city"),
    ("venues", VENUE, {"name_ar": "دار المهاجرين"}, "name_ar"),
    ("venues", VENUE, {"region": "MA-99"}, "region"),
    ("venues", VENUE, {"capacity": "-1"}, "capacity"),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case[0]} {case[3]}")
@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_what_is_not_right_is_shown_again_as_it_was_typed(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, case: Case, language: str
) -> None:
    what, right, changes, field = case
    await catalogue(api)
    before = await everything(database)

    page = await send(pages, (await look(pages, f"/scheduling/{what}")).form(what), language, **(right | changes))

    shown = page.form(what).values
    assert (page.status, page.language, list(page.errors)) == (422, language, [field])
    assert [shown[name] for name in right if name != "region"] == [
        value for name, value in (right | changes).items() if name != "region"
    ]
    assert await everything(database) == before
