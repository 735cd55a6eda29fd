"""From the needs that organisations voice to the words of them that are told."""

import json

import httpx2
import pytest

from shared.events import AssessmentRecorded, ModuleReleased, NeedReleased, ProgrammeDefined
from shared.kernel.database import Database
from tests.integration.scheduling.given import ORGANISATIONS, assessment, create, module, need, said, voiced
from tests.integration.scheduling.test_refusals_of_scheduling import assert_refused, everything


async def test_an_assessment_is_announced_by_ids_and_themes_without_a_word(
    api: httpx2.AsyncClient, database: Database
) -> None:
    id_ = await create(api, "/assessments", assessment(need(), need("health", language="ar", wording="مثال")))

    shown = (await api.get(f"/assessments/{id_}")).json()
    event = AssessmentRecorded.from_cloudevent((await said(database, id_))[0])
    assert (event.region, event.city, event.held_on.isoformat()) == ("MA-02", "Nador", "2017-04-12")
    assert [str(one.need_id) for one in event.needs] == [one["id"] for one in shown["needs"]]
    assert [one.theme for one in event.needs] == ["identification", "health"]
    assert [str(it) for it in event.needs[0].voiced_by] == ORGANISATIONS
    assert "Exemple" not in json.dumps(await said(database, id_))


async def test_assessments_are_listed_with_their_needs_in_the_order_of_voicing(api: httpx2.AsyncClient) -> None:
    themes = ["health", "law", "definition", "identification", "minors"]

    id_ = await create(api, "/assessments", assessment(*(need(theme) for theme in themes)))

    listed = (await api.get("/assessments")).json()
    assert listed == [(await api.get(f"/assessments/{id_}")).json()]
    assert [one["theme"] for one in listed[0]["needs"]] == themes
    assert {one["released_at"] for one in listed[0]["needs"]} == {None}


async def test_lines_of_a_need_stay_lines(api: httpx2.AsyncClient) -> None:
    id_ = await create(api, "/assessments", assessment(need(wording="Un\r\nexemple\nlong")))

    assert (await api.get(f"/assessments/{id_}")).json()["needs"][0]["wording"] == "Un\nexemple\nlong"


async def test_an_organisation_named_twice_has_voiced_it_once(api: httpx2.AsyncClient) -> None:
    id_ = await create(api, "/assessments", assessment(need(voiced_by=[*ORGANISATIONS, ORGANISATIONS[0]])))

    assert (await api.get(f"/assessments/{id_}")).json()["needs"][0]["voiced_by"] == ORGANISATIONS


async def test_words_are_told_once_when_they_are_released(api: httpx2.AsyncClient, database: Database) -> None:
    need_id = (await voiced(api, need("health")))[0]
    before = await said(database, need_id)

    for _ in range(2):
        await create(api, f"/needs/{need_id}/release")

    events = await said(database, need_id)
    told = NeedReleased.from_cloudevent(events[0])
    assert (before, len(events), told.aggregateversion) == ([], 1, 1)
    assert (told.theme, told.language, told.wording) == ("health", "fr", "Exemple de besoin : health.")


async def test_words_are_told_as_they_were_corrected(api: httpx2.AsyncClient, database: Database) -> None:
    need_id = (await voiced(api, need(wording="Appelez le 06 12 34 56 78")))[0]
    path = f"/needs/{need_id}/release"
    before = await everything(database)

    blank = await api.post(path, json={"wording": " "})
    still_wrong = await api.post(path, json={"wording": "Écrivez à exemple@example.org"})
    meanwhile = await everything(database)
    await create(api, path, {"wording": "Appelez-nous.\r\nMerci."})

    refused = [it.json()["errors"][0] for it in (blank, still_wrong)]
    assert [(it["field"], it["rule"]) for it in refused] == [
        ("wording", "string-too-short"),
        ("wording", "wording-points-to-somebody"),
    ]
    assert meanwhile == before
    (event,) = await said(database, need_id)
    assert NeedReleased.from_cloudevent(event).wording == "Appelez-nous.\nMerci."
    kept = (await api.get("/assessments")).json()[0]["needs"][0]
    assert (kept["wording"], kept["released_at"] is None) == ("Appelez-nous.\nMerci.", False)


@pytest.mark.parametrize("wording", ["Appelez le 06 12 34 56 78", "exemple@example.org", "AB123456"])
async def test_words_that_point_to_somebody_are_not_released(
    api: httpx2.AsyncClient, database: Database, wording: str
) -> None:
    need_id = (await voiced(api, need(wording=wording)))[0]
    before = await everything(database)

    path = f"/needs/{need_id}/release"
    answers = [await api.post(path, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, (422, "wording", "wording-points-to-somebody"))
    assert await everything(database) == before


async def test_each_version_says_which_needs_it_answers(api: httpx2.AsyncClient, database: Database) -> None:
    one, two = await voiced(api, need("definition"), need("law"))

    id_ = await create(api, "/modules", module("DEFINE", answers=[one, one]))
    second = {"title_fr": "Exemple 2", "title_ar": "مثال", "minutes": 90, "answers": [two, one]}
    await create(api, f"/modules/{id_}/versions", second)

    shown = (await api.get(f"/modules/{id_}")).json()["versions"]
    events = [ModuleReleased.from_cloudevent(event) for event in await said(database, id_)]
    assert [sorted(version["answers"]) for version in shown] == [[one], sorted([one, two])]
    assert [[str(it) for it in event.answers] for event in events] == [[one], [two, one]]
    assert [(event.title_fr, event.title_ar) for event in events] == [("Exemple", "مثال"), ("Exemple 2", "مثال")]


async def test_an_answer_to_a_need_that_nobody_voiced_is_refused_by_its_place(
    api: httpx2.AsyncClient, database: Database
) -> None:
    known = (await voiced(api))[0]
    before = await everything(database)

    answer = await api.post("/modules", json=module(answers=[known, ORGANISATIONS[0]]))

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (404, "answers.1")
    assert await everything(database) == before


@pytest.mark.parametrize("attribution", ["full", "split", "lead"])
async def test_a_programme_says_what_counts_for_its_donors(
    api: httpx2.AsyncClient, database: Database, attribution: str
) -> None:
    form = {"code": "MHP-2017", "title": "Exemple", "donors": ["Finland", "Norway"], "attribution": attribution}

    id_ = await create(api, "/programmes", form)

    event = ProgrammeDefined.from_cloudevent((await said(database, id_))[0])
    assert (await api.get(f"/programmes/{id_}")).json() == {"id": id_, "donor_names": []} | form
    assert (event.attribution, event.donors) == (attribution, ["Finland", "Norway"])
