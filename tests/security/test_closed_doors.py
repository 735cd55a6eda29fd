"""Doors that nobody needs: pages for developers, numbers for machines, odd methods; a database away opens none."""

import pytest

from shared.kernel.clock import Clock
from shared.kernel.database import Database
from tests.architecture.built import NAMES, app
from tests.containers import free_port
from tests.security.knocking import CLOSED, EVERY, browser, of

OF_DEVELOPERS = ("docs", "docs/oauth2-redirect", "redoc", "openapi.json", "metrics", "debug", "trace", "console")
TELLS = ("Traceback", "site-packages", "sqlalchemy", "asyncpg", ".py")
ODD = ("TRACE", "TRACK", "CONNECT", "DEBUG", "PROPFIND", "OPTIONS", "PATCH")

# Forms and files in which nothing stands yet, the same for everybody; and the clock, which the process itself has.
EMPTY = {
    "access": {"password", "people/new"},
    "registration": {"participants", "organisations/new"},
    "scheduling": {"assessments/new"},
    "reporting": {"report.css"},
}


def away() -> Database:
    """Return a database that does not answer."""
    return Database(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/nothing", Clock())


@pytest.mark.parametrize("service", NAMES)
async def test_no_page_of_developers_and_no_number_of_machines_is_there(
    monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    paths = [f"{above}/{it}" for it in OF_DEVELOPERS for above in ("", f"/{service}", f"/{service}/api")]
    async with browser(monkeypatch, service, object()) as client:
        found = {path: (await client.get(path)).status_code for path in paths}

    assert {path for path, status in found.items() if status != 404} == {f"/{service}/api/openapi.json"}
    assert not app(service).debug


@pytest.mark.parametrize("service", NAMES)
async def test_an_odd_method_is_answered_by_no_route(monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    marks = {"sec-fetch-site": "same-origin", "max-forwards": "0", "x-kanarie": "kanarie"}
    answered = []
    for method in ODD:  # each with an allowance of its own, since one would be used up
        with monkeypatch.context() as patch:
            client = browser(patch, service, object())
            for path in {it.path for it in of(service, EVERY)}:
                answer = await client.request(method, path, headers=marks)
                if answer.status_code not in {401, 405} or "kanarie" in answer.text:
                    answered.append(f"{method} {path} {answer.status_code}")

    assert answered == []


@pytest.mark.parametrize("service", NAMES)
async def test_without_a_database_no_route_lets_anybody_in(monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    answered, told = [], ""
    async with browser(monkeypatch, service, away(), known=False) as client:
        for route in of(service, CLOSED):
            answer = await client.request(route.method, route.path, headers={"sec-fetch-site": "same-origin"})
            answered += [f"{route} {answer.status_code}"] * (answer.status_code != 503)
            told += answer.text

    assert answered == []
    assert [word for word in TELLS if word in told] == []


@pytest.mark.parametrize("service", NAMES)
async def test_who_is_known_gets_no_more_than_empty_forms_while_a_database_is_away(
    monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    answered = set()
    async with browser(monkeypatch, service, away()) as client:
        for route in of(service, CLOSED):
            answer = await client.request(route.method, route.path, headers={"sec-fetch-site": "same-origin"})
            answered |= {str(route)} if answer.is_success else set()

    assert answered <= {f"GET /{service}/{it}" for it in {"api/v1/demo/clock", *EMPTY.get(service, ())}}
