"""Whose Host, whose Origin, whose key: the guard of every service."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from unittest.mock import ANY
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI, Request
from itsdangerous import TimestampSigner  # noqa: TID251 - its clock is moved
from pydantic import SecretStr

from shared.access import known
from shared.access.caller import Caller
from shared.events.access import Grant
from shared.http import problems
from shared.http.guard import MAX_BODY, Guard
from shared.http.sign_in_cookie import IDLE_S, LASTS_S, SignInCookie
from shared.http.signing import signer
from shared.i18n import say
from shared.service.settings import Settings
from shared.web.error_page import error_page
from tests.accounts import header, known_by_heart

SECRET = "only-for-tests-" * 4
ORIGIN = "http://127.0.0.1:8000"
Aged = Callable[..., dict[str, str]]


OF_A_READER, OF_AN_ADMINISTRATOR, OF_A_PROGRAM = "of-a-reader", "of-an-administrator", "key-of-a-program"
CALLERS = {
    OF_A_READER: Caller(UUID(int=1), "person", (Grant(role="reader"),)),
    OF_AN_ADMINISTRATOR: Caller(UUID(int=2), "person", (Grant(role="national-administrator"),), strong=True),
    OF_A_PROGRAM: Caller(UUID(int=3), "program", (Grant(role="figures"),), strong=True),
}
SETTINGS = Settings(
    database_url=SecretStr("unused"),
    kafka_servers="unused",
    secret=SecretStr(SECRET),
    tokens={"player": SecretStr("token-of-the-player"), "notifications": SecretStr("another-token")},
    instance="test",
)
COOKIE = SignInCookie(SETTINGS)


def app() -> FastAPI:
    """Return an app that says who calls and how much was said."""
    inside = FastAPI()
    inside.state.settings, inside.state.database = SETTINGS, object()
    inside.add_middleware(Guard, settings=SETTINGS, open_paths={"/open", "/opened/"})
    problems.install(inside, error_page)

    @inside.api_route("/{path:path}", methods=["GET", "POST", "PUT", "DELETE"])
    async def look(request: Request) -> dict[str, Any]:
        caller = request.state.caller
        return {"caller": caller and caller.name, "bytes": len(await request.body())}

    return inside


@pytest.fixture
async def visitor(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx2.AsyncClient]:
    """One who knocks."""
    known_by_heart(monkeypatch, CALLERS)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app()), base_url=ORIGIN) as client:
        yield client


def by_cookie(secret: str = OF_A_READER) -> dict[str, str]:
    return header(SETTINGS, secret)


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


async def test_a_cookie_tells_whose_account_it_is(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/", headers=by_cookie())

    assert answer.json()["caller"] == f"person:{UUID(int=1)}"


FORGED = {
    "nothing": "",
    "no seal": OF_A_READER,
    "another secret": signer("another-secret-" * 4, "signed-in").sign(OF_A_READER).decode(),
    "another purpose": signer(SECRET, "half way").sign(OF_A_READER).decode(),
    "cut": COOKIE.value(OF_A_READER)[:-1],
    "a program's key": COOKIE.value(OF_A_PROGRAM),
    "no text": "é\u0001",
}


@pytest.mark.parametrize("cookie", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_cookie_tells_nobody(visitor: httpx2.AsyncClient, cookie: str) -> None:
    answer = await visitor.get("/", headers={b"cookie": f"{COOKIE.name}={cookie}".encode()})

    assert (answer.status_code, answer.json()["caller"]) == (200, None)


async def test_a_key_that_is_known_no_more_tells_nobody(visitor: httpx2.AsyncClient, at: Aged) -> None:
    answer = await visitor.get("/", headers=at(60, "taken-back"))

    assert answer.json()["caller"] is None


IDLE = {
    (OF_A_READER, IDLE_S - 60): True,
    (OF_A_READER, IDLE_S + 60): False,
    (OF_AN_ADMINISTRATOR, 15 * 60 - 60): True,
    (OF_AN_ADMINISTRATOR, 15 * 60 + 60): False,
}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Aged:
    """Return the cookie of somebody who came last so many seconds ago."""

    def aged(seconds: int, secret: str) -> dict[str, str]:
        now = TimestampSigner(SECRET).get_timestamp()
        with monkeypatch.context() as then:
            then.setattr(TimestampSigner, "get_timestamp", lambda _: now - seconds)
            return by_cookie(secret)

    return aged


@pytest.mark.parametrize(("came", "known"), IDLE.items())
async def test_doing_nothing_ends_it(
    visitor: httpx2.AsyncClient, at: Aged, came: tuple[str, int], *, known: bool
) -> None:
    secret, seconds = came

    answer = await visitor.get("/", headers=at(seconds, secret))

    assert (answer.json()["caller"] is not None) is known


async def test_a_cookie_is_sealed_anew_while_somebody_works(visitor: httpx2.AsyncClient, at: Aged) -> None:
    fresh = await visitor.get("/", headers=at(1, OF_A_READER))
    older = await visitor.get("/", headers=at(120, OF_A_READER))

    assert "set-cookie" not in fresh.headers
    name, _, rest = older.headers["set-cookie"].partition("=")
    assert (name, COOKIE.read({name: rest.partition(";")[0]})) == (COOKIE.name, (OF_A_READER, ANY))


BEARERS = {f"Bearer {OF_A_PROGRAM}": f"program:{UUID(int=3)}", f"Bearer {OF_A_READER}": None}


@pytest.mark.parametrize(("authorization", "caller"), BEARERS.items())
async def test_a_program_brings_its_key_as_a_token_and_nobody_else(
    visitor: httpx2.AsyncClient, authorization: str, caller: str | None
) -> None:
    answer = await visitor.get("/", headers={"authorization": authorization})

    assert answer.json()["caller"] == caller


async def test_of_a_program_no_mark_of_a_browser_is_asked(visitor: httpx2.AsyncClient) -> None:
    key = {"authorization": "Bearer token-of-the-player"}

    answer = await visitor.post("/", headers={**key, "origin": "https://example.org", "sec-fetch-site": "cross-site"})

    assert answer.status_code == 200


@pytest.mark.parametrize(("path", "status"), [("/open", 200), ("/opened/x", 200), ("/open/x", 401), ("/opened", 401)])
async def test_nobody_in_particular_may_send_something_where_people_sign_in(
    visitor: httpx2.AsyncClient, path: str, status: int
) -> None:
    answer = await visitor.post(path, content=b"x", headers={"origin": ORIGIN})

    assert answer.status_code == status


UNMARKED = [("/", {}, 401), ("/open", {}, 403), ("/", by_cookie(), 403), ("/open", by_cookie(), 403)]


@pytest.mark.parametrize(("path", "headers", "status"), UNMARKED)
async def test_a_browser_that_says_neither_origin_nor_site_changes_nothing(
    visitor: httpx2.AsyncClient, path: str, headers: dict[str, str], status: int
) -> None:
    assert (await visitor.post(path, headers=headers)).status_code == status


async def test_while_it_cannot_be_said_who_it_is_nobody_is_let_in(
    visitor: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: Any, __: str) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(known, "caller_by", away)

    answers = [
        await visitor.get("/", headers=by_cookie()),
        await visitor.get("/", headers={"authorization": "Bearer x"}),
    ]

    assert [answer.status_code for answer in answers] == [503, 503]


PAGE = {"accept": "text/html", "origin": ORIGIN, "accept-language": "fr"}


async def test_who_has_to_sign_in_again_is_led_there_and_back(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.post("/a/form", data={"name": "Exemple <b>", "password": "x"}, headers=PAGE)

    assert answer.status_code == 401
    assert 'value="Exemple &lt;b&gt;"' in answer.text
    assert 'action="/a/form"' in answer.text
    assert "password" not in answer.text


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
    headers = {**by_cookie(), "origin": ORIGIN}
    told = await visitor.post("/", content=b"x" * size, headers=headers)
    untold = await visitor.post("/", content=in_pieces(size), headers=headers)

    assert [told.status_code, untold.status_code] == [status, status]
    assert {told.headers["content-type"], untold.headers["content-type"]} == {
        "application/json" if status == 200 else "application/problem+json"
    }


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "", "9" * 20])
async def test_a_length_that_is_none_is_refused(visitor: httpx2.AsyncClient, length: str) -> None:
    answer = await visitor.post("/", content=in_pieces(1), headers={"content-length": length, "origin": ORIGIN})

    assert answer.status_code in {400, 413}


async def test_a_refusal_at_the_door_is_a_problem_in_the_language_of_the_reader(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/", headers={"host": "takwin.example", "accept-language": "ar"})

    assert json.loads(answer.content)["title"] == say(problems.TITLES[421], "ar")
    assert answer.headers["x-request-id"]


def test_what_a_door_lets_in_is_not_too_little() -> None:
    assert (MAX_BODY, IDLE_S, LASTS_S) == (1024 * 1024, 30 * 60, 12 * 3600)
