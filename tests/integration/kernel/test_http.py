"""How a request ends: done and told, refused in the reader's language, or put off while something is away."""

import json
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
import pytest
from sqlalchemy import text

from shared.kernel.clock import Clock
from shared.kernel.database import Database
from shared.service import log
from shared.service.assembly import build
from tests.containers import free_port
from tests.integration.kernel import asking
from tests.integration.kernel.asking import effects, words
from tests.lines import without_values
from tests.places import Places, owned, owner_url_of
from tests.running import Running, eventually

NOBODY = str(uuid4())


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """The sample's database."""
    return await new_database(asking.service())


@pytest.fixture
async def api(database: Database) -> AsyncIterator[httpx2.AsyncClient]:
    """The sample's doors, asked by a program that reads English."""
    async with asking.asking(database) as client:
        client.headers["accept-language"] = "en"
        yield client


@pytest.fixture(autouse=True)
def log_lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """The log as it is written in earnest."""
    lines = StringIO()
    monkeypatch.setattr(sys, "stderr", lines)
    log.configure()
    yield lines
    logging.getLogger().handlers.clear()
    without_values()


def assert_problem(answer: httpx2.Response, status: int) -> None:
    """It is a problem that says its own status, in a language, to be kept by nobody."""
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-language"] in {"fr", "ar", "en"}
    assert answer.json()["title"]


async def test_before_the_service_is_up_a_request_is_put_off() -> None:
    app = build(asking.service(), asking.settings("postgresql+asyncpg://nobody@127.0.0.1:1/nothing"))

    answer = await asking.client(app, **asking.by_token()).post("/things", json=words())

    assert_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0


async def test_while_the_database_is_away_a_request_is_put_off() -> None:
    away = Database(f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/nothing", Clock())

    async with asking.asking(away) as api:
        answer = await api.post("/things", json=words())

    assert_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0


async def test_a_cut_connection_puts_the_request_off_and_the_next_one_is_done(
    api: httpx2.AsyncClient, database: Database
) -> None:
    said, once = words(), {"idempotency-key": uuid4().hex}
    await api.get(f"/things/{NOBODY}")

    await _cut_all_connections(database)
    answers = [await api.post("/things", json=said, headers=once) for _ in range(2)]

    assert_problem(answers[0], 503)
    assert answers[1].status_code == 201
    assert len(await effects(database)) == 1


async def test_what_is_put_off_while_the_database_is_stopped_is_done_once_afterwards(
    places: Places, api: httpx2.AsyncClient, database: Database
) -> None:
    if places.database_switch is None:
        pytest.skip("the servers were given by URL, so they are not this test's to stop")
    said, once = words(), {"idempotency-key": uuid4().hex}

    await places.database_switch.off()
    put_off = [await api.post("/things", json=said, headers=once) for _ in range(3)]
    await places.database_switch.on()
    await eventually(database.answers)
    done = [await api.post("/things", json=said, headers=once) for _ in range(2)]

    assert {answer.status_code for answer in put_off} == {503}
    assert [answer.status_code for answer in done] == [201, 201]
    assert len(await effects(database)) == 1


async def test_a_service_started_before_its_database_comes_up_by_itself(run: Running) -> None:
    if run.places.database_switch is None:
        pytest.skip("the servers were given by URL, so they are not this test's to stop")
    async with run.places.new_database_url() as url:
        await run.places.database_switch.off()
        told = {"owner_url": owner_url_of(url), "kafka_servers": run.places.kafka.servers}
        app = build(asking.service(), asking.settings(url, **told))

        async with app.router.lifespan_context(app), asking.client(app, **asking.by_token()) as api:
            before = await api.post("/things", json=words())
            await run.places.database_switch.on()
            await eventually(lambda: _is_done(api))

    assert before.status_code == 503


async def _is_done(api: httpx2.AsyncClient) -> bool:
    return (await api.post("/things", json=words())).status_code == 201


async def _cut_all_connections(database: Database) -> None:
    """End them on the server's side, as a restart does."""
    connection = await asyncpg.connect(database.dsn)
    await connection.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )
    await connection.close()


