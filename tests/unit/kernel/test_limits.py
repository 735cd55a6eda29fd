"""Limits of requests: whose bucket, how much, when again."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.exceptions import HTTPException

from shared.access.caller import Caller
from shared.http import limits, problems
from shared.http.guard import Guard
from shared.http.limits import ACCOUNT, ADDRESS, MOST_KEPT, Limits, address_of, costs
from shared.http.settings import GuardSettings
from shared.i18n import say
from shared.web.error_page import ADVICE, error_page
from tests.accounts import header, known_by_heart

SECRET = "only-for-tests-" * 4
TOKEN = "the-token-of-notifications"  # noqa: S105 - made up
ORIGIN = "http://127.0.0.1:8000"


def settings(**more: Any) -> GuardSettings:
    return GuardSettings(secret=SecretStr(SECRET), tokens={"notifications": SecretStr(TOKEN)}, **more)


class Moment:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.s = 1000.0

    def __call__(self) -> float:
        return self.s


def person(number: int) -> Caller:
    """Return somebody with an account."""
    return Caller(UUID(int=number), "person")


PROGRAM = Caller.program("notifications")


def asked_by(caller: Caller | None = None, client: str = "203.0.113.7", **headers: str) -> dict[str, Any]:
    """Return the scope of a request."""
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "state": {"caller": caller}, "client": (client, 1), "headers": raw}


def taken(limit: Limits, scope: dict[str, Any], most: int = 10_000) -> int:
    """Return how often something could be taken before it was refused."""
    for count in range(most):
        try:
            limit.take(scope)
        except HTTPException:
            return count
    return most


def test_whoever_has_a_full_allowance_is_not_refused_by_a_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ACCOUNT", limits.Allowance(at_once=1, per_s=0.1))
    moment = Moment()
    moment.s = 59 / 7  # plus ten it is rounded up

    assert taken(Limits(settings(), moment), asked_by(person(1))) == 1


def test_an_account_has_its_allowance_and_it_comes_back_with_time() -> None:
    moment = Moment()
    limit = Limits(settings(), moment)

    at_once = taken(limit, asked_by(person(1)))
    moment.s += 2
    later = taken(limit, asked_by(person(1)))

    assert (at_once, later) == (ACCOUNT.at_once, 2 * ACCOUNT.per_s)


def test_who_is_refused_is_told_when_to_come_again_and_is_served_then() -> None:
    moment = Moment()
    limit = Limits(settings(), moment)
    limit.take(asked_by(person(1)), ACCOUNT.at_once)

    with pytest.raises(HTTPException) as refused:
        limit.take(asked_by(person(1)), 30)
    moment.s += int((refused.value.headers or {})["retry-after"])
    limit.take(asked_by(person(1)), 30)

    assert (refused.value.status_code, refused.value.headers) == (429, {"retry-after": "3"})


def test_one_busy_account_takes_nothing_from_another_nor_from_its_office() -> None:
    limit = Limits(settings(), Moment())

    taken(limit, asked_by(person(1)))

    assert taken(limit, asked_by(person(2))) == ACCOUNT.at_once
    assert taken(limit, asked_by(None)) == ADDRESS.at_once


def test_an_account_has_one_bucket_in_all_its_browsers() -> None:
    limit = Limits(settings(), Moment())

    assert taken(limit, asked_by(replace(person(1), digest="of one"))) == ACCOUNT.at_once
    assert taken(limit, asked_by(replace(person(1), digest="of another"))) == 0


def test_our_own_programs_inside_are_not_counted() -> None:
    assert taken(Limits(settings(), Moment()), asked_by(PROGRAM)) == 10_000


def test_whoever_may_be_nobody_counts_by_address() -> None:
    limit = Limits(settings(), Moment())

    assert taken(limit, asked_by(None, "203.0.113.7")) == ADDRESS.at_once
    assert taken(limit, asked_by(None, "203.0.113.8")) == ADDRESS.at_once
    assert taken(limit, asked_by(None, "203.0.113.7")) == 0


ADDRESSES = [
    (False, "203.0.113.7", "203.0.113.7"),
    (True, "203.0.113.7", "198.51.100.9"),
    (False, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    (False, "a-socket", "unknown"),
    (False, "", "unknown"),
]


@pytest.mark.parametrize(("behind_door", "peer", "counted"), ADDRESSES)
def test_an_address_is_believed_of_the_door_alone(*, behind_door: bool, peer: str, counted: str) -> None:
    said = asked_by(None, peer, x_forwarded_for="198.51.100.9")

    assert address_of(said, behind_door=behind_door) == counted


def test_many_addresses_take_no_more_memory_than_a_bounded_number() -> None:
    limit = Limits(settings(behind_door=True), Moment())

    for number in range(MOST_KEPT + 100):
        limit.take(asked_by(None, x_forwarded_for=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"))

    assert len(limit._full_at) == MOST_KEPT


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The headers of somebody who is signed in."""
    known_by_heart(monkeypatch, {"of-somebody": person(1)})
    return header(settings(), "of-somebody")


def app() -> FastAPI:
    inside = FastAPI()
    inside.state.settings, inside.state.database = settings(), object()
    inside.add_middleware(Guard, settings=settings())
    problems.install(inside, error_page)

    @inside.get("/plain")
    async def plain() -> str:
        return "plain"

    @inside.get("/dear", dependencies=[costs(ACCOUNT.at_once // 2)])
    async def dear() -> str:
        return "dear"

    return inside


async def test_a_costly_route_takes_as_much_as_it_says(browser: dict[str, str]) -> None:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app()), base_url=ORIGIN, headers=browser) as visitor:
        dear = [(await visitor.get("/dear")).status_code for _ in range(3)]
        plain = (await visitor.get("/plain")).status_code

    assert (dear, plain) == ([200, 200, 429], 429)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_too_much_is_said_on_a_page_in_the_language_of_the_reader(
    monkeypatch: pytest.MonkeyPatch, browser: dict[str, str], language: str
) -> None:
    monkeypatch.setattr(limits, "ACCOUNT", limits.Allowance(at_once=1, per_s=0.1))
    headers = {**browser, "accept": "text/html", "accept-language": language}

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app()), base_url=ORIGIN, headers=headers) as visitor:
        first, second = [await visitor.get("/plain") for _ in range(2)]

    assert (first.status_code, second.status_code, second.headers["retry-after"]) == (200, 429, "10")
    assert say("This is more than is allowed for now.", language) in second.text
    assert say(ADVICE["429"], language) in second.text


async def test_a_flood_of_nobody_is_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ADDRESS", limits.Allowance(at_once=2, per_s=1))

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app()), base_url=ORIGIN) as visitor:
        asked = [await visitor.post("/plain", content=b"x", headers={"origin": ORIGIN}) for _ in range(3)]

    assert [answer.status_code for answer in asked] == [401, 401, 429]
