"""Strict headers: every answer of a service as built has them, also where no door stands before it."""

from typing import Any

import httpx2
import pytest

from shared.http.strict import HEADERS
from tests.architecture.built import app

HERE = "http://127.0.0.1:8000"
KEPT = {"/access/assets/takwin.css"}
ASKED = {
    "json": ("GET", "/access/api/openapi.json", {}, 200),
    "health": ("GET", "/access/health/live", {}, 200),
    "a style": ("GET", "/access/assets/takwin.css", {}, 200),
    "nothing there": ("GET", "/access/nowhere", {}, 404),
    "nobody signed in": ("POST", "/access/profile", {}, 401),
    "another host": ("GET", "/access/health/live", {"host": "elsewhere.example"}, 421),
    "a body too large": ("POST", "/access/sign-in", {"origin": HERE, "content-length": "9999999"}, 413),
    "a fault, or an outage": ("GET", "/access/health/ready", {}, 503),
}


async def asked(method: str, path: str, **headers: str) -> httpx2.Response:
    """Return what the service answers, which runs without a database."""
    built = httpx2.ASGITransport(app("access"), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=built, base_url=HERE) as client:
        return await client.request(method, path, headers=headers)


@pytest.mark.parametrize(("method", "path", "headers", "status"), ASKED.values(), ids=ASKED.keys())
async def test_whatever_is_answered_has_the_strict_headers(
    method: str, path: str, headers: dict[str, Any], status: int
) -> None:
    answer = await asked(method, path, **headers)

    assert answer.status_code == status
    strict = {name: value for name, value in HEADERS.items() if name != "cache-control" or path not in KEPT}
    assert {name: answer.headers.get(name) for name in strict} == strict


async def test_a_page_has_its_own_policy_and_the_other_headers() -> None:
    answer = await asked("GET", "/access/nowhere", accept="text/html")

    policy = answer.headers["content-security-policy"]
    assert "style-src 'self'" in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy.split("; "))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_without_a_policy_of_its_own_an_answer_runs_nothing_and_is_framed_by_nobody() -> None:
    assert set(HEADERS["content-security-policy"].split("; ")) == {
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    }
