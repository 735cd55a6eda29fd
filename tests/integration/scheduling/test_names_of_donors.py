"""What donors are called in each language: said by page and by program, told, and not undone by another's page."""

from typing import Any

import httpx2
import pytest

from shared.events import DonorNames, ProgrammeDefined
from shared.kernel.database import Database
from tests.integration.scheduling.given import create, said
from tests.integration.scheduling.reading import look, send

PROGRAMME: dict[str, Any] = {"code": "MHP-2017", "title": "Exemple", "donors": ["Fondation Exemple", "Norway"]}
FONDATION = {"donor": "Fondation Exemple", "fr": None, "ar": "مؤسسة المثال", "en": "Example Foundation"}
NAMES = {"fr": "Fondation Exemple", "ar": "مؤسسة المثال", "en": "Example Foundation"}


async def told(database: Database, id_: str) -> list[list[DonorNames]]:
    """Return the names in each event about the programme."""
    return [ProgrammeDefined.from_cloudevent(it).donor_names for it in await said(database, id_)]


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_names_are_asked_after_the_programme_and_shown_by_language(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, language: str
) -> None:
    typed = {"code": "MHP-2017", "title": "Exemple", "donors": "Fondation Exemple\r\nNorway", "attribution": "split"}
    form = (await look(pages, "/scheduling/programmes", language)).form("/programmes")
    asked = await send(pages, form, language, **typed)
    (made,) = (await api.get("/programmes")).json()
    names = {"donor_names.0.ar": "\u202bمؤسسة  المثال\u202c", "donor_names.0.en": " Example Foundation"}

    page = await send(pages, asked.form(f"/programmes/{made['id']}"), language, **names)

    listed = {it: (await look(pages, "/scheduling/programmes", it)).texts for it in NAMES}
    assert page.status == 200
    assert {it: [name for name in NAMES.values() if name in listed[it]] for it in NAMES} == {
        it: [name] for it, name in NAMES.items()
    }
    assert (await api.get(f"/programmes/{made['id']}")).json()["donor_names"] == [FONDATION]
    assert await told(database, made["id"]) == [[], [DonorNames.model_validate(FONDATION)]]


async def test_who_saves_second_sees_what_the_first_has_saved(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    id_ = await create(api, "/programmes", PROGRAMME)
    one, two = [(await look(pages, f"/scheduling/programmes/{id_}")).form(id_) for _ in range(2)]
    await send(pages, one, donor_names__1__ar="النرويج")

    page = await send(pages, two, donor_names__1__ar="النورويج")

    again = page.form(id_)
    assert (page.status, "النرويج" in page.texts, again.values["donor_names.1.ar"]) == (409, True, "النورويج")
    await send(pages, again)
    assert [[it.ar for it in names] for names in await told(database, id_)] == [[], ["النرويج"], ["النورويج"]]


async def test_a_program_says_all_names_and_only_of_what_it_has_read(
    api: httpx2.AsyncClient, database: Database
) -> None:
    id_ = await create(api, "/programmes", PROGRAMME | {"donor_names": [FONDATION]})
    path, read = f"/programmes/{id_}/donor-names", (await api.get(f"/programmes/{id_}")).headers["etag"]
    norway = {"donor_names": [{"donor": "norway", "fr": "Norvège"}]}

    answers = [
        await api.put(path, json=norway, headers={"if-match": read}),
        await api.put(path, json={"donor_names": []}, headers={"if-match": read}),
        await api.put(path, json=norway),
    ]

    assert [(it.status_code, it.json().get("state")) for it in answers] == [
        (200, "changed"),
        (412, None),
        (200, "unchanged"),
    ]
    first, second = [DonorNames.model_validate(FONDATION)], [DonorNames(donor="Norway", fr="Norvège")]
    assert await told(database, id_) == [first, second]


WRONG = [
    ({"fr": "x" * 201}, "fr", "string-too-long"),
    ({"ar": "مثال\u0007"}, "ar", "control-character"),
    ({"en": "Norway"}, "en", "donor-named-twice"),
    ({"donor": "Sweden"}, "donor", "donor-not-of-programme"),
]


@pytest.mark.parametrize(("change", "field", "rule"), WRONG)
@pytest.mark.parametrize("defined", [False, True])
async def test_what_is_not_right_names_its_field_and_changes_nothing(
    api: httpx2.AsyncClient, database: Database, change: dict[str, str], field: str, rule: str, *, defined: bool
) -> None:
    id_ = await create(api, "/programmes", PROGRAMME)
    wrong = {"donor_names": [FONDATION | change]}

    if defined:
        answer = await api.put(f"/programmes/{id_}/donor-names", json=wrong)
    else:
        answer = await api.post("/programmes", json=PROGRAMME | wrong | {"code": "MHP-2018"})

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["rule"]) == (422, f"donor_names.0.{field}", rule)
    assert await told(database, id_) == [[]]
    assert len((await api.get("/programmes")).json()) == 1


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_a_page_says_beside_the_field_what_is_not_right(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, language: str
) -> None:
    id_ = await create(api, "/programmes", PROGRAMME)
    form = (await look(pages, f"/scheduling/programmes/{id_}", language)).form(id_)

    page = await send(pages, form, language, donor_names__0__fr="norway")

    assert (page.status, page.language, list(page.errors)) == (422, language, ["donor_names.0.fr"])
    assert page.form(id_).values["donor_names.0.fr"] == "norway"
    assert await told(database, id_) == [[]]
