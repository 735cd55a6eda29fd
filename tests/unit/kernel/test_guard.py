"""Whose Host, whose Origin, whose token: the door of every service until accounts exist."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI, Request
from itsdangerous import TimestampSigner
from pydantic import SecretStr

from shared.http import guard, problems
from shared.http.guard import COOKIE, COOKIE_S, MAX_BODY, Guard, new_cookie
from shared.i18n import say
from shared.service.settings import Settings
from shared.web.error_page import error_page

SECRET = "only-for-tests-" * 4
ORIGIN = "http://127.0.0.1:8000"


def app() -> FastAPI:
    """Return an app that says who calls and how much was said."""
    inside = FastAPI()
    settings = Settings(
        database_url=SecretStr("unused"),
        kafka_servers="unused",
        secret=SecretStr(SECRET),
        tokens={"player": SecretStr("token-of-the-player"), "notifications": SecretStr("another-token")},
        instance="test",
    )
    inside.add_middleware(Guard, settings=settings)
    problems.install(inside, error_page)

    @inside.api_route("/", methods=["GET", "POST", "PUT", "DELETE"])
    async def look(request: Request) -> dict[str, Any]:
        return {"caller": request.state.caller, "bytes": len(await request.body())}

    return inside


@pytest.fixture
async def visitor() -> AsyncIterator[httpx2.AsyncClient]:
    """One who knocks."""
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app()), base_url=ORIGIN) as client:
        yield client


def by_cookie(value: str = "") -> dict[str, str]:
    return {"cookie": f"{COOKIE}={value or new_cookie(SECRET)}"}


@pytest.mark.parametrize(
    "host", ["takwin.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8000.example", "LOCALHOST:8000", ""]
)
async def test_another_host_is_not_served(visitor: httpx2.AsyncClient, host: str) -> None:
    answer = await visitor.get("/", headers={"host": host})

    assert (answer.status_code, answer.headers["content-type"]) == (421, "application/problem+json")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
async def test_both_names_of_this_machine_are_served(visitor: httpx2.AsyncClient, host: str) -> None:
    assert (await visitor.get("/", headers={"host": host, "origin": f"http://{host}"})).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "origin", ["https://example.org", "null", "https://127.0.0.1:8000", "http://127.0.0.1:8001", "http://127.0.0.1", ""]
)
async def test_a_foreign_origin_is_refused(visitor: httpx2.AsyncClient, method: str, origin: str) -> None:
    answer = await visitor.request(method, "/", headers={"origin": origin, **by_cookie()})

    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "SAME-ORIGIN", ""])
async def test_a_browser_sent_by_another_site_changes_nothing(
    visitor: httpx2.AsyncClient, method: str, site: str
) -> None:
    answer = await visitor.request(method, "/", headers={"sec-fetch-site": site, **by_cookie()})

    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_a_browser_on_our_own_page_may(visitor: httpx2.AsyncClient, site: str) -> None:
    answer = await visitor.post("/", headers={"sec-fetch-site": site, "origin": ORIGIN, **by_cookie()})

    assert answer.status_code == 200


async def test_a_method_in_a_header_is_not_obeyed(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.request(
        "PATCH", "/", headers={"x-http-method-override": "POST", "sec-fetch-site": "cross-site", **by_cookie()}
    )

    assert answer.status_code == 403


async def test_a_cookie_tells_a_console_without_a_person(visitor: httpx2.AsyncClient) -> None:
    callers = [(await visitor.get("/", headers=by_cookie())).json()["caller"] for _ in range(2)]

    assert [caller.partition(":")[0] for caller in callers] == ["console", "console"]
    assert len(set(callers)) == 2


FORGED = {
    "nothing": "",
    "no signature": "console:1",
    "another secret": new_cookie("another-secret-" * 4),
    "another salt": TimestampSigner(SECRET, salt="session").sign("console:1").decode(),
    "cut": new_cookie(SECRET)[:-1],
    "another name": "player" + new_cookie(SECRET)[7:],
    "no text": "é\u0001",
}


@pytest.mark.parametrize("cookie", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_cookie_tells_nobody(visitor: httpx2.AsyncClient, cookie: str) -> None:
    answer = await visitor.get("/", headers={b"cookie": f"{COOKIE}={cookie}".encode()})

    assert (answer.status_code, answer.json()["caller"]) == (200, None)


@pytest.mark.parametrize(("age_s", "callers"), [(COOKIE_S - 60, 1), (COOKIE_S + 60, 0)])
async def test_a_cookie_expires(
    visitor: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, age_s: int, callers: int
) -> None:
    now = TimestampSigner(SECRET).get_timestamp()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now - age_s)
    old = by_cookie()
    monkeypatch.undo()

    answer = await visitor.get("/", headers=old)

    assert str(answer.json()["caller"]).count("console:") == callers


TOKENS = {
    "Bearer token-of-the-player": "player",
    "bearer token-of-the-player": "player",
    "Bearer another-token": "notifications",
    "Bearer token-of-the-playe": None,
    "Bearer ": None,
    "Bearer": None,
    "Basic token-of-the-player": None,
    "token-of-the-player": None,
    "": None,
}


@pytest.mark.parametrize(("authorization", "caller"), TOKENS.items())
async def test_a_token_tells_who_calls(visitor: httpx2.AsyncClient, authorization: str, caller: str | None) -> None:
    answer = await visitor.get("/", headers={"authorization": authorization})

    assert answer.json()["caller"] == caller


async def test_a_token_that_is_no_ascii_tells_nobody(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/", headers={b"authorization": "Bearer é\u202e".encode()})

    assert (answer.status_code, answer.json()["caller"]) == (200, None)


async def test_a_wrong_token_is_not_made_good_by_a_cookie(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/", headers={"authorization": "Bearer wrong", **by_cookie()})

    assert answer.json()["caller"] is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_of_somebody_unknown_no_body_is_read(visitor: httpx2.AsyncClient, method: str) -> None:
    read = []

    async def watched() -> AsyncIterator[bytes]:
        read.append(1)
        yield b"x"

    answer = await visitor.request(method, "/", content=watched(), headers={"authorization": "Bearer wrong"})

    assert (answer.status_code, read) == (401, [])


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 1024):
        yield b"x" * 1024
    yield b"x" * (size % 1024)


@pytest.mark.parametrize(("size", "status"), [(MAX_BODY, 200), (MAX_BODY + 1, 413)])
async def test_a_body_has_its_limit_whether_it_says_its_length_or_not(
    visitor: httpx2.AsyncClient, size: int, status: int
) -> None:
    told = await visitor.post("/", content=b"x" * size, headers=by_cookie())
    untold = await visitor.post("/", content=in_pieces(size), headers=by_cookie())

    assert [told.status_code, untold.status_code] == [status, status]
    assert {told.headers["content-type"], untold.headers["content-type"]} == {
        "application/json" if status == 200 else "application/problem+json"
    }


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "", "9" * 20])
async def test_a_length_that_is_none_is_refused(visitor: httpx2.AsyncClient, length: str) -> None:
    answer = await visitor.post("/", content=in_pieces(1), headers={"content-length": length})

    assert answer.status_code in {400, 413}


async def test_a_refusal_at_the_door_is_a_problem_in_the_language_of_the_reader(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/", headers={"host": "takwin.example", "accept-language": "ar"})

    assert json.loads(answer.content)["title"] == say(problems.TITLES[421], "ar")
    assert answer.headers["x-request-id"]


def test_what_a_door_lets_in_is_not_too_little() -> None:
    assert (guard.MAX_BODY, guard.COOKIE_S) == (1024 * 1024, 12 * 3600)
