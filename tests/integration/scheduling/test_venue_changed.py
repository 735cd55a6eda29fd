"""A known venue is changed by page and by program; what another has saved meanwhile is not undone."""

from typing import Any

import httpx2
import pytest

from tests.integration.scheduling.given import catalogue, create, oujda, venue
from tests.integration.scheduling.reading import look, send

ROOM: dict[str, Any] = {"name": "Salle Exemple", "city": "Nador", "region": "MA-02", "capacity": 40}


async def kept(api: httpx2.AsyncClient, **changes: Any) -> str:
    """Return the address of a new venue."""
    return f"/venues/{(await api.post('/venues', json=ROOM | changes)).json()['id']}"


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_a_venue_gets_its_arabic_names_by_page(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, language: str
) -> None:
    path = await kept(api)
    form = (await look(pages, f"/scheduling{path}", language)).form(path)

    page = await send(pages, form, language, name_ar="قاعة المثال", city_ar="الناظور", capacity="45")

    assert page.status == 200
    assert {"قاعة المثال", "الناظور"} <= set(page.texts)
    shown = (await api.get(path)).json()
    assert {name: shown[name] for name in ROOM} == ROOM | {"capacity": 45}


async def test_two_who_change_one_venue_lose_nothing_of_each_other(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient
) -> None:
    path = await kept(api)
    one, two, three = [(await look(pages, f"/scheduling{path}")).form(path) for _ in range(3)]
    await send(pages, one, capacity="50")

    other_field = await send(pages, two, city="Nador Ville")
    same_field = await send(pages, three, capacity="60")

    assert other_field.status == 200
    assert (same_field.status, list(same_field.errors)) == (409, ["capacity"])
    assert "50" in same_field.texts, "what the other has saved"
    assert same_field.form(path).values["capacity"] == "60", "what was typed"
    shown = (await api.get(path)).json()
    assert (shown["capacity"], shown["city"]) == (50, "Nador Ville")


async def test_a_program_changes_what_it_says_and_only_what_it_has_read(api: httpx2.AsyncClient) -> None:
    path = await kept(api, name_ar="قاعة المثال")
    read = (await api.get(path)).headers["etag"]

    answers = [
        await api.put(path, json=ROOM | {"capacity": 30}, headers={"if-match": read}),
        await api.put(path, json=ROOM | {"capacity": 31}, headers={"if-match": read}),
        await api.put(path, json=ROOM | {"capacity": 30}),
    ]

    assert [answer.status_code for answer in answers] == [200, 412, 200]
    assert [answers[0].json()["state"], answers[2].json()["state"]] == ["changed", "unchanged"]
    assert (await api.get(path)).json()["name_ar"] == "قاعة المثال"


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"name": "Maison des migrants"}, "name", "name-tells-subject"),
        ({"region": "MA-01"}, "region", "venue-stays-in-region"),
        ({"name": "Salle Autre"}, "name", "venue-known"),
        ({"capacity": 0}, "capacity", "greater-than"),
    ],
)
async def test_what_is_not_right_changes_nothing(
    api: httpx2.AsyncClient, change: dict[str, Any], field: str, rule: str
) -> None:
    path = await kept(api)
    await kept(api, name="Salle Autre")

    answer = await api.put(path, json=ROOM | change)

    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == (field, rule)
    assert (await api.get(path)).json()["name"] == ROOM["name"]


async def test_a_venue_holds_what_is_to_come_and_is_called_in_the_reader_s_language(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient
) -> None:
    ids = await catalogue(api)
    session_id = await create(api, "/sessions", oujda(ids))
    path, same = f"/venues/{ids.oujda}", venue("Oujda", "MA-02")

    refused = await api.put(path, json=same | {"capacity": 24})
    done = await api.put(path, json=same | {"capacity": 25, "city_ar": "وجدة", "name_ar": "قاعة المثال"})
    read = {language: await look(pages, f"/scheduling/sessions/{session_id}", language) for language in ("fr", "ar")}

    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["rule"]) == (409, "capacity", "capacity-in-use")
    assert done.status_code == 200
    assert [("وجدة" in page.texts, "Oujda" in page.texts) for page in read.values()] == [(False, True), (True, False)]
    assert "قاعة المثال" in read["ar"].texts
