"""Words of SQL where questions are asked: behind every question mark and in every path they are words, or refused."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from shared.kernel.database import Database
from tests.architecture.built import app, routes
from tests.integration.one_of_everything import Everything, one_of_everything, questions
from tests.integration.test_every_route import ASKED, Asking, blanks

WORDS = (
    "'",
    '"',
    "' or '1'='1",
    "1; drop table session; --",
    "x' and 1 = (select 1 from pg_sleep(9)) --",
    "%' or 1=1 --",
    "$1 :x {x} %(x)s",
    "٪_*",
    "' || (select password from account) || '",
)
OF_ALL = ("q", "lang", "done")  # of any page, and refused by none
TELLS = ("syntax error", "sqlalchemy", "asyncpg", "psql", "pg_sleep(9)) --</", "PostgreSQL")


@pytest.fixture(scope="module")
async def everything(lasting_database: Callable[..., Awaitable[Database]]) -> AsyncIterator[Everything]:
    async with one_of_everything(lasting_database) as found:
        yield found


def asked_by_name(service: str) -> dict[str, list[str]]:
    """Return path → what may stand behind its question mark, as the route declares it."""
    found: dict[str, list[str]] = {}
    for path, route in routes(app(service)):
        if "GET" in route.methods and hasattr(route, "dependant"):
            found[path] = [it.alias for it in flat(route.dependant)]
    return found


def flat(dependant: Any) -> Iterator[Any]:
    yield from dependant.query_params
    for inner in dependant.dependencies:
        yield from flat(inner)


def attempts(everything: Everything, asking: Asking, named: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield path and questions: the words behind each name in turn, and in each blank of the path."""
    for words in WORDS:
        for names in (OF_ALL, *([name] for name in named)):
            yield asking.of(everything.ids), dict.fromkeys(names, words)
        for blank in blanks(asking.path):
            yield asking.of({**everything.ids, blank: words.replace("/", "").replace("%", "%25")}), {}


@pytest.mark.parametrize("service", ASKED)
async def test_words_of_sql_in_a_question_are_words_or_refused(everything: Everything, service: str) -> None:
    names, odd, asked = asked_by_name(service), [], 0
    for asking in questions(service):
        for path, named in attempts(everything, asking, names[asking.path]):
            asked += 1
            answer = await everything.ask(asking, path, named)
            if answer.status_code in {429, *range(500, 600)} or any(it in answer.text for it in TELLS):
                odd.append(f"{path} {named} {answer.status_code}")

    assert odd == []
    assert asked > 100


LISTS = {"scheduling": ("/sessions", "/venues", "/assessments"), "registration": ("/sessions", "/organisations")}


@pytest.mark.parametrize("service", LISTS)
async def test_a_condition_that_is_always_true_shows_no_more_than_its_words(
    everything: Everything, service: str
) -> None:
    api, shown = everything.service(service).api, []
    for path in LISTS[service]:
        assert (await api.get(path)).json() != []
        for name in asked_by_name(service)[f"/{service}/api/v1{path}"]:
            answers = [await api.get(path, params={name: words}) for words in WORDS]
            shown += [(path, name, it.text) for it in answers if it.status_code == 200 and it.json()]

    assert shown == []