MALFORMED = {
    "no JSON": b'{"about": ',
    "nothing at all": b"",
    "too deep": b"[" * 100_000,
    "an endless number": b'{"about": ' + b"9" * 10_000 + b"}",
    "no text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_no_json_is_refused(api: httpx2.AsyncClient, database: Database, body: bytes) -> None:
    answer = await api.post("/things", content=body, headers={"content-type": "application/json"})

    assert_problem(answer, 422 if body == b"" else 400)
    assert await effects(database) == []


async def test_json_that_does_not_call_itself_so_is_refused(api: httpx2.AsyncClient, database: Database) -> None:
    body = json.dumps(words())

    answers = [
        await api.post("/things", content=body, headers={"content-type": kind})
        for kind in ("text/plain", "application/x-www-form-urlencoded")
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert await effects(database) == []


WRONG = {
    "a field too many": ({"often": 1, "too often": 2}, "", "extra-forbidden"),
    "a number for a text": ({"words": 1}, "words", "string-type"),
    "a text for a number": ({"times": "often"}, "times", "int-parsing"),
    "a number too large": ({"times": 4}, "times", "less-than-equal"),
    "an endless number": ({"times": 10**30}, "times", "less-than-equal"),
    "a text too short": ({"words": "x"}, "words", "string-too-short"),
    "no truth": ({"loud": "maybe"}, "loud", "bool-parsing"),
    "no id": ({"about": "x"}, "about", "uuid-parsing"),
    "half a character": ({"words": "\ud800 and so on"}, "words", "string-unicode"),
    "a rule of ours": ({"words": "NO"}, "words", "shouted"),
}


@pytest.mark.parametrize(("change", "field", "rule"), WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_field_is_named_and_not_repeated(
    api: httpx2.AsyncClient, database: Database, change: dict[str, Any], field: str, rule: str
) -> None:
    body = json.dumps(words() | change)

    answer = await api.post("/things", content=body, headers={"content-type": "application/json"})

    assert_problem(answer, 422)
    (error,) = answer.json()["errors"]
    assert (error["field"], error["rule"]) == (field, rule)
    assert "often" not in answer.text
    assert await effects(database) == []


async def test_a_missing_field_a_wrong_path_and_a_wrong_query_are_named(api: httpx2.AsyncClient) -> None:
    missing = await api.post("/things", json={})
    in_path = await api.get("/things/x")
    in_query = await api.get(f"/things/{NOBODY}", params={"limit": "x"})

    said = [(answer.status_code, answer.json()["errors"][0]["field"]) for answer in (missing, in_path, in_query)]
    assert said == [(422, "about"), (422, "about"), (422, "limit")]


async def test_an_unknown_route_and_a_wrong_method_are_problems(api: httpx2.AsyncClient) -> None:
    unknown = await api.get("/nowhere")
    above = await api.get("http://127.0.0.1:8000/")
    wrong = await api.delete("/things")

    assert_problem(unknown, 404)
    assert_problem(above, 404)
    assert_problem(wrong, 405)
    assert wrong.headers["allow"] == "POST"


async def test_who_is_unknown_and_who_may_not_are_told_apart(database: Database) -> None:
    app = asking.app_on(database, tokens={"notifications": "token-of-notifications"})

    unknown = await asking.client(app).post("/things", json=words())
    not_allowed = await asking.client(app, authorization="Bearer token-of-notifications").post("/things", json=words())

    assert_problem(unknown, 401)
    assert_problem(not_allowed, 403)
    assert await effects(database) == []


async def test_an_unexpected_error_is_told_without_its_words(
    api: httpx2.AsyncClient, database: Database, log_lines: StringIO
) -> None:
    answer = await api.post("/broken", json=words())

    assert_problem(answer, 500)
    told = log_lines.getvalue()
    assert '"error": "Unexpected"' in told
    assert "Amina" not in answer.text + told
    assert await effects(database) == []


TITLES = {
    "ar-MA,fr;q=0.8": ("ar", "لا يوجد"),
    "fr-MA,ar;q=0.8": ("fr", "existe pas"),
    "en": ("en", "There is no such thing here."),
    "tzm": ("fr", "existe pas"),
    "": ("fr", "existe pas"),
}


@pytest.mark.parametrize("wanted", TITLES)
async def test_a_refusal_is_in_the_language_of_the_reader(api: httpx2.AsyncClient, wanted: str) -> None:
    language, part = TITLES[wanted]

    answer = await api.get(f"/things/{NOBODY}", headers={"accept-language": wanted})

    assert_problem(answer, 404)
    assert (answer.headers["content-language"], answer.json()["type"]) == (language, "/problems/nothing-said")
    assert part in answer.json()["errors"][0]["message"]


async def test_the_id_of_a_request_is_echoed_and_goes_out_with_the_event(
    api: httpx2.AsyncClient, database: Database
) -> None:
    request_id = str(uuid4())

    answer = await api.post("/things", json=words(), headers={"x-request-id": request_id})

    assert answer.headers["x-request-id"] == request_id
    assert await _correlation_ids(database) == [request_id]


async def test_a_request_leaves_a_line_with_its_id_and_route_and_no_address(
    api: httpx2.AsyncClient, log_lines: StringIO
) -> None:
    request_id = str(uuid4())
    headers = {"x-request-id": request_id}

    await api.post("/things?q=kanarie", json=words(), headers=headers)
    await api.get(f"/things/{NOBODY}?q=kanarie", headers=headers)

    lines = [json.loads(line) for line in log_lines.getvalue().splitlines() if "request.answered" in line]
    said = [(it["method"], it["route"], it["status"], it["request_id"]) for it in lines]
    assert said == [
        ("POST", "/sample/api/v1/things", 201, request_id),
        ("GET", "/sample/api/v1/things/{about}", 404, request_id),
    ]
    assert {it["caller"] for it in lines} == {"national-administrator"}, "the role of whoever asks in these tests"
    assert "kanarie" not in log_lines.getvalue()
    assert NOBODY not in log_lines.getvalue()


async def test_what_the_guard_refuses_leaves_a_line_too(
    api: httpx2.AsyncClient, database: Database, log_lines: StringIO
) -> None:
    app = asking.app_on(database)
    browser = asking.client(app, **await asking.by_cookie(app))
    foreign = await browser.post("/things", json=words(), headers={"origin": "http://elsewhere.example"})
    nobody = await api.head(f"/things/{NOBODY}", headers={"authorization": "Bearer kanarie"})

    lines = [json.loads(line) for line in log_lines.getvalue().splitlines() if "request.answered" in line]
    said = [(it["method"], it["route"], it["status"], it["request_id"]) for it in lines]
    assert said == [
        ("POST", "unknown", 403, foreign.headers["x-request-id"]),
        ("HEAD", "/sample/api/v1/things/{about}", 401, nobody.headers["x-request-id"]),
    ]
    assert "kanarie" not in log_lines.getvalue()


async def test_the_head_of_a_page_is_answered_without_its_body(api: httpx2.AsyncClient) -> None:
    page, head = await api.get(f"/things/{NOBODY}"), await api.head(f"/things/{NOBODY}")

    assert (head.status_code, head.headers["content-type"], head.content) == (
        page.status_code,
        page.headers["content-type"],
        b"",
    )


@pytest.mark.parametrize("odd", ["", "x", "a\u00e9", "00000000-0000-0000-0000-00000000000g"])
async def test_a_request_without_a_good_id_gets_one(api: httpx2.AsyncClient, database: Database, odd: str) -> None:
    answer = await api.post("/things", json=words(), headers={b"x-request-id": odd.encode()})

    assert await _correlation_ids(database) == [str(UUID(answer.headers["x-request-id"]))]


@pytest.mark.parametrize("path", ["/refused", "/broken", "/nowhere"])
async def test_a_refusal_says_the_id_of_its_request_too(api: httpx2.AsyncClient, path: str) -> None:
    request_id = str(uuid4())

    answer = await api.post(path, json=words(), headers={"x-request-id": request_id})

    assert answer.headers["x-request-id"] == request_id


async def _correlation_ids(database: Database) -> list[str]:
    async with database.engine.connect() as connection:
        return list((await connection.execute(text("select body ->> 'correlationid' from outbox"))).scalars())


async def test_when_the_commit_fails_nobody_is_told_that_it_is_done(
    api: httpx2.AsyncClient, database: Database
) -> None:
    async with owned(database) as connection:
        await connection.execute(text(asking.NEVER_TWICE))
        await connection.execute(text("insert into only_one default values"))

    answer = await api.post("/commit-fails", json=words())

    assert_problem(answer, 500)
    assert await effects(database) == []


async def test_the_transaction_is_committed_before_the_first_byte_of_the_answer(database: Database) -> None:
    app, there_at_start = asking.app_on(database), []

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def send_watched(message: Any) -> None:
            if message["type"] == "http.response.start":
                there_at_start.append(len(await effects(database)))
            await send(message)

        await app(scope, receive, send_watched)

    async with asking.client(watched, **asking.by_token()) as api:
        answer = await api.post("/things", json=words())

    assert (answer.status_code, there_at_start) == (201, [1])


async def test_a_body_too_large_is_refused_whether_its_length_is_told_or_not(
    api: httpx2.AsyncClient, database: Database
) -> None:
    large = json.dumps(words(words="x" * 2**20)).encode()

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 2**16):
            yield large[start : start + 2**16]

    kind = {"content-type": "application/json"}
    told = await api.post("/things", content=large, headers=kind)
    untold = await api.post("/things", content=in_pieces(), headers=kind)

    assert "content-length" not in untold.request.headers
    assert_problem(told, 413)
    assert_problem(untold, 413)
    assert await effects(database) == []
