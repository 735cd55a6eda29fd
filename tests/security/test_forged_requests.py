"""Requests that another site makes a browser send: every route that changes something refuses them."""

from typing import Any

import pytest

from shared.http.guard import Guard
from tests.architecture.built import NAMES
from tests.security.knocking import EVERY, SAFE, UNSAFE, browser, of

FOREIGN = "https://elsewhere.example"
FORGED: dict[str, dict[str, str]] = {
    "without a mark": {},
    "from another origin": {"origin": FOREIGN},
    "from nowhere": {"origin": "null"},
    "from another site": {"sec-fetch-site": "cross-site"},
    "from a neighbour": {"sec-fetch-site": "same-site"},
    "as plain text": {"content-type": "text/plain"},
    "as plain text from another origin": {"content-type": "text/plain", "origin": FOREIGN},
    "as a form of another site": {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site"},
    "by another name of the method": {"x-http-method-override": "GET", "x-method-override": "GET"},
}


async def let_in(patch: pytest.MonkeyPatch, service: str, headers: dict[str, str], method: str = "") -> list[str]:
    """Return the routes of a service that do not refuse the browser that somebody else has sent."""
    found = []
    async with browser(patch, service, object()) as client:
        for route in of(service, UNSAFE):
            answer = await client.request(method or route.method, route.path, headers=headers, content=b"{}")
            found += [f"{route} {answer.status_code}"] * (answer.status_code != 403)
    return found


@pytest.mark.parametrize("service", NAMES)
@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED.keys())
async def test_what_another_site_sends_is_refused_by_every_route_that_changes_something(
    monkeypatch: pytest.MonkeyPatch, service: str, headers: dict[str, str]
) -> None:
    assert await let_in(monkeypatch, service, headers) == []


@pytest.mark.parametrize("service", NAMES)
async def test_a_question_does_nothing_though_a_header_or_a_field_calls_it_a_deed(
    monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    asked = {it.path for it in EVERY if it.method in SAFE}
    changed = []
    async with browser(monkeypatch, service, object()) as client:
        for route in [it for it in of(service, UNSAFE) if it.path not in asked]:
            override = {"x-http-method-override": route.method, "x-http-method": route.method}
            answer = await client.get(route.path, headers=override, params={"_method": route.method})
            changed += [f"{route} {answer.status_code}"] * (answer.status_code != 405)

    assert changed == []


async def test_a_guard_that_looks_at_no_mark_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_is(*_: Any) -> bool:
        return False

    monkeypatch.setattr(Guard, "_is_foreign", nobody_is)

    assert len(await let_in(monkeypatch, "access", {"origin": FOREIGN})) > 1


def test_the_walk_sees_what_changes_something() -> None:
    assert len(UNSAFE) > 100
    assert {it.service for it in UNSAFE} == set(NAMES)
