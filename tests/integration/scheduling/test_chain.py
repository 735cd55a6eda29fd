"""Need → module version → session, asked from either end."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from tests.integration.scheduling.given import block, catalogue, create, module, need, oujda, voiced
from tests.integration.scheduling.test_refusals_of_scheduling import NOBODY


@dataclass
class Story:
    """Three needs, two modules, three sessions: IDENTIFY's second version answers all needs, its first only one."""

    definition: str
    identification: str
    law: str
    define: str
    identify: str
    first: str
    second: str
    beside: str


@pytest.fixture
async def story(api: httpx2.AsyncClient) -> Story:
    """Two sessions that teach IDENTIFY, each in another version, and one that answers no need."""
    ids = await catalogue(api)
    one, two, three = await voiced(api, need("definition"), need("identification"), need("law"))
    define = await create(api, "/modules", module("A-DEFINE", answers=[one]))
    identify = await create(api, "/modules", module("B-IDENTIFY", answers=[two]))
    release = {"title_fr": "Exemple 2", "title_ar": "مثال", "minutes": 60, "answers": [one, two, three]}
    await create(api, f"/modules/{identify}/versions", release)

    async def session(day: int, *versions: tuple[str, int]) -> str:
        hours = [
            (f"2017-08-{day}T{9 + 2 * n:02}:00", f"2017-08-{day}T{11 + 2 * n:02}:00") for n in range(len(versions))
        ]
        blocks = [block(id_, *time, version=number) for (id_, number), time in zip(versions, hours, strict=True)]
        times = {"starts_local": f"2017-08-{day}T09:00", "ends_local": f"2017-08-{day}T17:00"}
        return await create(api, "/sessions", oujda(ids, blocks=blocks, **times))

    first = await session(23, (define, 1), (identify, 1))
    second = await session(29, (define, 1), (identify, 2))
    beside = await session(30, (ids.modules["MEDICAL"], 1))
    return Story(one, two, three, define, identify, first, second, beside)


async def chain(api: httpx2.AsyncClient, what: str, id_: str) -> dict[str, Any]:
    """Return the chain, shortened to ids."""
    body = (await api.get(f"/{what}/{id_}/chain")).json()
    return {
        "needs": [it["id"] for it in body["needs"]],
        "versions": [(it["module_id"], it["version"], it["answers"]) for it in body["versions"]],
        "sessions": [(it["id"], [tuple(pair) for pair in it["teaches"]]) for it in body["sessions"]],
    }


async def test_a_need_leads_to_what_answers_it_and_to_where_that_is_taught(
    api: httpx2.AsyncClient, story: Story
) -> None:
    assert await chain(api, "needs", story.definition) == {
        "needs": [story.definition],
        "versions": [(story.define, 1, [story.definition]), (story.identify, 2, [story.definition])],
        "sessions": [
            (story.first, [(story.define, 1)]),
            (story.second, [(story.define, 1), (story.identify, 2)]),
        ],
    }


async def test_a_module_leads_back_to_its_needs_and_on_to_its_sessions(api: httpx2.AsyncClient, story: Story) -> None:
    assert await chain(api, "modules", story.identify) == {
        "needs": [story.definition, story.identification, story.law],
        "versions": [
            (story.identify, 1, [story.identification]),
            (story.identify, 2, [story.definition, story.identification, story.law]),
        ],
        "sessions": [(story.first, [(story.identify, 1)]), (story.second, [(story.identify, 2)])],
    }


async def test_a_session_leads_back_to_the_needs_it_answers(api: httpx2.AsyncClient, story: Story) -> None:
    assert await chain(api, "sessions", story.first) == {
        "needs": [story.definition, story.identification],
        "versions": [(story.define, 1, [story.definition]), (story.identify, 1, [story.identification])],
        "sessions": [(story.first, [(story.define, 1), (story.identify, 1)])],
    }


async def test_what_answers_nothing_is_a_chain_of_its_own(api: httpx2.AsyncClient, story: Story) -> None:
    found = await chain(api, "sessions", story.beside)

    assert found["needs"] == []
    assert [answers for *_, answers in found["versions"]] == [[]]
    assert [id_ for id_, _ in found["sessions"]] == [story.beside]


async def test_a_need_that_nothing_answers_is_alone(api: httpx2.AsyncClient) -> None:
    alone = (await voiced(api))[0]

    assert await chain(api, "needs", alone) == {"needs": [alone], "versions": [], "sessions": []}


async def test_a_module_says_which_need_voiced_where_and_when(api: httpx2.AsyncClient, story: Story) -> None:
    await create(api, f"/needs/{story.definition}/release")

    needs = (await api.get(f"/modules/{story.identify}/chain")).json()["needs"]

    assert [(it["theme"], it["city"], it["region"], it["held_on"]) for it in needs] == [
        ("definition", "Nador", "MA-02", "2017-04-12"),
        ("identification", "Nador", "MA-02", "2017-04-12"),
        ("law", "Nador", "MA-02", "2017-04-12"),
    ]
    assert [it["wording"] for it in needs] == ["Exemple de besoin : definition.", None, None]


@pytest.mark.parametrize("what", ["needs", "modules", "sessions"])
async def test_what_does_not_exist_has_no_chain(api: httpx2.AsyncClient, what: str) -> None:
    answer = await api.get(f"/{what}/{NOBODY}/chain")

    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (404, f"{what[:-1]}-unknown")
